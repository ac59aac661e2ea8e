package io.thingconnect.pulse.backupd.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/** The inside of an encrypted packet without its integrity check, which is made when the end is reached. */
final class DecryptingStream extends InputStream {
    /** Random bytes, the last two of them twice. */
    static final int PREFIX = 18;

    private static final int CHECK = 22;
    private static final int BLOCK = 1 << 15;

    private final InputStream encrypted;
    private final boolean lenient;
    private final Cfb cfb;
    private final MessageDigest check = SessionKey.integrity();
    private final byte[] buffer = new byte[CHECK + BLOCK];
    private int from;
    private int to;
    private boolean ended;

    /**
     * @param encrypted from its first byte on
     * @param lenient a check that fails is not told of
     */
    DecryptingStream(InputStream encrypted, SessionKey key, boolean lenient) throws IOException {
        this.encrypted = encrypted;
        this.lenient = lenient;
        this.cfb = Cfb.decrypting(key.bytes(), BLOCK);
        fill();
        if (available() < PREFIX) {
            throw new DamagedMessageException("it ends too early");
        }
        check.update(buffer, from, PREFIX);
        from += PREFIX;
    }

    /** What is certainly no part of the check. */
    @Override
    public int available() {
        return Math.max(0, to - from - CHECK);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (available() == 0 && !ended) {
            fill();
        }
        int n = Math.min(length, available());
        if (n == 0) {
            return -1;
        }
        System.arraycopy(buffer, from, target, offset, n);
        check.update(buffer, from, n);
        from += n;
        return n;
    }

    private void fill() throws IOException {
        int kept = to - from;
        System.arraycopy(buffer, from, buffer, 0, kept);
        from = 0;
        to = kept;
        int n = encrypted.readNBytes(buffer, to, Math.min(BLOCK, buffer.length - to) & -Cfb.BLOCK);
        if (n > 0) {
            cfb.apply(buffer, to, n);
            to += n;
        }
        if (available() == 0) {
            ended = true;
            if (!lenient) {
                verify();
            }
        }
    }

    private void verify() throws IOException {
        if (to - from < CHECK) {
            throw new DamagedMessageException("it ends too early");
        }
        check.update(buffer, from, 2);
        boolean header = Arrays.equals(buffer, from, from + 2, EncryptingStream.CHECK, 0, 2);
        byte[] stored = Arrays.copyOfRange(buffer, from + 2, from + CHECK);
        if (!header || !MessageDigest.isEqual(stored, check.digest())) {
            throw new DamagedMessageException(
                    "its integrity check fails: bytes were changed, or the key is not the one it was written with");
        }
    }
}
