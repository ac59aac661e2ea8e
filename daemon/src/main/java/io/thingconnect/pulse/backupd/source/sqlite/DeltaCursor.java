package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/** Goes through the pages of one delta, which ascend, with one small buffer. */
final class DeltaCursor implements AutoCloseable {
    /** Behind the last page. */
    static final long END = Long.MAX_VALUE;

    private static final int BUFFER = 1 << 16;

    private final DeltaFile delta;
    private final long limit;
    private final RandomAccessFile file;
    private final byte[] buffer;
    private long framesLeft;
    private int at;
    private int length;
    private long page;

    /** @param limit pages beyond it were cut off later, and are passed over */
    DeltaCursor(DeltaFile delta, long limit) throws IOException, BackupException {
        this.delta = delta;
        this.limit = limit;
        this.framesLeft = delta.frames();
        int frames = (int) Math.min(delta.frames(), Math.max(1, BUFFER / delta.frameBytes()));
        this.buffer = new byte[frames * delta.frameBytes()];
        this.file = new RandomAccessFile(delta.path().toFile(), "r");
        boolean done = false;
        try {
            file.seek(WalHeader.BYTES);
            next();
            done = true;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    /** Where it stands. */
    long page() {
        return page;
    }

    void next() throws IOException, BackupException {
        at += delta.frameBytes();
        if (at >= length) {
            fill();
        }
        if (length == 0) {
            page = END;
            return;
        }
        long found = Integer.toUnsignedLong(ByteBuffer.wrap(buffer).getInt(at));
        if (found <= page) {
            throw Faults.deltaDamaged(delta.path(), "it changed after it was checked");
        }
        page = found > limit ? END : found;
    }

    private void fill() throws IOException, BackupException {
        int wanted = (int) Math.min(buffer.length, framesLeft * delta.frameBytes());
        if (MainFile.readFully(file, buffer, 0, wanted) < wanted) {
            throw Faults.deltaDamaged(delta.path(), "it changed after it was checked");
        }
        framesLeft -= wanted / delta.frameBytes();
        length = wanted;
        at = 0;
    }

    /** Writes the image of the page at which it stands. */
    void writeTo(OutputStream out) throws IOException {
        out.write(buffer, at + WalHeader.FRAME_HEADER, delta.pageSize());
    }

    @Override
    public void close() {
        SpoolFile.closeQuietly(file);
    }
}
