package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.files.FileWalker;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.source.files.Stamp;
import io.thingconnect.pulse.backupd.source.files.TreeIndex;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one backup takes in: which databases, which trees, and what was found and noted on the way. */
final class Sources {
    private final Application application;
    private final List<Component> components;
    private final Clock clock;
    private final Instant takenAt;
    private final FileWalker walker;
    private final Set<Path> databases = new HashSet<>();
    private final List<Path> found = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Stamp> stamps = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private Instant walkBegan;

    /** @param components of the backup */
    Sources(LiveDatabases live, Application application, List<Component> components, Clock clock, Work work)
            throws BackupException {
        this.application = application;
        this.components = components;
        this.clock = clock;
        this.takenAt = clock.instant();
        this.walker = new FileWalker(application.root(), application.exclude());
        requireNoneReserved(application.databases());
        databases.addAll(application.databases());
        work.phase("look", -1);
        // In every tree, also of components that are left out: a database of one may lie in the tree of another.
        for (FoundEntry entry : walker.findDatabases(application.trees(), omit(), work)) {
            if (databases.contains(entry.file()) || isReserved(entry.entry().path())) {
                continue;
            }
            if (live.isDatabase(entry.file())) {
                databases.add(entry.file());
                found.add(entry.file());
            } else if (takesDatabases()) {
                warn("'" + entry.entry().path()
                        + "' is named like a database, but SQLite cannot read it: stored as a file");
            }
        }
    }

    /** The databases to capture: the configured ones, and those met in the trees of this backup's components. */
    List<Path> databases() {
        List<Path> all = new ArrayList<>();
        if (takesDatabases()) {
            all.addAll(application.databases());
            found.stream()
                    .filter(path -> trees().stream().anyMatch(tree -> path.startsWith(tree.path())))
                    .forEach(all::add);
        }
        return all;
    }

    List<SourceTree> trees() {
        return application.trees().stream()
                .filter(tree -> components.contains(tree.component()))
                .toList();
    }

    FoundEntry stat(Path database) throws BackupException {
        return walker.stat(new SourceTree(Component.DATABASE, database));
    }

    List<FoundEntry> walk(Work work) throws BackupException {
        walkBegan = clock.instant();
        List<FoundEntry> kept = new ArrayList<>();
        // The parents of a database outside every tree are needed too, or an empty root gets them with a guessed mode.
        for (FoundEntry entry : walker.walk(trees(), omit(), work, this::warn)) {
            if (isReserved(entry.entry().path())) {
                warn("'" + entry.entry().path() + "' lies where the archive keeps its own files: left out");
            } else {
                kept.add(entry);
            }
        }
        return kept;
    }

    private static boolean isReserved(String path) {
        return path.equals(Difference.DIRECTORY) || path.startsWith(Difference.DIRECTORY + "/");
    }

    /** A file there is left out with a warning; a backup without its database is none. */
    private void requireNoneReserved(List<Path> configured) throws BackupException {
        for (Path database : configured) {
            if (isReserved(application.root().relativize(database).toString())) {
                throw new BackupException(
                        ErrorCode.CONFIG_INVALID,
                        "database '" + database + "' cannot be captured: '" + Difference.DIRECTORY
                                + "' is where archives keep their own files",
                        "Move the database, or correct its path in backup.yaml.");
            }
        }
    }

    private FileWalker.Omit omit() {
        return new FileWalker.Omit(application.omitDirectories(), application.secrets(), databases);
    }

    private boolean takesDatabases() {
        return components.contains(Component.DATABASE);
    }

    Instant takenAt() {
        return takenAt;
    }

    /** An entry that is in the backup. */
    void add(Entry entry) {
        entries.add(entry);
    }

    /** A database that is in the backup; its inode tells later whether it is still the same one. */
    void addDatabase(Entry entry, FoundEntry found) {
        add(entry);
        stamps.put(entry.path(), found.stamp());
    }

    /**
     * A file of the walk that is in the backup.
     *
     * @param sound false where the read had something to report: then it is read again next time
     */
    void addFile(Entry entry, FoundEntry found, boolean sound) {
        add(entry);
        if (sound && entry.type() == EntryType.FILE && found.stamp().isSettled(walkBegan)) {
            stamps.put(entry.path(), found.stamp());
        }
    }

    /** Keeps the stamps of what was added. No backup fails for want of them: the next one is a full then. */
    void writeIndex(Path directory, String contentId) {
        try {
            DurableFiles.createDirectories(directory);
            new TreeIndex(contentId, stamps).write(directory);
        } catch (IOException e) {
            warn("the tree index could not be written to '" + directory + "', so that the next backup will be a full: "
                    + Errno.reason(e));
        }
    }

    void warn(String warning) {
        warnings.add(warning);
    }

    List<Entry> entries() {
        return entries;
    }

    List<String> warnings() {
        return warnings;
    }

    /** The secrets that lie in this backup's trees, as paths relative to the root: to be brought from elsewhere. */
    List<String> secretsLeftOut() {
        return application.secrets().stream()
                .filter(path -> Files.exists(path) && trees().stream().anyMatch(tree -> path.startsWith(tree.path())))
                .map(path -> application.root().relativize(path).toString())
                .sorted()
                .toList();
    }
}
