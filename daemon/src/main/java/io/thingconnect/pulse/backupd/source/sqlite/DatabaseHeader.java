package io.thingconnect.pulse.backupd.source.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the first 100 bytes of a database file say ("The Database Header" of SQLite's file format document).
 *
 * @param pageSize bytes, a power of two from 512 to 65536
 * @param wal whether readers use a write-ahead log
 * @param pages as the header counts them, 0 where it does not claim to know
 */
record DatabaseHeader(int pageSize, boolean wal, long pages) {
    static final int BYTES = 100;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    static boolean hasMagic(byte[] head, int length) {
        return length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** Empty when these bytes begin no database that SQLite would read. */
    static Optional<DatabaseHeader> parse(byte[] head, int length) {
        if (length < BYTES || !hasMagic(head, length)) {
            return Optional.empty();
        }
        ByteBuffer fields = ByteBuffer.wrap(head);
        int raw = Short.toUnsignedInt(fields.getShort(16));
        int pageSize = raw == 1 ? 65536 : raw;
        int readVersion = head[19];
        if (!isPageSize(pageSize) || readVersion < 1 || readVersion > 2) {
            return Optional.empty();
        }
        // Legacy writers change the file without touching the count; then the two counters differ.
        boolean counted = fields.getInt(24) == fields.getInt(92);
        long pages = counted ? Integer.toUnsignedLong(fields.getInt(28)) : 0;
        return Optional.of(new DatabaseHeader(pageSize, readVersion == 2, pages));
    }

    static boolean isPageSize(int bytes) {
        return bytes >= 512 && bytes <= 65536 && Integer.bitCount(bytes) == 1;
    }

    /** Pages of a database whose committed state is all in a main file of that length. */
    long pagesIn(long fileLength) {
        return pages > 0 ? pages : (fileLength + pageSize - 1) / pageSize;
    }

    /** The page that holds byte 2^30 is for locks alone and has no content, whatever stands in the file. */
    static long lockPage(int pageSize) {
        return (1L << 30) / pageSize + 1;
    }
}
