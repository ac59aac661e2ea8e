package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.source.files.TreeIndex;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings each database to the spool: as a delta where the parent has it, else whole, because its hash is due in the archive
 * before its content.
 */
final class ChangedDatabases {
    /** Linux: NAME_MAX. */
    private static final int MAX_NAME = 255;

    private final LiveDatabases live;
    private final CaptureLimits limits;
    private final Sources sources;
    private final Order order;
    private final Spool spool;
    private final List<Changed> changed = new ArrayList<>();
    private long heldMillis;
    private long walGrowth;

    /**
     * A database in the spool.
     *
     * @param entry as the manifest lists it
     * @param content delta or whole database
     */
    record Changed(Entry entry, DatabaseState state, Path content) {}

    ChangedDatabases(LiveDatabases live, CaptureLimits limits, Sources sources, Order order) {
        this.live = live;
        this.limits = limits;
        this.sources = sources;
        this.order = order;
        this.spool = new Spool(limits.spool(), order.label());
    }

    /** @return why a full is due instead; empty where all are in the spool */
    Optional<String> capture(Parent parent, TreeIndex index, Work work) throws IOException, BackupException {
        Map<String, DatabaseState> before = new HashMap<>();
        parent.manifest().databases().forEach(state -> before.put(state.path(), state));
        List<FoundEntry> databases = new ArrayList<>();
        for (Path file : sources.databases()) {
            databases.add(sources.stat(file));
        }
        // Of all of them first: reading one only to find the next one replaced would be wasted on the application.
        for (FoundEntry found : databases) {
            Optional<String> unfit = before.containsKey(found.entry().path()) ? unfit(found, index) : Optional.empty();
            if (unfit.isPresent()) {
                return unfit;
            }
        }
        for (FoundEntry found : databases) {
            Optional<String> unfit = captureOne(found, before.get(found.entry().path()), parent.index(), work);
            if (unfit.isPresent()) {
                return unfit;
            }
        }
        return Optional.empty();
    }

    private Optional<String> unfit(FoundEntry found, TreeIndex index) {
        String path = found.entry().path();
        String member = path.substring(path.lastIndexOf('/') + 1) + ".delta-" + order.label();
        if (member.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
            return Optional.of("the name of database '" + path + "' is too long for that of a delta");
        }
        if (index.stamp(path).isEmpty()) {
            return Optional.of("the parent's tree index does not know database '" + path + "'");
        }
        return index.stamp(path).get().inode() == found.stamp().inode()
                ? Optional.empty()
                : Optional.of("database '" + path + "' was replaced by another file");
    }

    private Optional<String> captureOne(FoundEntry found, DatabaseState before, Path parentMaps, Work work)
            throws IOException, BackupException {
        String path = found.entry().path();
        Path map = limits.index(order).resolve(DatabaseMembers.mapName(path));
        try (DatabaseSnapshot snapshot = live.open(found.file(), limits.comparing(order.staged()), work)) {
            if (before == null) {
                addWhole(found, snapshot, map, work);
                return Optional.empty();
            }
            Path parentMap = parentMaps.resolve(DatabaseMembers.mapName(path));
            DatabaseSnapshot.Comparison comparison = snapshot.copyChanged(parentMap, map, spool.database(path), work);
            if (comparison instanceof DatabaseSnapshot.ParentUnfit unfit) {
                return Optional.of(unfit.why() + " (database '" + path + "')");
            }
            addDelta(found, snapshot, before, (DatabaseSnapshot.Changed) comparison);
            return Optional.empty();
        }
    }

    private void addDelta(
            FoundEntry found, DatabaseSnapshot snapshot, DatabaseState before, DatabaseSnapshot.Changed delta) {
        heldMillis += delta.heldMillis();
        walGrowth += delta.walGrowth();
        add(
                found,
                snapshot.bytes(),
                new DatabaseState(
                        before.path(),
                        snapshot.pageSize(),
                        snapshot.pages(),
                        delta.changedPages(),
                        before.after(),
                        delta.after(),
                        snapshot.schemaVersion(),
                        snapshot.method(),
                        new DatabaseState.Delta(delta.deltaBytes(), delta.deltaSha256())));
    }

    private void addWhole(FoundEntry found, DatabaseSnapshot snapshot, Path map, Work work)
            throws IOException, BackupException {
        String path = found.entry().path();
        spool.require(snapshot.bytes());
        DatabaseSnapshot.Captured whole;
        try (OutputStream out = new BufferedOutputStream(
                Channels.newOutputStream(DurableFiles.create(spool.database(path))), 1 << 16)) {
            whole = snapshot.copyTo(out, map, work);
        }
        heldMillis += whole.heldMillis();
        walGrowth += whole.walGrowth();
        Sha256 hash = whole.sha256();
        add(
                found,
                snapshot.bytes(),
                DatabaseState.whole(
                        path,
                        snapshot.pageSize(),
                        snapshot.pages(),
                        hash,
                        snapshot.schemaVersion(),
                        snapshot.method()));
    }

    private void add(FoundEntry found, long bytes, DatabaseState state) {
        Entry entry = found.entry().withContent(bytes, state.after());
        changed.add(new Changed(entry, state, spool.database(state.path())));
        sources.addDatabase(entry, found);
    }

    List<Changed> changed() {
        return changed;
    }

    List<DatabaseState> states() {
        return changed.stream().map(Changed::state).toList();
    }

    /** For which the application's snapshots were held, all together. */
    long heldMillis() {
        return heldMillis;
    }

    /** Bytes by which the application's WALs grew meanwhile. */
    long walGrowth() {
        return walGrowth;
    }
}
