package io.thingconnect.pulse.backupd.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Space by statvfs(3). Not by {@code FileStore}: that looks the mount up in /proc/mounts first, and fails in a chroot, where
 * the mount is not listed.
 */
public final class DiskSpace {
    private DiskSpace() {}

    /** Bytes that we may still write where this existing path lies. */
    public static long usable(Path path) throws IOException {
        requireThere(path);
        return path.toFile().getUsableSpace();
    }

    /** All bytes of the file system where this existing path lies. */
    public static long total(Path path) throws IOException {
        requireThere(path);
        return path.toFile().getTotalSpace();
    }

    /** The old API answers 0 where it fails. */
    private static void requireThere(Path path) throws IOException {
        Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class);
    }
}
