package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.protocol.commons.buffer.Buffer;
import com.hierynomus.smbj.io.ByteChunkProvider;

/**
 * Bytes to write, from an offset of the file on. They go into a message at once: the library's own way is 64 KiB at a time,
 * for which the message grows by doubling, and each time is garbage of that size.
 */
final class Block extends ByteChunkProvider {
    private final byte[] bytes;
    private final int length;
    private int taken;
    private int last;

    Block(byte[] bytes, int length, long offset) {
        this.bytes = bytes;
        this.length = length;
        this.offset = offset;
    }

    @Override
    public boolean isAvailable() {
        return taken < length;
    }

    @Override
    public int bytesLeft() {
        return length - taken;
    }

    @Override
    public void prepareWrite(int most) {
        // They are here.
    }

    /** As many as the server's credit is good for. */
    @Override
    public void writeChunks(Buffer<?> message, int credits) {
        last = Math.min(length - taken, credits * CHUNK_SIZE);
        message.putRawBytes(bytes, taken, last);
        taken += last;
        offset += last;
    }

    @Override
    public int getLastWriteSize() {
        return last;
    }

    @Override
    protected int getChunk(byte[] chunk) {
        throw new UnsupportedOperationException("a write request takes all at once");
    }
}
