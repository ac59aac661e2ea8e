package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.Mutations;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page map that was changed is refused; its checksum sees to it. */
final class PageMapFuzzTest {
    private static final int CASES = 20_000;
    private static final int PAGE = 512;
    private static final int PAGES = 40;

    @TempDir
    Path directory;

    private byte[] database(Random random) {
        byte[] bytes = new byte[PAGE * PAGES];
        random.nextBytes(bytes);
        return bytes;
    }

    private Path map(byte[] database) throws IOException {
        Path file = directory.resolve("good.pagemap");
        try (PageMapWriter writer = new PageMapWriter(file, PAGE, PAGES)) {
            for (int i = 0; i < PAGES; i++) {
                writer.add(database, i * PAGE, PAGE);
            }
            writer.finish();
        }
        return file;
    }

    @Test
    void of_countsWhatIsEqual() throws Exception {
        byte[] database = database(new Random(1));
        Path map = map(database);
        database[3 * PAGE] ^= 1;
        Path copy = Files.write(directory.resolve("copy"), Arrays.copyOf(database, 10 * PAGE + 7));
        assertEquals(new PageMapMatch(PAGES, 9), PageMapMatch.of(map, copy, new Work()));
    }

    @Test
    void mutatedMapsAreRefused() throws Exception {
        Random random = new Random(20261123);
        byte[] database = database(random);
        byte[] good = Files.readAllBytes(map(database));
        Path copy = Files.write(directory.resolve("copy"), database);
        int[] same = new int[1];
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < CASES; i++) {
                byte[] bytes = Mutations.of(good, random);
                same[0] += isRead(bytes, copy) ? 1 : 0;
                assertEquals(Arrays.equals(good, bytes), isRead(bytes, copy), "case " + i);
            }
        });
        System.out.printf("page map fuzz: %d cases, %d read, %d refused%n", CASES, same[0], CASES - same[0]);
        assertTrue(same[0] < CASES / 10, "read " + same[0]);
    }

    private boolean isRead(byte[] bytes, Path copy) throws IOException, BackupException {
        Path map = Files.write(directory.resolve("fuzzed.pagemap"), bytes);
        try {
            return PageMapMatch.of(map, copy, new Work()).equal() == PAGES;
        } catch (IOException e) {
            return false;
        } catch (BackupException e) {
            assertEquals(ErrorCode.FORMAT_TOO_NEW, e.code());
            return false;
        }
    }
}
