package io.thingconnect.pulse.backupd.encryption;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * The bytes that were put into a message. Compressed at most once; what is compressed within what is compressed is a way
 * to fill disks, and refused. Its end is the end only when nothing follows and the integrity check has been made.
 */
final class ContentStream extends InputStream {
    private static final int COMPRESSED = 8;
    private static final int STORED = 0;
    private static final int ZIP = 1;
    private static final int ZLIB = 2;

    private final DecryptingStream inside;
    private final InputStream message;
    private final boolean lenient;
    private InputStream compressed;
    private PacketInput literal;
    private boolean ended;

    private ContentStream(DecryptingStream inside, InputStream message, boolean lenient) {
        this.inside = inside;
        this.message = message;
        this.lenient = lenient;
    }

    /** @param message closed with this one */
    static ContentStream strict(DecryptingStream inside, InputStream message) throws IOException {
        return new ContentStream(inside, message, false).begin();
    }

    /** Gives what it can, and then ends. */
    static ContentStream lenient(DecryptingStream inside, InputStream message) throws IOException {
        return new ContentStream(inside, message, true).begin();
    }

    private ContentStream begin() throws IOException {
        try {
            literal = next(inside);
            if (literal.tag() == COMPRESSED) {
                compressed = decompressed(literal);
                literal = next(compressed);
            }
            if (literal.tag() != EncryptingStream.LITERAL) {
                throw new DamagedMessageException(
                        literal.tag() == COMPRESSED
                                ? "it is compressed more than once, and is refused"
                                : "it holds a packet " + literal.tag() + " where its content should be");
            }
            DataInputStream header = new DataInputStream(literal);
            header.readUnsignedByte();
            int name = header.readUnsignedByte();
            header.readFully(new byte[name + 4]);
            return this;
        } catch (EOFException | ZipException e) {
            throw damaged(e);
        }
    }

    private PacketInput next(InputStream in) throws IOException {
        PacketInput packet = PacketInput.next(in, lenient);
        if (packet == null) {
            throw new DamagedMessageException("it ends too early");
        }
        return packet;
    }

    private static InputStream decompressed(PacketInput packet) throws IOException {
        int algorithm = packet.read();
        return switch (algorithm) {
            case STORED -> packet;
            case ZIP -> new InflaterInputStream(packet, new Inflater(true), 1 << 14);
            case ZLIB -> new InflaterInputStream(packet, new Inflater(), 1 << 14);
            default ->
                throw new DamagedMessageException(
                        "it is compressed in the way number " + algorithm + ", which is not supported");
        };
    }

    private static DamagedMessageException damaged(IOException e) {
        return new DamagedMessageException(
                e instanceof EOFException ? "it ends too early" : "its compression is broken (" + e.getMessage() + ")");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        try {
            int n = literal.read(buffer, offset, length);
            if (n < 0) {
                ended = true;
                if (!lenient) {
                    requireEnd();
                }
            }
            return n;
        } catch (EOFException | ZipException e) {
            if (!lenient) {
                throw damaged(e);
            }
            ended = true;
            return -1;
        }
    }

    private void requireEnd() throws IOException {
        boolean more = compressed != null && compressed.read() >= 0;
        if (more || inside.read() >= 0 || message.read() >= 0) {
            throw new DamagedMessageException("something follows its content");
        }
    }

    @Override
    public void close() throws IOException {
        if (compressed != null) {
            compressed.close();
        }
        message.close();
    }
}
