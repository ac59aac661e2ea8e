package io.thingconnect.pulse.backupd.encryption;

import java.io.IOException;
import java.io.InputStream;

/** The body of one packet: RFC 4880, 4.2. Old and new format, of known length, in parts, or up to the end of the stream. */
final class PacketInput extends InputStream {
    private static final long TO_THE_END = Long.MAX_VALUE;

    private final InputStream in;
    private final int tag;
    private final boolean lenient;
    private long left;
    private boolean partial;
    private int usualPart;
    private boolean ended;

    private PacketInput(InputStream in, int tag, boolean lenient) {
        this.in = in;
        this.tag = tag;
        this.lenient = lenient;
    }

    /**
     * @param lenient what cannot be the length of a part is taken for one as long as the part before it, and an end that
     *     comes too early for the end: damage costs what it hit, and no more
     * @return null where the stream is at its end
     */
    static PacketInput next(InputStream in, boolean lenient) throws IOException {
        int header = in.read();
        if (header < 0) {
            return null;
        }
        if ((header & 0x80) == 0) {
            throw new DamagedMessageException("it is no binary OpenPGP message");
        }
        boolean modern = (header & 0x40) != 0;
        PacketInput packet = new PacketInput(in, modern ? header & 0x3f : header >> 2 & 0x0f, lenient);
        if (modern) {
            packet.readLength();
        } else {
            int bytes = header & 3;
            packet.left = bytes == 3 ? TO_THE_END : packet.number(1 << bytes);
        }
        return packet;
    }

    int tag() {
        return tag;
    }

    /** All of a short body. */
    byte[] whole(int most) throws IOException {
        if (partial || left > most) {
            throw new DamagedMessageException("it has a packet " + tag + " of more than " + most + " bytes");
        }
        byte[] body = readNBytes((int) left);
        if (body.length < left) {
            throw tooShort();
        }
        return body;
    }

    private void readLength() throws IOException {
        int first = octet();
        boolean part = first >= 0xe0 && first < 0xff;
        if (lenient && usualPart > 0 && part && (1 << (first & 0x1f)) != usualPart) {
            left = usualPart;
            return;
        }
        partial = part;
        if (part) {
            left = 1L << (first & 0x1f);
            usualPart = (int) Math.min(left, 1 << 30);
        } else if (first < 192) {
            left = first;
        } else if (first < 0xe0) {
            left = ((first - 192L) << 8) + octet() + 192;
        } else {
            left = number(4);
        }
    }

    private long number(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | octet();
        }
        return number;
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw tooShort();
        }
        return octet;
    }

    private static DamagedMessageException tooShort() {
        return new DamagedMessageException("it ends too early");
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
            while (left == 0 && partial) {
                readLength();
            }
            int n = left == 0 ? -1 : in.read(buffer, offset, (int) Math.min(length, left));
            if (n < 0 && left > 0 && left != TO_THE_END) {
                throw tooShort();
            }
            ended = n < 0;
            left -= ended || left == TO_THE_END ? 0 : n;
            return n;
        } catch (DamagedMessageException e) {
            if (!lenient) {
                throw e;
            }
            ended = true;
            return -1;
        }
    }
}
