package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.security.AEADBlockCipher;
import com.hierynomus.security.Cipher.CryptMode;
import com.hierynomus.security.Mac;
import com.hierynomus.security.SecurityProvider;
import com.hierynomus.security.jce.JceSecurityProvider;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.spec.GCMParameterSpec;

/**
 * For {@code bench/network.sh}: what touches every byte on its way to a share, each alone, on messages of the size of a write.
 * Prints a line for each: MB/s of the first 128 MiB, MB/s of the fourth, name.
 */
final class LayerRate {
    private static final byte[] MESSAGE = new byte[7 << 16];
    private static final byte[] KEY = new byte[16];
    private static final int MESSAGES = (128 << 20) / MESSAGE.length;

    private LayerRate() {}

    @FunctionalInterface
    private interface Layer {
        void pass(GCMParameterSpec nonce) throws Exception;
    }

    public static void main(String... args) throws Exception {
        new Random(1).nextBytes(MESSAGE);
        SecurityProvider ours = new FastCiphers();
        SecurityProvider jdk = new JceSecurityProvider();
        // One in each JVM: what one makes the compiler compile would be ready for the next.
        switch (args[0]) {
            case "gcm-encrypt" -> print("AES-GCM, encrypting", nonce -> encrypted(ours, nonce));
            case "gcm-decrypt" -> printDecrypting("AES-GCM, decrypting", ours);
            case "jdk-encrypt" -> print("AES-GCM, encrypting, by the JDK alone", nonce -> encrypted(jdk, nonce));
            case "jdk-decrypt" -> printDecrypting("AES-GCM, decrypting, by the JDK alone", jdk);
            case "cmac" -> print("AES-CMAC, signing", nonce -> sign(ours.getMac("AesCmac")));
            case "hmac" -> print("HMAC-SHA256, signing (SMB 2)", nonce -> sign(ours.getMac("HmacSHA256")));
            case "sha256" -> print("SHA-256", nonce -> SmbOutput.sha256().digest(MESSAGE));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static byte[] encrypted(SecurityProvider ciphers, GCMParameterSpec nonce) throws Exception {
        AEADBlockCipher gcm = ciphers.getAEADBlockCipher("AES/GCM/NoPadding");
        gcm.init(CryptMode.ENCRYPT, KEY, nonce);
        return gcm.doFinal(MESSAGE, 0, MESSAGE.length);
    }

    private static void printDecrypting(String name, SecurityProvider ciphers) throws Exception {
        GCMParameterSpec nonce = new GCMParameterSpec(128, new byte[12]);
        byte[] message = encrypted(ciphers, nonce);
        byte[] tag = Arrays.copyOfRange(message, MESSAGE.length, message.length);
        print(name, unused -> {
            AEADBlockCipher gcm = ciphers.getAEADBlockCipher("AES/GCM/NoPadding");
            gcm.init(CryptMode.DECRYPT, KEY, nonce);
            gcm.update(message, 0, MESSAGE.length);
            gcm.doFinal(tag, 0, tag.length);
        });
    }

    private static void sign(Mac mac) throws Exception {
        mac.init(KEY);
        mac.update(MESSAGE);
        mac.doFinal();
    }

    private static void print(String name, Layer layer) throws Exception {
        double[] rates = new double[4];
        for (int round = 0; round < rates.length; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < MESSAGES; i++) {
                byte[] nonce = {(byte) round, (byte) i, (byte) (i >> 8), 0, 0, 0, 0, 0, 0, 0, 0, 0};
                layer.pass(new GCMParameterSpec(128, nonce));
            }
            rates[round] = (double) MESSAGES * MESSAGE.length / 1e6 / ((System.nanoTime() - begin) / 1e9);
        }
        System.out.printf("%.0f\t%.0f\t%s%n", rates[0], rates[3], name);
    }
}
