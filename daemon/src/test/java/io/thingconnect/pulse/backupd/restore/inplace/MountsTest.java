package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MountsTest {
    @TempDir
    Path directory;

    @Test
    void aDirectoryBoundOverItself_isAPlaceOfItsOwn() throws Exception {
        Path real = directory.toRealPath();
        Path bound = Files.createDirectories(real.resolve("a b/bound"));
        Path below = Files.createDirectories(bound.resolve("below"));
        String line = "36 35 98:0 / " + bound.toString().replace(" ", "\\040") + " rw,noatime - ext4 /dev/root rw";
        Mounts mounts = Mounts.parse(List.of("1 0 8:1 / / rw - ext4 /dev/sda rw", line));
        assertTrue(mounts.isBorder(bound));
        assertFalse(mounts.isBorder(below));
        assertEquals(mounts.zone(bound), mounts.zone(below));
        assertNotEquals(mounts.zone(real), mounts.zone(bound));
    }
}
