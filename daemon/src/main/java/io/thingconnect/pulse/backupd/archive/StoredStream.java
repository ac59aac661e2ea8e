package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** The archive as stored: gathers small writes into large ones, counts and hashes them. Leaves the sink open. */
final class StoredStream extends OutputStream {
    private final OutputStream sink;
    private final MessageDigest digest = Sha256.digest();
    private final byte[] buffer = new byte[256 * 1024];
    private int filled;
    private long size;
    private boolean abandoned;

    StoredStream(OutputStream sink) {
        this.sink = sink;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (abandoned) {
            return;
        }
        int from = offset;
        int left = count;
        while (left > 0) {
            int n = Math.min(left, buffer.length - filled);
            System.arraycopy(bytes, from, buffer, filled, n);
            filled += n;
            from += n;
            left -= n;
            if (filled == buffer.length) {
                pour();
            }
        }
    }

    private void pour() throws IOException {
        digest.update(buffer, 0, filled);
        size += filled;
        int n = filled;
        filled = 0;
        sink.write(buffer, 0, n);
    }

    /** Does nothing: compressors flush at borders of their own, and the disk is better served with large writes. */
    @Override
    public void flush() {}

    /** Everything into the sink, and the sink flushed. */
    void drain() throws IOException {
        pour();
        sink.flush();
    }

    /** From now on writes go nowhere: a compressor that is closed half-way still wants to write its end. */
    void abandon() {
        abandoned = true;
    }

    long size() {
        return size;
    }

    /** Once, after {@link #drain()}. */
    Sha256 sha256() {
        return Sha256.of(digest);
    }
}
