package io.thingconnect.pulse.backupd.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.Mutations;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded mutations of a message: its content, or an error by name; never anything else. */
final class MessageFuzzTest {
    private static final int CASES = 3_000;

    private final Keys keys = Messages.keys(Messages.SECRET);

    @Test
    void mutatedMessages_areReadUnchangedOrRefused() throws Exception {
        byte[] content = Messages.random(2_000);
        byte[] message = Messages.encrypt(keys, content);
        Random random = new Random(20261123);
        int damaged = 0;
        int locked = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] mutated = Mutations.of(message, random);
            try {
                assertArrayEquals(content, Messages.decrypt(keys, mutated), "case " + i);
                assertTrue(Arrays.equals(mutated, message), "case " + i + " was changed and went unnoticed");
            } catch (DamagedMessageException e) {
                damaged++;
            } catch (BackupException e) {
                assertEquals(ErrorCode.KEY_MISSING, e.code());
                locked++;
            }
            salvage(mutated, content.length + 100_000);
        }
        System.out.printf("OpenPGP fuzz: %d cases, %d damaged, %d locked%n", CASES, damaged, locked);
        assertTrue(damaged > 0 && locked > 0);
    }

    /** Ends, and gives no more than there was. */
    private void salvage(byte[] mutated, int most) throws Exception {
        try (InputStream in = keys.decryptDamaged(new ByteArrayInputStream(mutated))) {
            assertTrue(in.readAllBytes().length <= Math.max(most, mutated.length));
        } catch (DamagedMessageException e) {
            assertTrue(!e.getMessage().isEmpty());
        } catch (BackupException e) {
            assertEquals(ErrorCode.KEY_MISSING, e.code());
        }
    }
}
