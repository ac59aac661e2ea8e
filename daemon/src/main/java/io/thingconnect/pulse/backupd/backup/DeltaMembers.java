package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** Writes a delta's archive from the spool: how to apply it, databases, the rest in the order of the walk. */
final class DeltaMembers {
    private static final Owner ROOT = new Owner(0, 0, "root", "root");

    private final ArchiveWriter writer;
    private final DeltaCapture capture;

    DeltaMembers(ArchiveWriter writer, DeltaCapture capture) {
        this.writer = writer;
        this.capture = capture;
    }

    /** @throws IOException only from the archive */
    void add(Work work) throws IOException, BackupException {
        work.phase("archive", bytes());
        for (Map.Entry<String, byte[]> file : capture.members().control().entrySet()) {
            writer.add(control(file.getKey(), file.getValue().length), out -> out.write(file.getValue()));
        }
        for (ChangedDatabases.Changed database : capture.databases().changed()) {
            addDatabase(database, work);
        }
        addCarried(work);
    }

    private long bytes() {
        long databases = capture.databases().changed().stream()
                .mapToLong(database -> member(database).size())
                .sum();
        return databases
                + capture.members().carried().stream().mapToLong(Entry::size).sum();
    }

    private Entry control(String path, long size) {
        int mode = path.equals(Difference.APPLY) ? 0700 : 0600;
        Instant time = capture.sources().takenAt();
        return new Entry(path, EntryType.FILE, Component.STATE, size, mode, ROOT, time, null, null, Map.of(), null);
    }

    /** What the archive calls a database: itself, or its delta. */
    private Entry member(ChangedDatabases.Changed database) {
        DatabaseState state = database.state();
        return state.isDelta()
                ? database.entry()
                        .beside(state.deltaPath(capture.label()), state.delta().size())
                : database.entry();
    }

    private void addDatabase(ChangedDatabases.Changed database, Work work) throws IOException, BackupException {
        DatabaseState state = database.state();
        try (SpooledContent content = SpooledContent.open(capture.spool(), database.content())) {
            add(member(database), state.isDelta() ? state.delta().sha256() : state.after(), content, work);
        }
        if (!state.isDelta()) {
            writer.add(database.entry().guard(), out -> {});
        }
    }

    private void addCarried(Work work) throws IOException, BackupException {
        try (SpooledContent contents =
                SpooledContent.open(capture.spool(), capture.spool().files())) {
            for (Entry entry : capture.members().carried()) {
                work.check();
                if (entry.type() == EntryType.FILE) {
                    add(entry, entry.sha256(), contents, work);
                } else {
                    writer.add(entry, null);
                }
            }
        }
    }

    private void add(Entry header, Sha256 expected, SpooledContent content, Work work)
            throws IOException, BackupException {
        Entry added = writer.add(header, out -> content.copy(header.size(), out, work));
        if (!added.sha256().equals(expected)) {
            throw content.broken("'" + header.path() + "' is not what was written there", null);
        }
    }
}
