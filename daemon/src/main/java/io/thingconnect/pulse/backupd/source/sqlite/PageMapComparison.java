package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How far two states of a database are apart, told from their page maps. */
public final class PageMapComparison {
    private static final int LOOK_EVERY = 1 << 16;

    private PageMapComparison() {}

    /**
     * @return pages that differ or that only one of them has; empty where the pages are of different sizes
     * @throws IOException where a map cannot be read or is damaged
     * @throws BackupException {@code FORMAT_TOO_NEW}, {@code CANCELLED}
     */
    public static OptionalLong differing(Path one, Path other, Work work) throws IOException, BackupException {
        try (PageMapReader first = new PageMapReader(one);
                PageMapReader second = new PageMapReader(other)) {
            if (first.pageSize() != second.pageSize()) {
                return OptionalLong.empty();
            }
            long both = Math.min(first.pages(), second.pages());
            long[] a = new long[2];
            long[] b = new long[2];
            long differing = Math.max(first.pages(), second.pages()) - both;
            for (long page = 0; page < both; page++) {
                if (page % LOOK_EVERY == 0) {
                    work.check();
                }
                first.next(a);
                second.next(b);
                differing += a[0] == b[0] && a[1] == b[1] ? 0 : 1;
            }
            skip(first, both, a);
            skip(second, both, b);
            return OptionalLong.of(differing);
        }
    }

    private static void skip(PageMapReader map, long from, long[] hash) throws IOException {
        for (long page = from; page < map.pages(); page++) {
            map.next(hash);
        }
        map.finish();
    }
}
