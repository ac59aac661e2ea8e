package io.thingconnect.pulse.backupd.encryption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class SealTest {
    private static Seal of(Keys keys) throws IOException {
        return Seal.read(new ByteArrayInputStream(Messages.encrypt(keys, Messages.random(5000))));
    }

    @Test
    void ofAMessage_tellsWhichPassphraseOpensIt_andHoldsAFewBytesOnly() throws Exception {
        Keys before = Messages.keys("one");
        Seal seal = of(before);
        assertEquals(Seal.Way.PASSPHRASE, seal.way());
        assertEquals(OptionalInt.of(0), before.opener(seal));
        assertEquals(OptionalInt.of(2), Messages.keys("three", "two", "one").opener(seal));
        assertEquals(OptionalInt.empty(), Messages.keys("three", "two").opener(seal));
        Keys off = Keys.unencrypted(Optional.of(Messages.passphrase("two")), List.of(Messages.passphrase("one")), "");
        assertEquals(OptionalInt.of(1), off.opener(seal));
        assertEquals(
                OptionalInt.of(1),
                Keys.none().also(List.of(Messages.passphrase("one"))).opener(seal));
        assertEquals(OptionalInt.empty(), Keys.none().opener(seal));
        assertEquals(true, Base64.getDecoder().decode(seal.head()).length < 64);
    }

    @Test
    void ofKeys_isAsOfTheirMessages() throws Exception {
        Keys keys = Messages.keys("one");
        assertEquals(of(keys).salt(), keys.seal().salt());
        assertEquals(OptionalInt.of(0), keys.opener(keys.seal()));
        assertNotEquals(keys.seal().salt(), Messages.keys("one").seal().salt());
        assertEquals(Seal.NONE, Keys.none().seal());
    }

    @Test
    void ofWhatIsNoMessage_isAnError() {
        assertThrows(
                IOException.class,
                () -> Seal.read(
                        new ByteArrayInputStream("no message".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        byte[] cut = Arrays.copyOf(new byte[] {(byte) 0xc3, 13, 4, 9, 3, 8}, 10);
        assertThrows(IOException.class, () -> Seal.read(new ByteArrayInputStream(cut)));
    }
}
