package io.thingconnect.pulse.backupd.restore.inplace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where one file system ends and the next begins: nothing can be renamed across, and a mount point cannot be renamed at
 * all. The device number alone does not tell: a directory bound over itself, as {@code ReadWritePaths=} of a unit makes
 * one, has that of its parent. Source: proc_pid_mountinfo(5).
 */
final class Mounts {
    private static final int MOUNT_POINT = 4;

    private final Set<Path> points;

    private Mounts(Set<Path> points) {
        this.points = points;
    }

    /** As this process sees them now. */
    static Mounts current() throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/self/mountinfo")));
    }

    static Mounts parse(List<String> lines) {
        Set<Path> points = new HashSet<>();
        for (String line : lines) {
            String[] fields = line.split(" ");
            if (fields.length > MOUNT_POINT) {
                points.add(Path.of(unescape(fields[MOUNT_POINT])));
            }
        }
        return new Mounts(points);
    }

    /** Blank, tab, line end and backslash stand there as three octal digits. */
    private static String unescape(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /** Names the file system with an existing directory: two directories with the same one can exchange what is in them. */
    String zone(Path directory) throws IOException {
        Path real = directory.toRealPath();
        Path point = real;
        while (point.getParent() != null && !points.contains(point)) {
            point = point.getParent();
        }
        return Files.getAttribute(real, "unix:dev") + " " + point;
    }

    /** Whether an existing directory lies on another file system than what it is listed in. */
    boolean isBorder(Path directory) throws IOException {
        return !zone(directory).equals(zone(directory.toAbsolutePath().getParent()));
    }
}
