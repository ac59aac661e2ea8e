package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts the databases into the archive, each under its own path with an empty {@code -wal} behind it. */
final class DatabaseMembers {
    private final LiveDatabases live;
    private final CaptureLimits limits;
    private final ArchiveWriter writer;
    private final Sources sources;
    private final List<DatabaseState> states = new ArrayList<>();
    private long captureNanos;
    private long heldMillis;
    private long walGrowth;

    DatabaseMembers(LiveDatabases live, CaptureLimits limits, ArchiveWriter writer, Sources sources) {
        this.live = live;
        this.limits = limits;
        this.writer = writer;
        this.sources = sources;
    }

    void add(Order order, Work work) throws IOException, BackupException {
        Path maps = limits.index(order);
        for (Path file : sources.databases()) {
            DurableFiles.createDirectories(maps);
            DurableFiles.createDirectories(limits.spool());
            FoundEntry found = sources.stat(file);
            long start = System.nanoTime();
            addOne(found, maps.resolve(mapName(found.entry().path())), order, work);
            captureNanos += System.nanoTime() - start;
        }
    }

    private void addOne(FoundEntry found, Path map, Order order, Work work) throws IOException, BackupException {
        try (DatabaseSnapshot snapshot = live.open(found.file(), limits.options(order.staged()), work)) {
            work.phase("database", snapshot.bytes());
            List<DatabaseSnapshot.Captured> captured = new ArrayList<>(1);
            Entry header = found.entry().withContent(snapshot.bytes(), null);
            Entry entry = writer.addHashed(header, out -> {
                captured.add(snapshot.copyTo(out, map, work));
                return captured.get(0).sha256();
            });
            sources.addDatabase(entry, found);
            DatabaseSnapshot.Captured result = captured.get(0);
            heldMillis += result.heldMillis();
            walGrowth += result.walGrowth();
            states.add(DatabaseState.whole(
                    entry.path(),
                    snapshot.pageSize(),
                    snapshot.pages(),
                    result.sha256(),
                    snapshot.schemaVersion(),
                    snapshot.method()));
            writer.add(header.guard(), out -> {});
        }
    }

    /** A file name for the page map of one database: paths can be longer than names may be. */
    static String mapName(String path) {
        return shortName(path) + ".pagemap";
    }

    static String shortName(String path) {
        return Sha256.of(path.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }

    List<DatabaseState> states() {
        return states;
    }

    long captureMillis() {
        return captureNanos / 1_000_000;
    }

    long heldMillis() {
        return heldMillis;
    }

    long walGrowth() {
        return walGrowth;
    }
}
