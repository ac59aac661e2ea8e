package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.commons.codec.digest.MurmurHash3;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageMapTest {
    @TempDir
    private Path dir;

    private Path map;

    @BeforeEach
    void write() throws IOException {
        map = dir.resolve("pages.map");
        try (PageMapWriter writer = new PageMapWriter(map, 512, 3)) {
            for (int page = 0; page < 3; page++) {
                writer.add(WalBuilder.page(512, page), 0, 512);
            }
            writer.finish();
        }
    }

    private void readAll() throws IOException, BackupException {
        try (PageMapReader reader = new PageMapReader(map)) {
            assertEquals(512, reader.pageSize());
            assertEquals(3, reader.pages());
            long[] hash = new long[2];
            for (int page = 0; page < 3; page++) {
                reader.next(hash);
                assertArrayEquals(MurmurHash3.hash128x64(WalBuilder.page(512, page), 0, 512, 0), hash);
            }
            reader.finish();
        }
    }

    @Test
    void reader_givesBackWhatTheWriterWasGiven() throws Exception {
        readAll();
    }

    /** The layout is a promise to later versions. */
    @Test
    void theBytes_areAsPromised() throws Exception {
        byte[] bytes = Files.readAllBytes(map);
        assertEquals(24 + 3 * 16 + 4, bytes.length);
        String head = HexFormat.of().formatHex(bytes, 0, 24);
        assertEquals("504250414745530a" + "00000001" + "00000200" + "0000000000000003", head);
    }

    @Test
    void reader_refusesEveryDamagedByte() throws Exception {
        byte[] good = Files.readAllBytes(map);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(map, bad);
            boolean refused;
            try {
                readAll();
                refused = false;
            } catch (IOException | BackupException | AssertionError e) {
                refused = true;
            }
            assertFalse(!refused, "byte " + at);
        }
    }

    @Test
    void reader_refusesAnUnfinishedMap() throws Exception {
        byte[] good = Files.readAllBytes(map);
        Files.write(map, java.util.Arrays.copyOf(good, good.length - 4));
        assertThrows(EOFException.class, this::readAll);
    }

    @Test
    void reader_saysThatAMapIsTooNew() throws Exception {
        byte[] newer = Files.readAllBytes(map);
        newer[11] = 2;
        Files.write(map, newer);
        assertEquals(
                ErrorCode.FORMAT_TOO_NEW,
                assertThrows(BackupException.class, this::readAll).code());
    }
}
