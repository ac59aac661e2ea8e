package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DatabaseHeaderTest {
    private static ByteBuffer header(int rawPageSize, int version) {
        ByteBuffer head = ByteBuffer.allocate(DatabaseHeader.BYTES);
        head.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
        head.putShort((short) rawPageSize).put((byte) version).put((byte) version);
        head.putInt(24, 7).putInt(28, 12).putInt(92, 7);
        return head;
    }

    private static Optional<DatabaseHeader> parse(ByteBuffer head) {
        byte[] bytes = new byte[head.capacity()];
        head.get(0, bytes);
        return DatabaseHeader.parse(bytes, bytes.length);
    }

    @Test
    void parse_readsSizeModeAndCount() {
        assertEquals(Optional.of(new DatabaseHeader(4096, true, 12)), parse(header(4096, 2)));
        assertEquals(Optional.of(new DatabaseHeader(512, false, 12)), parse(header(512, 1)));
    }

    @Test
    void aPageSizeOfOne_means64KiB() {
        assertEquals(65536, parse(header(1, 1)).orElseThrow().pageSize());
        assertEquals(32768, parse(header(32768, 1)).orElseThrow().pageSize());
    }

    @Test
    void parse_refusesWhatSqliteWouldRefuse() {
        assertTrue(parse(header(4096, 3)).isEmpty());
        assertTrue(parse(header(4096, 0)).isEmpty());
        assertTrue(parse(header(1000, 1)).isEmpty());
        assertTrue(parse(header(256, 1)).isEmpty());
        assertTrue(parse(header(4096, 1).put(3, (byte) 'x')).isEmpty());
        assertTrue(parse(header(4096, 1).slice(0, 99)).isEmpty());
    }

    /** A writer that does not keep the count leaves the two counters different: then the file's length counts. */
    @Test
    void anOutdatedCount_isNotBelieved() {
        DatabaseHeader header = parse(header(4096, 1).putInt(24, 8)).orElseThrow();
        assertEquals(3, header.pagesIn(3 * 4096));
        assertEquals(4, header.pagesIn(3 * 4096 + 1));
        assertEquals(12, parse(header(4096, 1)).orElseThrow().pagesIn(20 * 4096));
    }

    @Test
    void theLockPage_holdsByteTwoToTheThirty() {
        assertEquals(262145, DatabaseHeader.lockPage(4096));
        assertEquals(2097153, DatabaseHeader.lockPage(512));
        assertEquals(16385, DatabaseHeader.lockPage(65536));
    }
}
