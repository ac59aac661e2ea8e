package io.thingconnect.pulse.backupd.encryption;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/**
 * Writes one message: who can open it, then a literal packet of bytes, encrypted, with the integrity check behind it.
 * {@link #close()} ends the message and leaves the sink open; without it the message is broken off, and known to be.
 */
final class EncryptingStream extends OutputStream {
    static final int ENCRYPTED = 18;
    static final int LITERAL = 11;

    /** The header of the packet with the check, which is covered by the check. */
    static final byte[] CHECK = {(byte) 0xd3, 0x14};

    private final PacketOutput encrypted;
    private final PacketOutput literal;
    private final Cfb cfb;
    private final MessageDigest check = SessionKey.integrity();
    private final byte[] buffer = new byte[1 << 15];
    private final Hidden hidden = new Hidden();
    private int filled;
    private boolean closed;

    /**
     * @param openers packets that say how to get at the key
     * @param prefix 16 random bytes
     */
    EncryptingStream(OutputStream sink, byte[] openers, SessionKey key, byte[] prefix) throws IOException {
        sink.write(openers);
        encrypted = new PacketOutput(sink, ENCRYPTED);
        encrypted.write(1);
        cfb = Cfb.encrypting(key.bytes(), buffer.length);
        hidden.write(prefix, 0, prefix.length);
        hidden.write(prefix, prefix.length - 2, 2);
        literal = new PacketOutput(hidden, LITERAL);
        // Bytes, without a name, of no date: nothing of it matters, and nothing of it is told.
        literal.write(new byte[] {'b', 0, 0, 0, 0, 0});
    }

    @Override
    public void write(int value) throws IOException {
        literal.write(value);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        literal.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        literal.close();
        hidden.write(CHECK, 0, CHECK.length);
        byte[] digest = check.digest();
        hidden.write(digest, 0, digest.length);
        hidden.pour();
        encrypted.close();
    }

    /** What goes in is checked and encrypted. */
    private final class Hidden extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            check.update(bytes, offset, length);
            int from = offset;
            int left = length;
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
            cfb.apply(buffer, 0, filled);
            encrypted.write(buffer, 0, filled);
            filled = 0;
        }
    }
}
