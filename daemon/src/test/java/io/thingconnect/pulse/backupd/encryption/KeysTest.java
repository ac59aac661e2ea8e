package io.thingconnect.pulse.backupd.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeysTest {
    private final Keys keys = Messages.keys(Messages.SECRET);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 191, 192, 4096, 32_767, 131_066, 131_072, 131_073, 1_000_003})
    void whatIsEncrypted_comesBack(int size) throws Exception {
        byte[] content = Messages.random(size);
        assertArrayEquals(content, Messages.decrypt(keys, Messages.encrypt(keys, content)));
        assertArrayEquals(content, Messages.decrypt(Messages.keys(Messages.SECRET), Messages.encrypt(keys, content)));
    }

    /** Of a backup of any size a quarter of a MiB is held at most: what goes in comes out, one way and the other. */
    @Test
    void neitherWay_holdsMoreThanAPiece() throws Exception {
        int piece = 1 << 18;
        byte[] mib = Messages.random(1 << 20);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try (OutputStream out = keys.encrypt(message)) {
            for (int i = 1; i <= 4; i++) {
                out.write(mib);
                assertTrue(message.size() > i * mib.length - piece, message.size() + " after " + i + " MiB");
            }
        }
        ByteArrayInputStream stored = new ByteArrayInputStream(message.toByteArray());
        int all = stored.available();
        try (InputStream in = keys.decrypt(stored)) {
            for (int i = 1; i <= 4; i++) {
                assertArrayEquals(mib, in.readNBytes(mib.length));
                int taken = all - stored.available();
                assertTrue(taken < i * mib.length + piece, taken + " for " + i + " MiB");
            }
            assertEquals(-1, in.read());
        }
    }

    @Test
    void theSameContentTwice_isNotTheSameMessage() throws Exception {
        byte[] content = new byte[100];
        byte[] one = Messages.encrypt(keys, content);
        byte[] other = Messages.encrypt(keys, content);
        assertFalse(Arrays.equals(one, 30, one.length, other, 30, other.length));
    }

    @Test
    void anotherPassphrase_isOneClearError_thatNamesTheKeysAndNoSecret() throws Exception {
        byte[] message = Messages.encrypt(keys, Messages.random(5000));
        for (Keys others : List.of(Messages.keys("wrong", "older"), Keys.none())) {
            BackupException e = assertThrows(BackupException.class, () -> Messages.decrypt(others, message));
            assertEquals(ErrorCode.KEY_MISSING, e.code());
            assertTrue(e.hint().contains("encryption.passphrase") && e.hint().contains("oldPassphrases"), e.hint());
            assertFalse((e.getMessage() + others).contains("wrong"), e.getMessage());
        }
    }

    @Test
    void oldPassphrases_areTriedInTheirOrder() throws Exception {
        byte[] content = Messages.random(777);
        byte[] message = Messages.encrypt(keys, content);
        assertArrayEquals(content, Messages.decrypt(Messages.keys("new", "older", Messages.SECRET), message));
        Keys off = Keys.unencrypted(java.util.Optional.empty(), List.of(Messages.passphrase(Messages.SECRET)), "");
        assertFalse(off.encrypts());
        assertArrayEquals(content, Messages.decrypt(off, message));
    }

    @Test
    void sealsLike_onlyThePassphraseInForce() throws Exception {
        byte[] message = Messages.encrypt(keys, new byte[10]);
        assertTrue(keys.sealsLike(new ByteArrayInputStream(message)));
        assertFalse(Messages.keys("new", Messages.SECRET).sealsLike(new ByteArrayInputStream(message)));
        assertFalse(Keys.none().sealsLike(new ByteArrayInputStream(message)));
    }

    /** Each bit of a small message, and some of a large one. */
    @Test
    void aFlippedBit_isFound() throws Exception {
        byte[] content = Messages.random(40);
        byte[] small = Messages.encrypt(keys, content);
        for (int bit = 0; bit < small.length * 8; bit++) {
            byte[] flipped = small.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(flipped, content, "bit " + bit);
        }
        byte[] large = Messages.encrypt(keys, Messages.random(400_000));
        for (int at = 100; at < large.length; at += 39_989) {
            byte[] flipped = large.clone();
            flipped[at] ^= 1;
            assertRefused(flipped, content, "byte " + at);
        }
    }

    @Test
    void aTruncatedOrLongerMessage_isFound() throws Exception {
        byte[] message = Messages.encrypt(keys, Messages.random(300_000));
        for (int length = 0; length < message.length; length += 1 + length / 7) {
            assertRefused(Arrays.copyOf(message, length), new byte[0], "cut to " + length);
        }
        assertRefused(Arrays.copyOf(message, message.length - 1), new byte[0], "one less");
        assertRefused(Arrays.copyOf(message, message.length + 1), new byte[0], "one more");
    }

    private void assertRefused(byte[] message, byte[] content, String what) {
        try {
            byte[] read = Messages.decrypt(keys, message);
            assertArrayEquals(content, read, what + " went unnoticed, and changed something");
            throw new AssertionError(what + " went unnoticed");
        } catch (DamagedMessageException e) {
            assertFalse(e.getMessage().isEmpty());
        } catch (BackupException e) {
            assertEquals(ErrorCode.KEY_MISSING, e.code(), what);
        } catch (IOException e) {
            throw new AssertionError(what + ": " + e, e);
        }
    }

    @Test
    void salvage_givesWhatStandsBeforeAndBehindADamage() throws Exception {
        byte[] content = Messages.random(1_000_000);
        byte[] message = Messages.encrypt(keys, content);
        message[500_000] ^= 0x40;
        byte[] salvaged;
        try (InputStream in = keys.decryptDamaged(new ByteArrayInputStream(message))) {
            salvaged = in.readAllBytes();
        }
        assertEquals(content.length, salvaged.length);
        int wrong = 0;
        for (int i = 0; i < content.length; i++) {
            wrong += content[i] == salvaged[i] ? 0 : 1;
        }
        assertTrue(wrong > 0 && wrong <= 32, wrong + " bytes differ");
    }

    @Test
    void salvage_ofATruncatedMessage_givesItsBeginning() throws Exception {
        byte[] content = Messages.random(1_000_000);
        byte[] message = Arrays.copyOf(Messages.encrypt(keys, content), 600_000);
        byte[] salvaged;
        try (InputStream in = keys.decryptDamaged(new ByteArrayInputStream(message))) {
            salvaged = in.readAllBytes();
        }
        assertTrue(salvaged.length > 590_000, "only " + salvaged.length);
        assertArrayEquals(Arrays.copyOf(content, salvaged.length), salvaged);
    }

    @Test
    void refusedByName_areMessagesOfOtherKinds() {
        assertSays(
                "no binary OpenPGP", "-----BEGIN PGP MESSAGE-----".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertSays("no integrity check", new byte[] {(byte) 0xc9, 5, 1, 2, 3, 4, 5});
        assertSays("AEAD", new byte[] {(byte) 0xd4, 5, 1, 2, 3, 4, 5});
        assertSays("format 2", new byte[] {(byte) 0xd2, 5, 2, 9, 2, 6, 0});
        assertSays("more than 8192 bytes", new byte[] {(byte) 0xc3, (byte) 0xff, 0x7f, -1, -1, -1, 4});
        assertSays("way number 4", new byte[] {(byte) 0xc3, 5, 4, 9, 4, 8, 0});
        assertSays("too early", new byte[0]);
    }

    private void assertSays(String words, byte[] message) {
        DamagedMessageException e = assertThrows(DamagedMessageException.class, () -> Messages.decrypt(keys, message));
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void compressedOnce_isRead_compressedTwice_isRefused() throws Exception {
        byte[] content = new byte[3_000_000];
        byte[] once = compressed(literal(content));
        assertArrayEquals(content, Messages.decrypt(keys, sealed(once)));
        DamagedMessageException e =
                assertThrows(DamagedMessageException.class, () -> Messages.decrypt(keys, sealed(compressed(once))));
        assertTrue(e.getMessage().contains("more than once"), e.getMessage());
    }

    private static byte[] literal(byte[] content) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        try (PacketOutput out = new PacketOutput(packet, EncryptingStream.LITERAL)) {
            out.write(new byte[] {'b', 3, 'a', 'b', 'c', 0, 0, 0, 0});
            out.write(content);
        }
        return packet.toByteArray();
    }

    private static byte[] compressed(byte[] packet) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // Old format, of unknown length: as gpg writes it.
        out.write(0xa3);
        out.write(1);
        try (OutputStream deflater = new DeflaterOutputStream(out, new Deflater(9, true))) {
            deflater.write(packet);
        }
        return out.toByteArray();
    }

    /** What an attacker who knows the key could make: any packets inside, with a good check. */
    private byte[] sealed(byte[] packets) throws Exception {
        byte[] key = new S2k(S2k.SHA256, "0102030405060708", 0).key(Messages.passphrase(Messages.SECRET), 32);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        plain.write(new byte[18]);
        plain.write(packets);
        plain.write(EncryptingStream.CHECK);
        plain.write(SessionKey.integrity().digest(plain.toByteArray()));
        byte[] body = plain.toByteArray();
        Cfb.encrypting(key, body.length + 16).apply(body, 0, body.length);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(new byte[] {(byte) 0xc3, 13, 4, 9, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0});
        try (PacketOutput out = new PacketOutput(message, EncryptingStream.ENCRYPTED)) {
            out.write(1);
            out.write(body);
        }
        return message.toByteArray();
    }

    @Test
    void nothingShowsASecret() {
        assertFalse((keys + " " + Messages.passphrase("geheim")).contains("geheim"));
        assertFalse(keys.toString().contains("Anker"));
    }
}
