package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much of a damaged copy of a database is what it was, told from its page map.
 *
 * @param pages of the database, by the map
 * @param equal of them those that the copy has with the same hash
 */
public record PageMapMatch(long pages, long equal) {
    private static final int LOOK_EVERY = 1 << 12;

    /**
     * @param copy may end too early
     * @throws IOException where the map cannot be read or is damaged, or the copy cannot be read
     * @throws BackupException {@code FORMAT_TOO_NEW}, {@code CANCELLED}
     */
    public static PageMapMatch of(Path map, Path copy, Work work) throws IOException, BackupException {
        try (PageMapReader reader = new PageMapReader(map);
                InputStream in = new BufferedInputStream(Files.newInputStream(copy), 1 << 16)) {
            byte[] page = new byte[reader.pageSize()];
            long[] hash = new long[2];
            long equal = 0;
            for (long i = 0; i < reader.pages(); i++) {
                if (i % LOOK_EVERY == 0) {
                    work.check();
                }
                reader.next(hash);
                if (in.readNBytes(page, 0, page.length) == page.length) {
                    long[] is = PageHash.of(page, 0, page.length);
                    equal += is[0] == hash[0] && is[1] == hash[1] ? 1 : 0;
                }
            }
            reader.finish();
            return new PageMapMatch(reader.pages(), equal);
        }
    }
}
