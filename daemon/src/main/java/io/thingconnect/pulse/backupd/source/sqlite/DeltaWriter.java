package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * Writes a delta: a WAL whose frames carry the changed pages, each once and in ascending order, and whose last frame
 * commits. With no page it stays empty.
 *
 * <p>Only the last frame may name the database's new size, and no frame knows that it is the last; so the newest one
 * stays in the buffer without its checksum until another comes or the end does.
 */
final class DeltaWriter implements AutoCloseable {
    /** "PULSDELT": the same for each delta, so that equal changes give equal bytes. */
    static final long SALTS = 0x50554c5344454c54L;

    private static final int BUFFER = 1 << 20;

    private final FileChannel file;
    private final int pageSize;
    private final int frameBytes;
    private final WalChecksum checksum = new WalChecksum(false);
    private final MessageDigest digest = Sha256.digest();
    private final byte[] buffer;
    private final ByteBuffer fields;
    private int filled;
    private long frames;
    private long bytes;

    /** @param path created, mode 0600; one that exists is an error */
    DeltaWriter(Path path, int pageSize) throws IOException {
        this.pageSize = pageSize;
        this.frameBytes = WalHeader.FRAME_HEADER + pageSize;
        this.buffer = new byte[BUFFER / frameBytes * frameBytes];
        this.fields = ByteBuffer.wrap(buffer);
        this.file = DurableFiles.create(path);
    }

    /** @param page greater than the one before */
    void add(long page, byte[] from, int offset) throws IOException {
        if (frames == 0) {
            writeHeader();
        } else {
            seal(0);
        }
        if (filled == buffer.length) {
            flush();
        }
        fields.putInt(filled, (int) page);
        fields.putLong(filled + 8, SALTS);
        System.arraycopy(from, offset, buffer, filled + WalHeader.FRAME_HEADER, pageSize);
        filled += frameBytes;
        frames++;
    }

    private void writeHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(WalHeader.BYTES);
        header.putInt(WalHeader.MAGIC_LITTLE).putInt(WalHeader.FORMAT).putInt(pageSize);
        header.putInt(0).putLong(SALTS);
        checksum.update(header.array(), 0, 24);
        header.putInt(checksum.first()).putInt(checksum.second());
        write(header.array(), header.capacity());
    }

    /** Completes the newest frame. */
    private void seal(long pagesAfter) {
        int at = filled - frameBytes;
        fields.putInt(at + 4, (int) pagesAfter);
        checksum.update(buffer, at, 8);
        checksum.update(buffer, at + WalHeader.FRAME_HEADER, pageSize);
        fields.putInt(at + 16, checksum.first());
        fields.putInt(at + 20, checksum.second());
    }

    /** @param pages of the database in its new state */
    void finish(long pages) throws IOException {
        if (frames > 0) {
            seal(pages);
            flush();
        }
    }

    private void flush() throws IOException {
        write(buffer, filled);
        filled = 0;
    }

    private void write(byte[] from, int length) throws IOException {
        digest.update(from, 0, length);
        ByteBuffer rest = ByteBuffer.wrap(from, 0, length);
        while (rest.hasRemaining()) {
            file.write(rest);
        }
        bytes += length;
    }

    /** Of the whole file; once, after {@link #finish}. */
    Sha256 sha256() {
        return Sha256.of(digest);
    }

    long frames() {
        return frames;
    }

    /** Written so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
