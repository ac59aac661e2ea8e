package io.thingconnect.pulse.backupd.encryption;

import java.io.IOException;
import java.io.OutputStream;

/** The body of one packet, of a length nobody knows before it ends: in parts, RFC 4880, 4.2.2.4. Leaves the sink open. */
final class PacketOutput extends OutputStream {
    /** 128 KiB a part. */
    static final int PART_BITS = 17;

    private final OutputStream sink;
    private final byte[] part = new byte[1 << PART_BITS];
    private int filled;

    PacketOutput(OutputStream sink, int tag) throws IOException {
        this.sink = sink;
        sink.write(0xc0 | tag);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (filled == part.length) {
                // Only now: the last part must not be one of these, but may be empty.
                sink.write(0xe0 | PART_BITS);
                sink.write(part, 0, filled);
                filled = 0;
            }
            int n = Math.min(left, part.length - filled);
            System.arraycopy(bytes, from, part, filled, n);
            filled += n;
            from += n;
            left -= n;
        }
    }

    /** Ends the packet. */
    @Override
    public void close() throws IOException {
        if (filled < 192) {
            sink.write(filled);
        } else {
            sink.write(0xff);
            sink.write(new byte[] {0, (byte) (filled >> 16), (byte) (filled >> 8), (byte) filled});
        }
        sink.write(part, 0, filled);
        filled = 0;
    }
}
