package io.thingconnect.pulse.backupd.encryption;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalInt;

/** The key of one message: AES, as OpenPGP numbers it. */
final class SessionKey {
    static final int AES_256 = 9;

    private final byte[] bytes;

    private SessionKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param bytes kept, not copied */
    static SessionKey of(byte[] bytes) {
        return new SessionKey(bytes);
    }

    /** Bytes of a key of this algorithm; empty for all but AES. */
    static OptionalInt length(int algorithm) {
        return switch (algorithm) {
            case 7 -> OptionalInt.of(16);
            case 8 -> OptionalInt.of(24);
            case AES_256 -> OptionalInt.of(32);
            default -> OptionalInt.empty();
        };
    }

    byte[] bytes() {
        return bytes;
    }

    /** OpenPGP's integrity check is made with SHA-1 and hidden in the encrypted part. */
    static MessageDigest integrity() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    @Override
    public String toString() {
        return "a session key";
    }
}
