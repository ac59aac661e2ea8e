package io.thingconnect.pulse.backupd.backup;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.files.FileContent;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.source.files.TreeIndex;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.Sizes;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application as it is now, in the words of a manifest: what a backup made now would hold. Databases are read as a backup
 * reads them, within the same limits, and leave only a page map each; files are read only where nothing else tells whether
 * they are still those of an earlier backup.
 */
public final class LiveState {
    private static final Logger LOG = LoggerFactory.getLogger(LiveState.class);

    private final LiveDatabases live;
    private final Application application;
    private final CaptureLimits limits;
    private final Clock clock;

    public LiveState(LiveDatabases live, Application application, CaptureLimits limits, Clock clock) {
        this.live = requireNonNull(live, "live is null");
        this.application = requireNonNull(application, "application is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What was found.
     *
     * @param entries files without a hash where their size alone sets them apart from the earlier backup's
     */
    public record Found(List<DatabaseState> databases, List<Entry> entries) {
        public Found {
            databases = List.copyOf(databases);
            entries = List.copyOf(entries);
        }
    }

    /**
     * Waits for a backup that is reading the same database. A configured database that does not exist is not in the answer.
     *
     * @param earlier what it will be compared with: its components are looked at
     * @param index directory with the earlier backup's tree index, where this machine has it
     * @param maps existing directory; receives the page map of each database, under {@link PageMapFile#in}
     * @throws IOException only from the page maps
     * @throws BackupException what the sources have to say; {@code NO_SPACE}, {@code CANCELLED}
     */
    public Found read(Manifest earlier, Optional<Path> index, Path maps, Work work)
            throws IOException, BackupException {
        Sources sources = new Sources(live, application, earlier.components(), clock, work);
        List<DatabaseState> databases = new ArrayList<>();
        for (Path file : sources.databases()) {
            read(file, sources, maps, work).ifPresent(databases::add);
        }
        new Trees(earlier, index.flatMap(directory -> usable(directory, earlier)), sources).read(work);
        sources.warnings().forEach(warning -> LOG.info("while looking at the application as it is: {}", warning));
        return new Found(databases, sources.entries());
    }

    private Optional<DatabaseState> read(Path file, Sources sources, Path maps, Work work)
            throws IOException, BackupException {
        try {
            FoundEntry found = sources.stat(file);
            DatabaseState state = readWithinBudget(found, maps, work);
            sources.add(found.entry().withContent(state.pageSize() * state.pages(), state.after()));
            return Optional.of(state);
        } catch (BackupException e) {
            if (e.code() == ErrorCode.SOURCE_MISSING) {
                // To a backup this is an error; to whoever asks what has changed it is the answer.
                return Optional.empty();
            }
            throw e;
        }
    }

    private DatabaseState readWithinBudget(FoundEntry found, Path maps, Work work) throws IOException, BackupException {
        try {
            return read(found, false, maps, work);
        } catch (BackupException e) {
            if (e.code() != ErrorCode.CAPTURE_BUDGET) {
                throw e;
            }
            return read(found, true, maps, work);
        }
    }

    private DatabaseState read(FoundEntry found, boolean staged, Path maps, Work work)
            throws IOException, BackupException {
        String path = found.entry().path();
        try (DatabaseSnapshot snapshot = live.open(found.file(), limits.comparing(staged), work)) {
            requireSpace(maps, PageMapFile.bytes(snapshot.pages()));
            DatabaseSnapshot.Captured captured =
                    snapshot.copyTo(OutputStream.nullOutputStream(), PageMapFile.in(maps, path), work);
            return DatabaseState.whole(
                    path,
                    snapshot.pageSize(),
                    snapshot.pages(),
                    captured.sha256(),
                    snapshot.schemaVersion(),
                    snapshot.method());
        }
    }

    private static void requireSpace(Path directory, long bytes) throws IOException, BackupException {
        long usable = DiskSpace.usable(directory);
        if (usable < bytes) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "the page maps need " + Sizes.text(bytes) + " in " + directory.getParent() + ", free are "
                            + Sizes.text(usable),
                    "Free space there, or move the spool to a larger disk: df -h " + directory.getParent());
        }
    }

    private static Optional<TreeIndex> usable(Path directory, Manifest earlier) {
        return TreeIndex.read(directory) instanceof TreeIndex.Usable usable
                        && usable.index().contentId().equals(earlier.contentId())
                ? Optional.of(usable.index())
                : Optional.empty();
    }

    /** The trees, after the databases. */
    private static final class Trees {
        private final Map<String, Entry> before = new HashMap<>();
        private final Set<String> databasesBefore = new HashSet<>();
        private final Optional<TreeIndex> index;
        private final Sources sources;
        private final Set<String> lost = new HashSet<>();

        Trees(Manifest earlier, Optional<TreeIndex> index, Sources sources) {
            earlier.entries().forEach(entry -> before.put(entry.path(), entry));
            earlier.databases().forEach(state -> databasesBefore.add(state.path()));
            this.index = index;
            this.sources = sources;
        }

        void read(Work work) throws IOException, BackupException {
            List<FoundEntry> found = sources.walk(work);
            work.phase("files", -1);
            for (FoundEntry each : found) {
                work.check();
                Entry entry = each.entry();
                if (entry.type() == EntryType.FILE) {
                    file(each, work).ifPresentOrElse(sources::add, () -> lost.add(entry.path()));
                } else if (entry.type() != EntryType.HARDLINK || !lost.contains(entry.linkTarget())) {
                    sources.add(entry);
                }
            }
        }

        /** Empty where it is gone by now, or cannot be read: a backup would not hold it. */
        private Optional<Entry> file(FoundEntry found, Work work) throws IOException, BackupException {
            Entry entry = found.entry();
            Entry was = before.get(entry.path());
            if (was == null || was.type() != EntryType.FILE || was.size() != entry.size()) {
                return Optional.of(entry);
            }
            boolean untouched = !databasesBefore.contains(was.path())
                    && index.flatMap(stamps -> stamps.stamp(was.path())).equals(Optional.of(found.stamp()));
            return untouched ? Optional.of(entry.withContent(was.size(), was.sha256())) : hashed(found, work);
        }

        private Optional<Entry> hashed(FoundEntry found, Work work) throws IOException, BackupException {
            Optional<FileContent> content = FileContent.open(found, sources::warn);
            if (content.isEmpty()) {
                return Optional.empty();
            }
            try (FileContent open = content.get()) {
                MessageDigest digest = Sha256.digest();
                open.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest), work);
                return Optional.of(found.entry().withContent(open.size(), Sha256.of(digest)));
            }
        }
    }
}
