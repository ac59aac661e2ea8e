package io.thingconnect.pulse.backupd.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads exactly one gzip member (RFC 1952), checks its CRC and length, and refuses whatever follows it. The platform's
 * own stream takes bytes after the trailer for nothing, and so would not notice that an archive was tampered with there.
 */
final class GzipSource extends InputStream {
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    /** A name or comment in the header beyond it is nonsense. */
    private static final int MAX_TEXT = 64 * 1024;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final byte[] input = new byte[64 * 1024];
    private final CRC32 crc = new CRC32();
    private int position;
    private int limit;
    private long length;
    private boolean started;
    private boolean ended;
    private boolean closed;

    GzipSource(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (ended) {
            return -1;
        }
        if (!started) {
            readHeader();
            started = true;
        }
        int n = inflate(buffer, offset, count);
        if (n < 0) {
            readTrailer();
            ended = true;
            return -1;
        }
        crc.update(buffer, offset, n);
        length += n;
        return n;
    }

    private int inflate(byte[] buffer, int offset, int count) throws IOException {
        try {
            while (true) {
                int n = inflater.inflate(buffer, offset, count);
                if (n > 0) {
                    return n;
                }
                if (inflater.finished()) {
                    position = limit - inflater.getRemaining();
                    return -1;
                }
                if (inflater.needsDictionary() || !inflater.needsInput()) {
                    throw new IOException("the deflate stream asks for what gzip does not have");
                }
                if (position == limit && !fill()) {
                    throw new EOFException("the gzip stream ends too early");
                }
                inflater.setInput(input, position, limit - position);
                position = limit;
            }
        } catch (DataFormatException e) {
            throw new IOException("broken deflate data: " + e.getMessage(), e);
        }
    }

    private void readHeader() throws IOException {
        if (next() != 0x1f || next() != 0x8b || next() != 8) {
            throw new IOException("not gzip");
        }
        int flags = next();
        if ((flags & 0xe0) != 0) {
            throw new IOException("unknown gzip flags");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void readTrailer() throws IOException {
        long expectedCrc = littleEndian();
        long expectedLength = littleEndian();
        if (expectedCrc != crc.getValue() || expectedLength != (length & 0xffffffffL)) {
            throw new IOException("the gzip checksum does not match");
        }
        if (position < limit || fill()) {
            throw new IOException("there are bytes after the end of the gzip stream");
        }
    }

    private long littleEndian() throws IOException {
        return next() | (long) next() << 8 | (long) next() << 16 | (long) next() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        for (int i = 0; i < MAX_TEXT; i++) {
            if (next() == 0) {
                return;
            }
        }
        throw new IOException("an endless gzip header");
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException("the gzip stream ends too early");
        }
        return input[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(input, 0, input.length));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        inflater.end();
        in.close();
    }
}
