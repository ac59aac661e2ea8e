package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageMapComparisonTest {
    private static final int PAGE = 512;

    @TempDir
    Path directory;

    private final Random random = new Random(7);
    private final byte[] bytes = new byte[40 * PAGE];

    @Test
    void differing_countsChangedAddedAndCutOffPages() throws Exception {
        random.nextBytes(bytes);
        Path one = map("one", bytes, 40, PAGE);
        assertEquals(OptionalLong.of(0), PageMapComparison.differing(one, one, new Work()));
        bytes[3 * PAGE]++;
        bytes[17 * PAGE + 511]++;
        Path two = map("two", bytes, 40, PAGE);
        assertEquals(OptionalLong.of(2), PageMapComparison.differing(one, two, new Work()));
        Path shorter = map("shorter", bytes, 30, PAGE);
        assertEquals(OptionalLong.of(12), PageMapComparison.differing(one, shorter, new Work()));
        assertEquals(OptionalLong.of(12), PageMapComparison.differing(shorter, one, new Work()));
    }

    @Test
    void differing_ofOtherPageSizes_isUnknown() throws Exception {
        Path one = map("one", bytes, 40, PAGE);
        Path other = map("other", bytes, 20, 2 * PAGE);
        assertEquals(OptionalLong.empty(), PageMapComparison.differing(one, other, new Work()));
    }

    @Test
    void differing_ofADamagedMap_isAnError() throws Exception {
        Path one = map("one", bytes, 40, PAGE);
        byte[] map = Files.readAllBytes(one);
        map[100]++;
        Path other = Files.write(directory.resolve("other"), map);
        assertThrows(IOException.class, () -> PageMapComparison.differing(one, other, new Work()));
    }

    @Test
    void differing_whenCancelled_stops() throws Exception {
        Path one = map("one", bytes, 40, PAGE);
        Work work = new Work();
        work.cancel();
        BackupException e = assertThrows(BackupException.class, () -> PageMapComparison.differing(one, one, work));
        assertEquals(ErrorCode.CANCELLED, e.code());
    }

    @Test
    void output_inPiecesOfAnySize_givesTheSameMap() throws Exception {
        random.nextBytes(bytes);
        Path whole = map("whole", bytes, 40, PAGE);
        Path pieces = directory.resolve("pieces");
        try (PageMapOutput out = new PageMapOutput(pieces, PAGE, 40)) {
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(3 * PAGE));
                out.write(bytes, at, length);
                at += length;
            }
            out.finish();
        }
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(pieces));
    }

    @Test
    void output_ofFewerPagesThanAnnounced_isAnError() throws Exception {
        try (PageMapOutput out = new PageMapOutput(directory.resolve("short"), PAGE, 40)) {
            out.write(bytes, 0, 39 * PAGE + 1);
            assertThrows(IOException.class, out::finish);
        }
    }

    private Path map(String name, byte[] database, int pages, int pageSize) throws IOException {
        Path file = directory.resolve(name);
        try (PageMapOutput out = new PageMapOutput(file, pageSize, pages)) {
            out.write(database, 0, pages * pageSize);
            out.finish();
        }
        return file;
    }
}
