package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.security.AEADBlockCipher;
import com.hierynomus.security.Cipher.CryptMode;
import com.hierynomus.security.SecurityException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM of the JDK, a message of a MiB in small pieces. The JDK's Java for it turns into the processor's own instructions
 * after some thousand calls, and one call for each message would not reach that in gigabytes. Decrypting, the JDK hoards the
 * message and works on it in one call at the end. So a message is decrypted with AES-CTR, which GCM is without its tag, and
 * encrypted again for the tag that it should have.
 *
 * <p>One object is one message. The library hands over an encrypted message whole, and then its tag.
 */
final class AesGcm implements AEADBlockCipher {
    private static final int TAG = 16;
    private static final int PIECE = 1 << 12;

    private final byte[] again = new byte[PIECE + TAG];
    private Cipher gcm;
    /** Null when encrypting. */
    private Cipher ctr;

    private byte[] plain = new byte[0];

    @Override
    public void init(CryptMode mode, byte[] key, GCMParameterSpec nonce) throws SecurityException {
        try {
            Key aes = new SecretKeySpec(key, "AES");
            gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, aes, nonce);
            if (mode == CryptMode.DECRYPT) {
                ctr = Cipher.getInstance("AES/CTR/NoPadding");
                ctr.init(Cipher.DECRYPT_MODE, aes, new IvParameterSpec(firstCounter(nonce.getIV())));
            }
        } catch (GeneralSecurityException e) {
            throw new SecurityException(e);
        }
    }

    /** NIST SP 800-38D: a nonce of 12 bytes and a counter of four; its 1 is the tag's, the bytes begin with 2. */
    private static byte[] firstCounter(byte[] nonce) {
        if (nonce.length != 12) {
            throw new IllegalArgumentException("a nonce of " + nonce.length + " bytes");
        }
        byte[] counter = Arrays.copyOf(nonce, 16);
        counter[15] = 2;
        return counter;
    }

    @Override
    public void updateAAD(byte[] bytes, int offset, int length) {
        gcm.updateAAD(bytes, offset, length);
    }

    /** Nothing comes out before the tag was compared. */
    @Override
    public byte[] update(byte[] bytes, int offset, int length) throws SecurityException {
        if (ctr == null || plain.length > 0) {
            throw new SecurityException(new IllegalStateException("not the one encrypted message"));
        }
        plain = new byte[length];
        try {
            for (int at = 0; at < length; at += PIECE) {
                int count = Math.min(PIECE, length - at);
                ctr.update(bytes, offset + at, count, plain, at);
                gcm.update(plain, at, count, again, 0);
            }
        } catch (GeneralSecurityException e) {
            throw new SecurityException(e);
        }
        return new byte[0];
    }

    @Override
    public byte[] doFinal(byte[] bytes, int offset, int length) throws SecurityException {
        try {
            return ctr == null ? encrypt(bytes, offset, length) : decrypted(bytes, offset, length);
        } catch (GeneralSecurityException e) {
            throw new SecurityException(e);
        }
    }

    private byte[] encrypt(byte[] bytes, int offset, int length) throws GeneralSecurityException {
        byte[] message = new byte[length + TAG];
        int made = 0;
        for (int at = 0; at < length; at += PIECE) {
            made += gcm.update(bytes, offset + at, Math.min(PIECE, length - at), message, made);
        }
        gcm.doFinal(message, made);
        return message;
    }

    private byte[] decrypted(byte[] tag, int offset, int length) throws GeneralSecurityException {
        int made = gcm.doFinal(again, 0);
        byte[] expected = Arrays.copyOfRange(again, made - TAG, made);
        if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(tag, offset, offset + length))) {
            throw new javax.crypto.AEADBadTagException("the tag of the message is another");
        }
        return plain;
    }

    @Override
    public void reset() {
        // One object is one message.
    }
}
