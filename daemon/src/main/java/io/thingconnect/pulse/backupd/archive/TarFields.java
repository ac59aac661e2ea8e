package io.thingconnect.pulse.backupd.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The fields of one 512-byte header block, read strictly: POSIX ustar (with a path prefix), or GNU tar's own dialect
 * (without). Field places and sizes are those of POSIX.1-2001, pax, "ustar Interchange Format".
 */
final class TarFields {
    static final int BLOCK = 512;

    private static final int CHECKSUM = 148;
    private static final int MAGIC = 257;

    private final byte[] block;

    TarFields(byte[] block) {
        this.block = block.clone();
    }

    static boolean isZero(byte[] block, int length) {
        for (int i = 0; i < length; i++) {
            if (block[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A field that is not what its place demands. */
    static final class FieldException extends Exception {
        FieldException(String message) {
            super(message);
        }
    }

    void checkSum() throws FieldException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + 8;
            sum += own ? ' ' : block[i] & 0xff;
        }
        if (sum != number(CHECKSUM, 8)) {
            throw new FieldException("a header's checksum does not match");
        }
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    String path() throws FieldException {
        String name = text(0, 100);
        boolean posix = new String(block, MAGIC, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
        String prefix = posix ? text(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String link() throws FieldException {
        return text(157, 100);
    }

    long mode() throws FieldException {
        return number(100, 8);
    }

    long uid() throws FieldException {
        return number(108, 8);
    }

    long gid() throws FieldException {
        return number(116, 8);
    }

    long size() throws FieldException {
        return number(124, 12);
    }

    long mtime() throws FieldException {
        return number(136, 12);
    }

    String user() throws FieldException {
        return text(265, 32);
    }

    String group() throws FieldException {
        return text(297, 32);
    }

    /** Octal digits, or GNU's base 256 where the first bit is set. */
    private long number(int offset, int length) throws FieldException {
        if ((block[offset] & 0x80) != 0) {
            return base256(offset, length);
        }
        int end = offset + length;
        int at = offset;
        while (at < end && block[at] == ' ') {
            at++;
        }
        long value = 0;
        for (; at < end && block[at] != ' ' && block[at] != 0; at++) {
            int digit = block[at] - '0';
            if (digit < 0 || digit > 7) {
                throw new FieldException("a header holds no number where one must be");
            }
            value = value << 3 | digit;
        }
        return value;
    }

    private long base256(int offset, int length) throws FieldException {
        boolean negative = (block[offset] & 0x40) != 0;
        int fill = negative ? 0xff : 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int octet = block[offset + i] & 0xff;
            if (i == 0) {
                octet = negative ? octet : octet & 0x7f;
            }
            boolean beyond = i < length - 8;
            if (beyond && octet != fill) {
                throw new FieldException("a header's number is out of range");
            }
            value = value << 8 | octet;
        }
        if (length >= 8 && value < 0 != negative) {
            throw new FieldException("a header's number is out of range");
        }
        return value;
    }

    private String text(int offset, int length) throws FieldException {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return utf8(block, offset, end - offset);
    }

    static String utf8(byte[] bytes, int offset, int length) throws FieldException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FieldException("a name in a header is not UTF-8");
        }
    }
}
