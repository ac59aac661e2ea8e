package io.thingconnect.pulse.backupd.encryption;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * How a passphrase becomes a key: RFC 4880, 3.7. The coding of the count has an upper end of 65,011,712 bytes, so that a
 * message cannot make anybody compute for longer than a blink.
 *
 * @param hash its number in OpenPGP
 * @param salt empty: none
 * @param count coded; -1: each key is hashed from the passphrase once
 */
record S2k(int hash, String salt, int count) {
    static final int SHA256 = 8;

    /** The highest there is: 65,011,712 bytes are hashed for each guess. */
    static final int SLOWEST = 0xff;

    private static final int SALT_BYTES = 8;
    private static final Map<Integer, String> HASHES =
            Map.of(2, "SHA-1", SHA256, "SHA-256", 9, "SHA-384", 10, "SHA-512", 11, "SHA-224");

    S2k {
        requireNonNull(salt, "salt is null");
    }

    static S2k slow(byte[] salt) {
        return new S2k(SHA256, HexFormat.of().formatHex(salt), SLOWEST);
    }

    static S2k read(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        int hash = in.readUnsignedByte();
        if (!HASHES.containsKey(hash)) {
            throw new DamagedMessageException(
                    "its key is made with the hash number " + hash + ", which is not supported");
        }
        return switch (type) {
            case 0 -> new S2k(hash, "", -1);
            case 1 -> new S2k(hash, salt(in), -1);
            case 3 -> new S2k(hash, salt(in), in.readUnsignedByte());
            default ->
                throw new DamagedMessageException(
                        "its key is made from the passphrase in the way number " + type + ", which is not supported");
        };
    }

    private static String salt(DataInputStream in) throws IOException {
        byte[] salt = new byte[SALT_BYTES];
        in.readFully(salt);
        return HexFormat.of().formatHex(salt);
    }

    byte[] key(Passphrase passphrase, int bytes) {
        byte[] secret = passphrase.bytes();
        byte[] salted = HexFormat.of().parseHex(salt);
        byte[] round = new byte[salted.length + secret.length];
        System.arraycopy(salted, 0, round, 0, salted.length);
        System.arraycopy(secret, 0, round, salted.length, secret.length);
        byte[] key = new byte[bytes];
        int filled = 0;
        for (int context = 0; filled < bytes; context++) {
            byte[] digest = digest(round, context);
            int n = Math.min(digest.length, bytes - filled);
            System.arraycopy(digest, 0, key, filled, n);
            filled += n;
        }
        java.util.Arrays.fill(round, (byte) 0);
        return key;
    }

    private byte[] digest(byte[] round, int zeros) {
        MessageDigest digest = newDigest();
        digest.update(new byte[zeros]);
        long left = Math.max(count < 0 ? 0 : (16L + (count & 15)) << ((count >> 4) + 6), round.length);
        // Many rounds at a time: a call for each few bytes would take longer than the hash.
        byte[] rounds = repeated(round, (int) Math.min(left / round.length, 1 + 65_536 / round.length));
        while (left > 0) {
            int n = (int) Math.min(left, rounds.length);
            digest.update(rounds, 0, n);
            left -= n;
        }
        java.util.Arrays.fill(rounds, (byte) 0);
        return digest.digest();
    }

    private static byte[] repeated(byte[] round, int times) {
        byte[] rounds = new byte[round.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(round, 0, rounds, i * round.length, round.length);
        }
        return rounds;
    }

    private MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(HASHES.get(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + HASHES.get(hash), e);
        }
    }
}
