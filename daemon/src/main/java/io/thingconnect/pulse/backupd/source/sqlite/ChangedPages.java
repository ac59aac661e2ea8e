package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** One pass over all pages: hashed as a whole and page by page, and what the parent did not have goes to the delta. */
final class ChangedPages {
    private final PageMapReader parent;
    private final DeltaFiles files;
    private final int pageSize;
    private final long lockPage;
    private final long[] before = new long[2];
    /** The only image a delta may need though it did not change. */
    private byte[] firstPage;

    private ChangedPages(PageMapReader parent, DeltaFiles files, int pageSize) {
        this.parent = parent;
        this.files = files;
        this.pageSize = pageSize;
        this.lockPage = DatabaseHeader.lockPage(pageSize);
    }

    /**
     * @param parentMap of the same page size
     * @param files receive page map and delta
     * @return the SHA-256 of the whole database file
     * @throws IOException from page maps and delta
     */
    static Sha256 write(PageSource source, Path parentMap, DeltaFiles files, Work work)
            throws IOException, BackupException {
        try (PageMapReader parent = new PageMapReader(parentMap)) {
            ChangedPages changed = new ChangedPages(parent, files, source.pageSize());
            Sha256 after = changed.pass(source, work);
            changed.end(source.pages());
            return after;
        }
    }

    private Sha256 pass(PageSource source, Work work) throws IOException, BackupException {
        try (BlockDigest digest = new BlockDigest(source.pagesPerBlock() * pageSize)) {
            for (long page = 1; page <= source.pages(); page += source.pagesPerBlock()) {
                int count = (int) Math.min(source.pagesPerBlock(), source.pages() - page + 1);
                work.check();
                byte[] block = digest.block();
                source.read(page, count, block);
                digest.update(count * pageSize);
                for (int i = 0; i < count; i++) {
                    compare(page + i, block, i * pageSize);
                }
                work.advance((long) count * pageSize);
            }
            return digest.finish();
        }
    }

    private void compare(long page, byte[] block, int offset) throws IOException {
        if (page == 1) {
            firstPage = Arrays.copyOf(block, pageSize);
        }
        long[] now = files.map().add(block, offset, pageSize);
        boolean added = page > parent.pages();
        if (!added) {
            parent.next(before);
        }
        if ((added || now[0] != before[0] || now[1] != before[1]) && page != lockPage) {
            files.delta().add(page, block, offset);
        }
    }

    private void end(long pages) throws IOException {
        for (long page = pages + 1; page <= parent.pages(); page++) {
            parent.next(before);
        }
        parent.finish();
        // Only a frame can say that the database is shorter or longer now.
        if (files.delta().frames() == 0 && pages != parent.pages()) {
            files.delta().add(1, firstPage, 0);
        }
        files.map().finish();
        files.delta().finish(pages);
    }
}
