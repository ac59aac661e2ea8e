package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.InputStream;

/**
 * Reads an archive that nobody vouches for, front to back. Refused by name ({@code ARCHIVE_UNSAFE}): absolute paths,
 * {@code ..}, empty or overlong names, members below a symlink or below a file, the same path twice, devices, pipes,
 * set-uid and set-gid bits on files, hard links to what was not seen before, more than the allowed bytes or members. What
 * is broken is {@code ARCHIVE_CORRUPT}, with the member at which it broke. No unchecked exception, no hang.
 */
public final class ArchiveReader implements AutoCloseable {
    private ArchiveReader() {}

    /** Does not close {@code in} on failure; {@link #close()} does. */
    public static ArchiveReader open(InputStream in, Compression compression, Limits limits) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** The next member, or null after the last one. What was left of the one before is skipped. */
    public ArchiveMember next() throws BackupException {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads from the present member's content.
     *
     * @return bytes read, -1 at its end
     */
    public int read(byte[] buffer, int offset, int length) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** After the last member: reads to the end of the stream; anything but padding there is {@code ARCHIVE_CORRUPT}. */
    public void finish() throws BackupException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** The underlying stream, for callers that hash it meanwhile. */
    InputStream raw() {
        throw new UnsupportedOperationException();
    }

    /** How much an archive may unfold to. */
    public record Limits(long maxPlainBytes, long maxMembers) {}
}
