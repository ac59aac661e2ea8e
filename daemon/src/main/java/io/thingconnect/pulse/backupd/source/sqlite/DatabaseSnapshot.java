package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** One committed state of a database, held until closed. To be used and closed by the thread that opened it. */
public interface DatabaseSnapshot extends AutoCloseable {
    int pageSize();

    long pages();

    /** {@code pageSize() * pages()}: the exact size of the file that {@link #copyTo} writes. */
    default long bytes() {
        return pageSize() * pages();
    }

    /** Last row of the application's {@code __EFMigrationsHistory}, "" where there is none. */
    String schemaVersion();

    /** {@code streamed}, {@code staged} or {@code copied} (from a stopped application's files). */
    String method();

    /**
     * Streams pages 1 … n in one pass, and writes a 128-bit hash of each page to {@code pageMap}.
     *
     * @param pageMap file to create (its format is this room's); a later delta compares against it
     * @throws BackupException {@code CAPTURE_BUDGET} when the snapshot was held too long or the WAL grew too far: the
     *     caller throws away what it wrote and may try again with {@link CaptureOptions#staged()}; {@code CANCELLED};
     *     {@code SOURCE_REPLACED} …
     * @throws IOException only from {@code out} and the page map
     */
    Captured copyTo(OutputStream out, Path pageMap, Work work) throws IOException, BackupException;

    /** Releases the application's database. Never throws. */
    @Override
    void close();

    /**
     * What one copy found.
     *
     * @param sha256 of the bytes written: the whole database file
     * @param walGrowth bytes by which the application's WAL grew meanwhile
     * @param heldMillis for which the snapshot was held on the live database
     */
    record Captured(Sha256 sha256, long walGrowth, long heldMillis) {}
}
