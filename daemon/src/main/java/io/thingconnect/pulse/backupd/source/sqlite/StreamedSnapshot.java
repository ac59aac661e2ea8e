package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Pages straight from the live database. */
final class StreamedSnapshot implements DatabaseSnapshot {
    private final LiveReading reading;
    private final String schemaVersion;
    private final Runnable release;
    private boolean released;

    /** @param release gives the claim on the database back */
    StreamedSnapshot(LiveReading reading, String schemaVersion, Runnable release) {
        this.reading = reading;
        this.schemaVersion = schemaVersion;
        this.release = release;
    }

    @Override
    public int pageSize() {
        return reading.pageSize();
    }

    @Override
    public long pages() {
        return reading.pages();
    }

    @Override
    public String schemaVersion() {
        return schemaVersion;
    }

    @Override
    public String method() {
        return "streamed";
    }

    @Override
    public Captured copyTo(OutputStream out, Path pageMap, Work work) throws IOException, BackupException {
        requireHeld();
        work.phase("database", bytes());
        Sha256 sha256 = PageStream.copy(reading, out, pageMap, work);
        reading.finish();
        Captured captured = new Captured(
                sha256, reading.budget().walGrowth(), reading.budget().heldMillis());
        close();
        return captured;
    }

    @Override
    public Comparison copyChanged(Path parentMap, Path pageMap, Path delta, Work work)
            throws IOException, BackupException {
        requireHeld();
        Optional<ParentUnfit> unfit = ParentMap.misfit(parentMap, pageSize());
        if (unfit.isPresent()) {
            return unfit.get();
        }
        work.phase("database", bytes());
        try (DeltaFiles files = new DeltaFiles(reading, pageMap, delta)) {
            Sha256 after = ChangedPages.write(reading, parentMap, files, work);
            reading.finish();
            long walGrowth = reading.budget().walGrowth();
            long heldMillis = reading.budget().heldMillis();
            // Let go before the disk is waited for.
            close();
            return files.keep(after, walGrowth, heldMillis);
        }
    }

    private void requireHeld() {
        if (released) {
            throw new IllegalStateException("the snapshot was already copied and let go");
        }
    }

    @Override
    public void close() {
        if (!released) {
            released = true;
            reading.close();
            release.run();
        }
    }
}
