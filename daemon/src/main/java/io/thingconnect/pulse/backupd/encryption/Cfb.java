package io.thingconnect.pulse.backupd.encryption;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in cipher feedback from a block of zeros, many blocks at a time. With {@code C(i) = P(i) ^ E(C(i-1))} the blocks
 * {@code E(C(i))} are what CBC makes of the plaintext behind one block of zeros, and reading back they are ECB of what is
 * there already; both modes run on the processor's own instructions, the JDK's feedback mode takes them block by block.
 */
final class Cfb {
    static final int BLOCK = 16;

    private final Cipher cipher;
    private final boolean encrypting;
    private final byte[] mask;
    private final byte[] stream;

    private Cfb(Cipher cipher, boolean encrypting, int most) {
        this.cipher = cipher;
        this.encrypting = encrypting;
        this.mask = new byte[BLOCK];
        this.stream = new byte[most + BLOCK];
    }

    /** @param most bytes at a time */
    static Cfb encrypting(byte[] key, int most) {
        Cfb cfb = new Cfb(cipher("AES/CBC/NoPadding", key), true, most);
        cfb.update(new byte[BLOCK], BLOCK, cfb.mask);
        return cfb;
    }

    /** @param most bytes at a time */
    static Cfb decrypting(byte[] key, int most) {
        return new Cfb(cipher("AES/ECB/NoPadding", key), false, most);
    }

    private static Cipher cipher(String name, byte[] key) {
        try {
            Cipher cipher = Cipher.getInstance(name);
            SecretKeySpec spec = new SecretKeySpec(key, "AES");
            if (name.contains("CBC")) {
                cipher.init(Cipher.ENCRYPT_MODE, spec, new IvParameterSpec(new byte[BLOCK]));
            } else {
                cipher.init(Cipher.ENCRYPT_MODE, spec);
            }
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /**
     * In place.
     *
     * @param length a multiple of the block in all calls but the last
     */
    void apply(byte[] data, int offset, int length) {
        int whole = length + BLOCK - 1 & -BLOCK;
        byte[] input = Arrays.copyOfRange(data, offset, offset + whole);
        Arrays.fill(input, length, whole, (byte) 0);
        if (encrypting) {
            System.arraycopy(mask, 0, stream, 0, BLOCK);
            update(input, whole, stream, BLOCK);
            System.arraycopy(stream, whole, mask, 0, BLOCK);
        } else {
            // The mask is the ciphertext's block before these.
            byte[] shifted = new byte[whole];
            System.arraycopy(mask, 0, shifted, 0, BLOCK);
            System.arraycopy(input, 0, shifted, BLOCK, whole - BLOCK);
            update(shifted, whole, stream, 0);
            System.arraycopy(input, whole - BLOCK, mask, 0, BLOCK);
        }
        for (int i = 0; i < length; i++) {
            data[offset + i] ^= stream[i];
        }
    }

    private void update(byte[] in, int length, byte[] out) {
        update(in, length, out, 0);
    }

    private void update(byte[] in, int length, byte[] out, int at) {
        try {
            cipher.update(in, 0, length, out, at);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("whole blocks stay as long as they are", e);
        }
    }
}
