package io.thingconnect.pulse.backupd.backupset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.Mutations;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Seeded mutations of the small files beside an archive: refused with a typed error, or a value that can be written again. */
final class ManifestFuzzTest {
    private static final int CASES = 20_000;

    @Test
    void mutatedManifestsAreReadOrRefused() {
        byte[] good = ManifestWriter.write(Manifests.sample());
        Random random = new Random(20261123);
        int[] counts = new int[2];
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < CASES; i++) {
                counts[read(Mutations.of(good, random)) ? 0 : 1]++;
            }
        });
        System.out.printf("manifest fuzz: %d cases, %d read, %d refused%n", CASES, counts[0], counts[1]);
        assertTrue(counts[1] > CASES / 2, "refused " + counts[1]);
    }

    private static boolean read(byte[] bytes) throws BackupException {
        Manifest manifest;
        try {
            manifest = ManifestReader.read(bytes, "fuzzed");
        } catch (BackupException e) {
            assertTrue(
                    e.code() == ErrorCode.MANIFEST_CORRUPT || e.code() == ErrorCode.FORMAT_TOO_NEW,
                    e.code().wireName());
            return false;
        }
        assertEquals(manifest, ManifestReader.read(ManifestWriter.write(manifest), "written again"));
        return true;
    }

    @Test
    void mutatedChecksumFilesAreReadOrRefused() {
        BackupFiles files = new BackupFiles("daily", Manifests.sample().label(), Compression.GZIP, Encryption.NONE);
        byte[] good = new Checksums(files, Manifests.SOME_HASH, Manifests.SOME_HASH)
                .text()
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(20261124);
        int read = 0;
        for (int i = 0; i < 2 * CASES; i++) {
            String text = new String(Mutations.of(good, random), StandardCharsets.UTF_8);
            Optional<Checksums> checksums = Checksums.parse(text, files.job(), files.label());
            if (checksums.isPresent()) {
                read++;
                assertEquals(files, checksums.get().files());
            }
        }
        System.out.printf("checksum file fuzz: %d cases, %d read, %d refused%n", 2 * CASES, read, 2 * CASES - read);
        assertTrue(read > 0 && read < CASES, "read " + read);
    }
}
