package io.thingconnect.pulse.backupd.system;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a file from the medium and not from the page cache (O_DIRECT, open(2)): what a proof needs, because the cache
 * still holds what we meant to write. Not every file system has it (tmpfs before Linux 6.6, some FUSE ones).
 */
public final class DirectInput extends InputStream {
    private static final int BLOCK = 1 << 20;

    /** No device in use has larger logical blocks. */
    private static final int ALIGNMENT = 4096;

    private final FileChannel channel;
    private final ByteBuffer buffer;
    private long position;
    private boolean ended;

    private DirectInput(FileChannel channel) {
        this.channel = channel;
        // Address, offset and length must all be multiples of the logical block size.
        this.buffer = ByteBuffer.allocateDirect(BLOCK + ALIGNMENT).alignedSlice(ALIGNMENT);
        this.buffer.limit(0);
    }

    /** @throws IOException also where the file system has no direct reads: the caller then reads as usual and says so */
    public static DirectInput open(Path file) throws IOException {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT);
            DirectInput input = new DirectInput(channel);
            try {
                input.fill();
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return input;
        } catch (UnsupportedOperationException e) {
            throw new IOException("no direct reads on this platform", e);
        }
    }

    private void fill() throws IOException {
        buffer.position(0).limit(BLOCK);
        int read = channel.read(buffer, position);
        ended = read < BLOCK;
        position += Math.max(0, read);
        buffer.position(0).limit(Math.max(0, read));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (!buffer.hasRemaining()) {
            if (ended) {
                return -1;
            }
            fill();
            if (!buffer.hasRemaining()) {
                return -1;
            }
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(bytes, offset, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
