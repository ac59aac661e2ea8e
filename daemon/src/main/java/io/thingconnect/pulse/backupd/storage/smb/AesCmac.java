package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.security.Mac;
import com.hierynomus.security.SecurityException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CMAC (RFC 4493), which signs every SMB 3 packet, on top of the JDK's AES-CBC: that one runs in the processor's own
 * AES instructions. CMAC is the last block of a CBC encryption whose last plain block is first mixed with a subkey.
 */
final class AesCmac implements Mac {
    private static final int BLOCK = 16;
    /** Reduction of GF(2^128), as the RFC has it. */
    private static final int POLYNOMIAL = 0x87;

    /** Small, because the JDK turns to the processor's instructions after some thousand calls. */
    private static final int PIECE = 1 << 12;

    private final byte[] held = new byte[BLOCK];
    private final byte[] discarded = new byte[PIECE];
    private int count;
    private SecretKeySpec key;
    private byte[] wholeKey;
    private byte[] partKey;
    private Cipher cipher;

    @Override
    public void init(byte[] bytes) throws SecurityException {
        try {
            key = new SecretKeySpec(bytes, "AES");
            // The JDK's only name for a bare block: the subkeys are made of one encrypted block of zeros.
            Cipher block = Cipher.getInstance("AES/CBC/NoPadding");
            block.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK]));
            wholeKey = doubled(block.doFinal(new byte[BLOCK]));
            partKey = doubled(wholeKey);
            cipher = block;
            reset();
        } catch (GeneralSecurityException e) {
            throw new SecurityException(e);
        }
    }

    private static byte[] doubled(byte[] value) {
        byte[] result = new byte[BLOCK];
        int carry = 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            int shifted = (value[i] & 0xFF) << 1 | carry;
            result[i] = (byte) shifted;
            carry = shifted >> 8 & 1;
        }
        if (carry != 0) {
            result[BLOCK - 1] ^= (byte) POLYNOMIAL;
        }
        return result;
    }

    @Override
    public void update(byte b) {
        update(new byte[] {b}, 0, 1);
    }

    @Override
    public void update(byte[] bytes) {
        update(bytes, 0, bytes.length);
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int left = length;
        // What may be the last block is held back: it is treated otherwise.
        int take = Math.min(BLOCK - count, left);
        System.arraycopy(bytes, at, held, count, take);
        count += take;
        at += take;
        left -= take;
        if (left == 0) {
            return;
        }
        chain(held, 0, BLOCK);
        int whole = (left - 1) / BLOCK * BLOCK;
        for (int done = 0; done < whole; done += PIECE) {
            chain(bytes, at + done, Math.min(PIECE, whole - done));
        }
        count = left - whole;
        System.arraycopy(bytes, at + whole, held, 0, count);
    }

    private int chain(byte[] bytes, int offset, int length) {
        try {
            return cipher.update(bytes, offset, length, discarded, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES of the JDK failed", e);
        }
    }

    @Override
    public byte[] doFinal() {
        byte[] last = Arrays.copyOf(held, BLOCK);
        byte[] subkey = wholeKey;
        if (count < BLOCK) {
            Arrays.fill(last, count, BLOCK, (byte) 0);
            last[count] = (byte) 0x80;
            subkey = partKey;
        }
        for (int i = 0; i < BLOCK; i++) {
            last[i] ^= subkey[i];
        }
        byte[] mac = Arrays.copyOf(discarded, chain(last, 0, BLOCK));
        reset();
        return mac;
    }

    @Override
    public void reset() {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK]));
            count = 0;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES of the JDK failed", e);
        }
    }
}
