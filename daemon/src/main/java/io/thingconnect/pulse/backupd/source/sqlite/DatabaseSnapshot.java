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

    /**
     * Compares with a parent's page map, in one pass over the pages 1 … n, and writes the changed pages as a delta: a
     * WAL that SQLite applies to the parent's file. Page map and delta are not forced to disk: neither is of
     * use after a power cut unless its checksums are right. They are removed where this throws.
     *
     * @param parentMap as an earlier {@link #copyTo} or {@code copyChanged} of the same database wrote it
     * @param pageMap file to create, not the parent's
     * @param delta file to create, mode 0600; one that exists is an error. Empty where nothing changed
     * @return {@link Changed}, or {@link ParentUnfit}: then no page was read, no file made, and {@link #copyTo} can still
     *     be called
     * @throws BackupException as {@link #copyTo}
     * @throws IOException only from page maps and delta
     */
    Comparison copyChanged(Path parentMap, Path pageMap, Path delta, Work work) throws IOException, BackupException;

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

    /** What comparing with a parent came to. */
    sealed interface Comparison permits Changed, ParentUnfit {}

    /**
     * The delta was written.
     *
     * @param after SHA-256 of the whole database file in this state: what stands when the delta has been applied
     * @param walGrowth bytes by which the application's WAL grew meanwhile
     * @param heldMillis for which the snapshot was held on the live database
     * @param changedPages that the delta carries
     * @param deltaBytes size of the delta, 0 where nothing changed
     * @param deltaSha256 of the delta's bytes
     */
    record Changed(
            Sha256 after, long walGrowth, long heldMillis, long changedPages, long deltaBytes, Sha256 deltaSha256)
            implements Comparison {}

    /**
     * Nothing can be compared with that page map: the backup has to be a full.
     *
     * @param why a clause for list, log and manifest: "the parent's page map is damaged"
     */
    record ParentUnfit(Misfit misfit, String why) implements Comparison {}

    /** Why a page map does not serve. */
    enum Misfit {
        MISSING,
        DAMAGED,
        TOO_NEW,
        PAGE_SIZE_CHANGED
    }
}
