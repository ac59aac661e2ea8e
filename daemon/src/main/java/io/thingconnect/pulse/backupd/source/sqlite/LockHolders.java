package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who has locks on a database, as {@code /proc/locks} tells it. */
final class LockHolders {
    private LockHolders() {}

    /** For example {@code process 812 (dotnet)}; says so where nobody can be named. */
    static String of(Path db) {
        Set<String> inodes = new TreeSet<>();
        for (Path file : List.of(db, Side.SHM.of(db))) {
            inodeOf(file).ifPresent(inodes::add);
        }
        Set<String> holders = new TreeSet<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
                // "1: POSIX  ADVISORY  WRITE 3568 fe:00:2531452 1073741826 1073742335"; a waiter has "->" second.
                String[] words = line.trim().split("\\s+");
                if (words.length >= 6 && !words[1].equals("->") && inodes.contains(words[5])) {
                    holders.add(name(words[4]));
                }
            }
        } catch (IOException e) {
            return "a process that cannot be named (" + e.getMessage() + ")";
        }
        return holders.isEmpty() ? "a process that has let go since" : String.join(" and ", holders);
    }

    private static String name(String pid) {
        try {
            return "process " + pid + " ("
                    + Files.readString(Path.of("/proc", pid, "comm")).trim() + ")";
        } catch (IOException e) {
            return "process " + pid;
        }
    }

    private static Optional<String> inodeOf(Path file) {
        try {
            return FileStamp.of(file).map(LockHolders::inode);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** As the kernel prints it: hexadecimal major and minor number, decimal inode. */
    static String inode(FileStamp stamp) {
        long dev = stamp.device();
        long major = ((dev >>> 8) & 0xfff) | ((dev >>> 32) & ~0xfffL);
        long minor = (dev & 0xff) | ((dev >>> 12) & ~0xffL);
        return String.format(Locale.ROOT, "%02x:%02x:%d", major, minor, stamp.inode());
    }
}
