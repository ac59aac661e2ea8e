package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/** Reads a page map from front to end. Its hashes count only once {@link #finish} has found the checksum right. */
final class PageMapReader implements AutoCloseable {
    private static final int HASH_BYTES = 16;
    private static final long MOST_PAGES = 0xffff_ffffL;

    private final Path file;
    private final CheckedInputStream checked;
    private final DataInputStream in;
    private final int pageSize;
    private final long pages;

    /**
     * @throws BackupException {@code FORMAT_TOO_NEW}
     * @throws IOException when it cannot be read, or is no page map
     */
    PageMapReader(Path file) throws IOException, BackupException {
        this.file = file;
        checked = new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), new CRC32C());
        in = new DataInputStream(checked);
        boolean opened = false;
        try {
            requireKnown();
            pageSize = in.readInt();
            pages = in.readLong();
            if (!DatabaseHeader.isPageSize(pageSize) || pages < 0 || pages > MOST_PAGES) {
                throw damaged();
            }
            opened = true;
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    private void requireKnown() throws IOException, BackupException {
        if (in.readLong() != PageMapWriter.MAGIC) {
            throw damaged();
        }
        int version = in.readInt();
        if (version > PageMapWriter.VERSION) {
            throw new BackupException(
                    ErrorCode.FORMAT_TOO_NEW,
                    "page map '" + file + "' has format version " + version + ", newer than this program",
                    "Take a full backup, which needs no page map.");
        }
    }

    int pageSize() {
        return pageSize;
    }

    long pages() {
        return pages;
    }

    /** @param hash receives both halves of the next page's hash */
    void next(long[] hash) throws IOException {
        hash[0] = in.readLong();
        hash[1] = in.readLong();
    }

    /** Reads all hashes instead of looking at each, and the checksum behind them. */
    void verify() throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long left = pages * HASH_BYTES; left > 0; left -= buffer.length) {
            in.readFully(buffer, 0, (int) Math.min(left, buffer.length));
        }
        finish();
    }

    /** After the last page. */
    void finish() throws IOException {
        int sum = (int) checked.getChecksum().getValue();
        if (in.readInt() != sum || in.read() >= 0) {
            throw damaged();
        }
    }

    private EOFException damaged() {
        return new EOFException("page map '" + file + "' is damaged");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
