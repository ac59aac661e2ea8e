package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.Arrays;

/** The pages of one committed state. */
interface PageSource {
    /** Bytes of a page. */
    int pageSize();

    long pages();

    /**
     * Reads pages that follow one another.
     *
     * @param first page number, from 1
     * @param into receives {@code count * pageSize()} bytes
     */
    void read(long first, int count, byte[] into) throws BackupException;

    /** Pages in a block of about 1 MiB. */
    default int pagesPerBlock() {
        return (1 << 20) / pageSize();
    }

    /** The lock-byte page has no content, whatever stands in the file. */
    default void zeroLockPage(long first, int count, byte[] block) {
        long lockPage = DatabaseHeader.lockPage(pageSize()) - first;
        if (lockPage >= 0 && lockPage < count) {
            int at = (int) lockPage * pageSize();
            Arrays.fill(block, at, at + pageSize(), (byte) 0);
        }
    }

    default long bytes() {
        return pages() * pageSize();
    }
}
