package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Sizes;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A database that nobody writes to, copied with its WAL and joined to one file by SQLite: the original is never connected
 * to. Nothing is locked, so the copy counts only if {@code stat} says the same of both files before and after.
 *
 * <p>A hot rollback journal is refused: it can name a further file, which SQLite would delete when it rolls back, and here
 * that would be root.
 */
final class JoinedCopy {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] JOURNAL = {
        (byte) 0xd9, (byte) 0xd5, 5, (byte) 0xf9, 0x20, (byte) 0xa1, 0x63, (byte) 0xd7
    };
    private static final int BLOCK = 1 << 20;

    private final Path main;
    private final String stamps;

    private JoinedCopy(Path main, String stamps) {
        this.main = main;
        this.stamps = stamps;
    }

    /**
     * @param main of a database; links are not followed
     * @param copy a name that nothing has, in a directory of ours
     * @throws BackupException {@code DATABASE_BUSY} where it changed meanwhile; {@code HOT_JOURNAL};
     *     {@code SOURCE_CORRUPT}; {@code NO_SPACE}
     */
    static JoinedCopy of(Path main, Path copy, Work work) throws IOException, BackupException {
        JoinedCopy made = new JoinedCopy(main, stamps(main));
        long wal = size(side(main, "-wal"));
        requireSpace(copy.getParent(), size(main) + 2 * wal);
        copyFile(main, copy, work);
        if (wal > 0) {
            copyFile(side(main, "-wal"), side(copy, "-wal"), work);
        }
        requireCold(main, head(side(main, "-journal")));
        made.requireUnchanged();
        join(copy, main.toString());
        return made;
    }

    /** @throws BackupException {@code DATABASE_BUSY} where somebody wrote since the copy was made */
    void requireUnchanged() throws IOException, BackupException {
        if (!stamps(main).equals(stamps)) {
            throw new BackupException(
                    ErrorCode.DATABASE_BUSY,
                    "somebody writes to " + main + " while it is read",
                    "Stop the application, or make a copy of it: sqlite3 " + main + " \".backup copy.db\"");
        }
    }

    static boolean isDatabase(byte[] head) {
        return head.length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static byte[] head(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return Channels.newInputStream(in).readNBytes(MAGIC.length);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** @param journal the first bytes of what lies beside it */
    static void requireCold(Path main, byte[] journal) throws BackupException {
        if (journal.length >= JOURNAL.length && Arrays.equals(journal, 0, JOURNAL.length, JOURNAL, 0, JOURNAL.length)) {
            throw new BackupException(
                    ErrorCode.HOT_JOURNAL,
                    "beside " + main + " lies a journal of a transaction that was not finished",
                    "Let its owner roll it back, then try again: sqlite3 FILE 'SELECT count(*) FROM sqlite_schema'");
        }
    }

    static Path side(Path main, String suffix) {
        return main.resolveSibling(main.getFileName() + suffix);
    }

    static long size(Path file) throws IOException {
        return FileSteps.exists(file) ? Files.size(file) : 0;
    }

    static void requireSpace(Path directory, long needed) throws IOException, BackupException {
        long free = DiskSpace.usable(directory);
        if (free < needed) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "a copy of the database needs " + Sizes.text(needed) + " in " + directory + ", free are "
                            + Sizes.text(free),
                    "Free space there.");
        }
    }

    private static String stamps(Path main) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path file : List.of(main, side(main, "-wal"), side(main, "-journal"))) {
            if (FileSteps.exists(file)) {
                Map<String, Object> is = Files.readAttributes(
                        file, "unix:dev,ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
                text.append(new java.util.TreeMap<>(is));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static void copyFile(Path from, Path to, Work work) throws IOException, BackupException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (FileChannel in = FileChannel.open(from, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                OutputStream out = Channels.newOutputStream(DurableFiles.create(to))) {
            while (in.read(block.clear()) >= 0) {
                work.check();
                out.write(block.array(), 0, block.position());
            }
        }
    }

    /** Lets SQLite move the WAL of a copy into it, so that one file remains; and so see that it is a database. */
    static void join(Path copy, String name) throws IOException, BackupException {
        if (!isDatabase(head(copy))) {
            throw new BackupException(
                    ErrorCode.SOURCE_CORRUPT, name + " is not a SQLite database", "Name a file that sqlite3 can open.");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA trusted_schema=OFF");
            try (ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                if (!result.next() || result.getInt(1) != 0) {
                    throw new SQLException("its WAL cannot be joined with it");
                }
            }
            statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
        } catch (SQLException e) {
            throw new BackupException(
                    ErrorCode.SOURCE_CORRUPT,
                    name + " cannot be read by SQLite: " + e.getMessage(),
                    "Use another file, or restore a backup of the whole database.",
                    e);
        }
        for (String suffix : LiveTree.SIDE_FILES) {
            Files.deleteIfExists(side(copy, suffix));
        }
    }

    /** @param name of what was being restored */
    static BackupException failed(String name, IOException e) {
        boolean full = Errno.isNoSpace(e);
        return new BackupException(
                full ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                name + " could not be unpacked: " + Errno.reason(e),
                full ? "Free space there, and try again." : "Check the disk, and try again.",
                e);
    }
}
