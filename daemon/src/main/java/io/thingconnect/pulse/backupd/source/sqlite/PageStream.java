package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** One pass over all pages: out they go, hashed as a whole and page by page. */
final class PageStream {
    private PageStream() {}

    /**
     * @param pageMap created; removed again when this fails
     * @return the SHA-256 of what was written
     * @throws IOException only from {@code out} and the page map
     */
    static Sha256 copy(PageSource source, OutputStream out, Path pageMap, Work work)
            throws IOException, BackupException {
        boolean done = false;
        try (PageMapWriter map = new PageMapWriter(pageMap, source.pageSize(), source.pages())) {
            MessageDigest digest = Sha256.digest();
            byte[] block = new byte[source.pagesPerBlock() * source.pageSize()];
            for (long page = 1; page <= source.pages(); page += source.pagesPerBlock()) {
                int count = (int) Math.min(source.pagesPerBlock(), source.pages() - page + 1);
                work.check();
                source.read(page, count, block);
                int length = count * source.pageSize();
                digest.update(block, 0, length);
                for (int at = 0; at < length; at += source.pageSize()) {
                    map.add(block, at, source.pageSize());
                }
                out.write(block, 0, length);
                work.advance(length);
            }
            map.finish();
            done = true;
            return Sha256.of(digest);
        } finally {
            if (!done) {
                Files.deleteIfExists(pageMap);
            }
        }
    }
}
