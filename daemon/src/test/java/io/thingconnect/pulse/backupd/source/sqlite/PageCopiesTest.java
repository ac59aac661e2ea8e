package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageCopiesTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path spool;

    /** Against a map: 1 MiB in memory is 256 pages, so most of these 2,000 go through the file. */
    @Test
    void copy_givesTheNewestCommittedImage_fromMemoryAndFromTheFile() throws IOException {
        Random random = new Random(7);
        Map<Integer, Integer> committed = new HashMap<>();
        try (PageCopies copies = new PageCopies(PAGE, spool, 1 << 20)) {
            for (int transaction = 0; transaction < 400; transaction++) {
                Map<Integer, Integer> pending = new HashMap<>();
                for (int i = 0; i < 30; i++) {
                    int page = random.nextInt(2000) - 1000;
                    int fill = random.nextInt(256);
                    copies.add(page == 0 ? 1 : page, WalBuilder.page(PAGE, fill), 0);
                    pending.put(page == 0 ? 1 : page, fill);
                }
                copies.commit();
                committed.putAll(pending);
            }
            assertEquals(committed.size(), copies.size());
            byte[] image = new byte[PAGE];
            for (int page = -1000; page < 1000; page++) {
                assertEquals(committed.containsKey(page), page != 0 && copies.copy(page, image, 0));
                if (committed.containsKey(page)) {
                    assertArrayEquals(WalBuilder.page(PAGE, committed.get(page)), image);
                }
            }
        }
    }

    @Test
    void clear_forgetsEverything() throws IOException {
        try (PageCopies copies = new PageCopies(PAGE, spool, 0)) {
            copies.add(5, WalBuilder.page(PAGE, 1), 0);
            copies.commit();
            copies.clear();
            assertFalse(copies.copy(5, new byte[PAGE], 0));
            copies.add(6, WalBuilder.page(PAGE, 2), 0);
            copies.commit();
            byte[] image = new byte[PAGE];
            assertTrue(copies.copy(6, image, 0));
            assertArrayEquals(WalBuilder.page(PAGE, 2), image);
        }
    }

    @Test
    void theFile_hasNoName() throws IOException {
        try (PageCopies copies = new PageCopies(PAGE, spool, 0)) {
            copies.add(5, WalBuilder.page(PAGE, 1), 0);
            assertEquals(List.of(), Databases.names(spool));
        }
    }
}
