package io.thingconnect.pulse.backupd.storage.smb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A small tmpfs over a directory. */
final class FullDisk {
    private FullDisk() {}

    /** Skips the test where nothing can be mounted. */
    static void assumeMounted(Path directory, long size) throws IOException, InterruptedException {
        Process mount = new ProcessBuilder(
                        "mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=1777", "tmpfs", directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assumptions.assumeTrue(mount.waitFor() == 0, "no tmpfs can be mounted here: " + said);
    }

    static void unmount(Path directory) throws IOException, InterruptedException {
        new ProcessBuilder("umount", "-l", directory.toString()).start().waitFor();
    }
}
