package io.thingconnect.pulse.backupd.source.files;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.Mutations;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tree index that was changed is refused; one that was changed and sealed anew is refused or read, and nothing else. */
final class TreeIndexFuzzTest {
    private static final int CASES = 20_000;
    private static final int HASH = 32;

    @TempDir
    Path directory;

    private byte[] good() {
        Instant time = Instant.parse("2024-01-15T02:00:00.123456789Z");
        return TreeIndexFormat.encode(new TreeIndex(
                Sha256.of(new byte[] {7}).hex(),
                Map.of(
                        "etc/odd\nname",
                        new Stamp(4711, time, time, -5),
                        "etc/\u00fcber",
                        new Stamp(1, time, time, 1),
                        "var/lib/p",
                        new Stamp(Long.MAX_VALUE, Instant.MIN, Instant.MAX, 2))));
    }

    @Test
    void mutatedIndexesAreReadOrRefused() {
        byte[] good = good();
        Random random = new Random(20261123);
        int[] read = new int[2];
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] bytes = Mutations.of(good, random);
                boolean sealed = i % 2 == 0 && bytes.length > HASH;
                if (sealed) {
                    byte[] hash = HexFormat.of()
                            .parseHex(Sha256.of(Arrays.copyOf(bytes, bytes.length - HASH))
                                    .hex());
                    System.arraycopy(hash, 0, bytes, bytes.length - HASH, HASH);
                }
                Files.write(directory.resolve(TreeIndex.NAME), bytes);
                boolean usable = TreeIndex.read(directory) instanceof TreeIndex.Usable;
                assertTrue(sealed || !usable || Arrays.equals(good, bytes), "case " + i);
                read[sealed ? 1 : 0] += usable ? 1 : 0;
            }
        });
        System.out.printf(
                "tree index fuzz: %d cases, read %d of those damaged and %d of those sealed anew%n",
                CASES, read[0], read[1]);
    }
}
