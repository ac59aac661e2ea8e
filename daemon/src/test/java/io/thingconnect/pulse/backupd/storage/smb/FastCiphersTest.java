package io.thingconnect.pulse.backupd.storage.smb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.hierynomus.security.AEADBlockCipher;
import com.hierynomus.security.Cipher.CryptMode;
import com.hierynomus.security.Mac;
import com.hierynomus.security.SecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our arrangement of the JDK's ciphers against published vectors, and against the JDK left to itself. */
final class FastCiphersTest {
    private static final byte[] KEY = HexFormat.of().parseHex("2b7e151628aed2a6abf7158809cf4f3c");
    private static final byte[] VECTOR = HexFormat.of()
            .parseHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                    + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
    private static final GCMParameterSpec NONCE = new GCMParameterSpec(128, bytes(12));
    private static final byte[] HEADER = bytes(32);

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({
        "0, bb1d6929e95937287fa37d129b756746",
        "16, 070a16b46b4d4144f79bdd9dd04a287c",
        "40, dfa66747de9ae63030ca32611497c827",
        "64, 51f0bebf7e3b9d92fc49741779363cfe"
    })
    void cmac_isThatOfRfc4493(int length, String mac) throws SecurityException {
        Mac cmac = new FastCiphers().getMac("AesCmac");
        cmac.init(KEY);
        cmac.update(VECTOR, 0, length);
        assertEquals(mac, HexFormat.of().formatHex(cmac.doFinal()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 17, 4095, 4096, 4097, 70_000})
    void cmac_isTheSameHoweverItIsFed(int step) throws SecurityException {
        byte[] message = bytes(200_003);
        Mac cmac = new FastCiphers().getMac("AesCmac");
        cmac.init(KEY);
        cmac.update(message);
        byte[] atOnce = cmac.doFinal();
        for (int at = 0; at < message.length; at += step) {
            cmac.update(message, at, Math.min(step, message.length - at));
        }
        assertArrayEquals(atOnce, cmac.doFinal());
    }

    private static byte[] jdk(byte[] message) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), NONCE);
        cipher.updateAAD(HEADER);
        return cipher.doFinal(message);
    }

    private static AEADBlockCipher gcm(CryptMode mode, byte[] header) throws SecurityException {
        AEADBlockCipher gcm = new FastCiphers().getAEADBlockCipher("AES/GCM/NoPadding");
        gcm.init(mode, KEY, NONCE);
        gcm.updateAAD(header, 0, header.length);
        return gcm;
    }

    /** As the library does it: the encrypted message, and then the tag, which lies elsewhere. */
    private static byte[] decrypted(byte[] encrypted, byte[] header) throws SecurityException {
        AEADBlockCipher gcm = gcm(CryptMode.DECRYPT, header);
        byte[] early = gcm.update(encrypted, 0, encrypted.length - 16);
        assertEquals(0, early.length, "nothing may come out before the tag was compared");
        return gcm.doFinal(Arrays.copyOfRange(encrypted, encrypted.length - 16, encrypted.length), 0, 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 17, 4095, 4096, 4097, 8192, 458_864})
    void gcm_isThatOfTheJdk_bothWays(int length) throws Exception {
        byte[] message = bytes(length);
        byte[] encrypted = jdk(message);
        assertArrayEquals(encrypted, gcm(CryptMode.ENCRYPT, HEADER).doFinal(message, 0, length));
        assertArrayEquals(message, decrypted(encrypted, HEADER));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4096, 9_999, 10_000, 10_015})
    void gcm_refusesAMessageWithOneBitChanged(int where) throws Exception {
        byte[] encrypted = jdk(bytes(10_000));
        encrypted[where] ^= 0x40;
        assertThrows(SecurityException.class, () -> decrypted(encrypted, HEADER));
    }

    @Test
    void gcm_refusesAnotherHeader_andATagThatIsCut() throws Exception {
        byte[] encrypted = jdk(bytes(100));
        assertThrows(SecurityException.class, () -> decrypted(encrypted, bytes(31)));
        AEADBlockCipher gcm = gcm(CryptMode.DECRYPT, HEADER);
        gcm.update(encrypted, 0, 100);
        assertThrows(SecurityException.class, () -> gcm.doFinal(encrypted, 100, 15));
    }
}
