package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.source.sqlite.DatabaseLock.Hold;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What each lock on a database is for: by the bytes that SQLite locks ("File Locking And Concurrency" and the WAL-index
 * document of SQLite). Locks of open file descriptions are listed without a process; theirs is looked for among the
 * descriptors of all processes that we may look into.
 */
final class LockTable {
    private static final long PENDING = 1L << 30;
    private static final long RESERVED = PENDING + 1;
    private static final long SHARED_FIRST = PENDING + 2;
    private static final long SHM_WRITE = 120;
    private static final long SHM_RECOVER = 122;
    private static final long SHM_READ_FIRST = 123;
    private static final long SHM_READ_LAST = 127;

    private LockTable() {}

    /** Empty also where the kernel does not say. */
    static List<DatabaseLock> of(Path db) {
        Optional<String> main = inode(db);
        Optional<String> shm = inode(Side.SHM.of(db));
        List<DatabaseLock> locks = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
                Optional<Entry> entry = Entry.parse(line);
                if (entry.isEmpty()) {
                    continue;
                }
                boolean onMain =
                        main.isPresent() && main.get().equals(entry.get().inode());
                boolean onShm = shm.isPresent() && shm.get().equals(entry.get().inode());
                if (onMain || onShm) {
                    long pid = entry.get().pid() > 0 ? entry.get().pid() : holder(entry.get());
                    Hold hold = onMain ? ofMain(entry.get()) : ofShm(entry.get());
                    locks.add(new DatabaseLock(pid, name(pid), hold));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return locks;
    }

    /** {@code 1: POSIX  ADVISORY  WRITE 3568 fe:00:2531452 1073741826 1073742335}; a waiter has {@code ->} second. */
    private record Entry(boolean write, long pid, String inode, long first, long last) {
        static Optional<Entry> parse(String line) {
            String[] words = line.trim().split("\\s+");
            if (words.length < 8 || words[1].equals("->")) {
                return Optional.empty();
            }
            try {
                return Optional.of(new Entry(
                        words[3].equals("WRITE"),
                        Long.parseLong(words[4]),
                        words[5],
                        Long.parseLong(words[6]),
                        words[7].equals("EOF") ? Long.MAX_VALUE : Long.parseLong(words[7])));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        boolean covers(long from, long to) {
            return first <= to && last >= from;
        }
    }

    private static Hold ofMain(Entry lock) {
        if (!lock.write()) {
            return Hold.OPEN;
        }
        if (lock.covers(SHARED_FIRST, SHARED_FIRST) || lock.covers(PENDING, PENDING)) {
            return Hold.EXCLUSIVE;
        }
        return lock.covers(RESERVED, RESERVED) ? Hold.WRITING : Hold.OPEN;
    }

    private static Hold ofShm(Entry lock) {
        if (lock.write() && lock.covers(SHM_WRITE, SHM_RECOVER)) {
            return Hold.WRITING;
        }
        return lock.covers(SHM_READ_FIRST, SHM_READ_LAST) ? Hold.READING : Hold.OPEN;
    }

    private static Optional<String> inode(Path file) {
        try {
            return FileStamp.of(file).map(LockHolders::inode);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String name(long pid) {
        if (pid <= 0) {
            return "a process that cannot be named";
        }
        try {
            String command = Files.readString(Path.of("/proc", Long.toString(pid), "comm"));
            return "process " + pid + " (" + command.trim() + ")";
        } catch (IOException e) {
            return "process " + pid;
        }
    }

    /** {@code /proc/PID/fdinfo/N} has a line {@code lock:} for each lock of that descriptor. */
    private static long holder(Entry lock) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fdinfo"), lock)) {
                    return Long.parseLong(process.getFileName().toString());
                }
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }

    private static boolean holds(Path descriptors, Entry lock) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                for (String line : Files.readAllLines(descriptor)) {
                    if (line.startsWith("lock:")
                            && Entry.parse(line.substring("lock:".length()))
                                    .filter(it -> it.inode().equals(lock.inode()) && it.first() == lock.first())
                                    .isPresent()) {
                        return true;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            // Another user's process, or one that has just ended.
            return false;
        }
        return false;
    }
}
