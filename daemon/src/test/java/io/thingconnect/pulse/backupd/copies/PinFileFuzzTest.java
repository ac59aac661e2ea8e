package io.thingconnect.pulse.backupd.copies;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.Mutations;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pin file that holds anything else is no pin, and no failure of the destination either. */
final class PinFileFuzzTest {
    private static final int CASES = 20_000;
    private static final Label LABEL = new Label(Instant.parse("2024-01-15T02:00:00Z"), Kind.FULL);

    @TempDir
    Path directory;

    @Test
    void mutatedPinFilesAreReadOrAreNone() throws Exception {
        byte[] good = ("{\"until\":\"2030-01-01T00:00:00Z\",\"reason\":\"audit \u00fcber\",\"by\":\"ada\","
                        + "\"at\":\"2024-01-15T03:00:00Z\"}\n")
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(20261123);
        Path file = directory.resolve(PinFile.name("daily", LABEL));
        Files.createDirectories(file.getParent());
        int[] read = new int[1];
        try (Storage storage = new LocalStorage(directory, false)) {
            assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
                for (int i = 0; i < CASES; i++) {
                    Files.write(file, Mutations.of(good, random));
                    read[0] += PinFile.read(storage, "daily", LABEL).isPresent() ? 1 : 0;
                }
            });
        }
        System.out.printf("pin file fuzz: %d cases, %d read, %d no pins%n", CASES, read[0], CASES - read[0]);
        assertTrue(read[0] > 0 && read[0] < CASES, "read " + read[0]);
    }
}
