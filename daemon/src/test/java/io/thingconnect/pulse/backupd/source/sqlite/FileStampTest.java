package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

final class FileStampTest {
    private static FileStamp stamp(long modified, long changed) {
        return new FileStamp("key", 0, 1, true, 100, FileTime.fromMillis(modified), FileTime.fromMillis(changed));
    }

    @Test
    void aRecentTime_couldHideAChange() {
        assertTrue(stamp(0, 9_000).couldHideAChange(10_000));
        assertTrue(stamp(9_000, 0).couldHideAChange(10_000));
        assertTrue(stamp(10_500, 0).couldHideAChange(10_000));
        assertFalse(stamp(7_000, 8_000).couldHideAChange(10_000));
    }

    /** After a clock was set back, a change would get another time than this. */
    @Test
    void aTimeFarInTheFuture_hidesNothing() {
        assertFalse(stamp(90_000, 90_000).couldHideAChange(10_000));
    }

    @Test
    void aDevice_isNamedAsTheKernelNamesIt() {
        assertEquals("fe:00:2531452", inode(0xfe00, 2531452));
        assertEquals("08:01:7", inode(0x801, 7));
        assertEquals("103:12345:7", inode(0x12300000L | (0x103L << 8) | 0x45, 7));
    }

    private static String inode(long device, long inode) {
        return LockHolders.inode(
                new FileStamp("key", device, inode, true, 0, FileTime.fromMillis(0), FileTime.fromMillis(0)));
    }
}
