package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes an archive in one pass: members through tar, the compressor and SHA-256 into the given stream, nothing staged.
 * Not for use by several threads; compression itself runs on threads of its own, which end with {@link #close()}.
 */
public final class ArchiveWriter implements AutoCloseable {
    private ArchiveWriter() {}

    /**
     * @param out receives the archive's bytes; flushed and left open at {@link #finish()}
     * @param level of the compression; ignored for {@code none}
     * @param workers threads that compress
     */
    public static ArchiveWriter open(OutputStream out, Compression compression, int level, int workers)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Adds a member.
     *
     * @param header path, type, exact size, mode, owner, mtime, link target, xattrs
     * @param content for a file; null for anything else
     * @return the header, with the SHA-256 of a file's content
     * @throws IOException also when the content was not exactly as long as announced
     */
    public Entry add(Entry header, Content content) throws IOException, BackupException {
        throw new UnsupportedOperationException();
    }

    /** Ends the archive and flushes everything into the stream. */
    public Totals finish() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Stops the compressor's threads. Without {@link #finish()} before it, the archive is unusable. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** The archive's size and SHA-256 as stored, and the length of the tar stream before compression, in bytes. */
    public record Totals(long size, long plainSize, Sha256 sha256) {}
}
