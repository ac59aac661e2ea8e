package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What {@code /proc/locks} says of one file, read anew each time. */
final class Locks {
    private static final long SHARED_FIRST = (1L << 30) + 2;

    private Locks() {}

    /** For example {@code READ 1073741826-1073742335}. */
    static Set<String> of(Path file, long pid) throws IOException {
        String inode = LockHolders.inode(FileStamp.of(file).orElseThrow());
        Set<String> locks = new TreeSet<>();
        List<String> lines = Files.readAllLines(Path.of("/proc/locks"));
        for (String line : lines) {
            String[] words = line.trim().split("\\s+");
            if (words.length >= 8 && words[5].equals(inode) && words[4].equals(Long.toString(pid))) {
                locks.add(words[3] + " " + words[6] + "-" + words[7]);
            }
        }
        return locks;
    }

    /** SQLite's SHARED lock on a main file. */
    static boolean isShared(Set<String> locks) {
        return locks.stream().anyMatch(lock -> lock.startsWith("READ " + SHARED_FIRST + "-"));
    }

    /** A lock on one of the five read marks (bytes 123 to 127) of a {@code -shm}. */
    static boolean hasReadMark(Set<String> locks) {
        return locks.stream().anyMatch(lock -> lock.matches("READ 12[3-7]-12[3-7]"));
    }
}
