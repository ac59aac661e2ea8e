package io.thingconnect.pulse.backupd.encryption;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** A secret that people keep in an envelope. Shows itself to nobody. */
public final class Passphrase {
    private final byte[] bytes;

    private Passphrase(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param text not empty; cleared here */
    public static Passphrase of(char[] text) {
        if (text.length == 0) {
            throw new IllegalArgumentException("a passphrase must not be empty");
        }
        // gpg takes what the terminal sends, which is UTF-8 wherever this runs.
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes).rewind();
        encoded.put(new byte[bytes.length]);
        Arrays.fill(text, '\0');
        return new Passphrase(bytes);
    }

    /** Not a copy: to be read only. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Passphrase passphrase && MessageDigest.isEqual(bytes, passphrase.bytes);
    }

    /** The same for all: a hash would tell something. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "a passphrase";
    }
}
