package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;

/**
 * The files of a stopped application, copied to the spool and joined there by SQLite itself. The live path is never
 * connected to: that would create side files, which might then belong to the wrong user.
 *
 * <p>Nothing is locked, so the copy counts only when {@code stat} of both files says the same before and after, and
 * neither time is so recent that a change could have left it as it was.
 */
final class StoppedCopy {
    private final CaptureContext context;
    private final MainFile main;

    StoppedCopy(CaptureContext context, MainFile main) {
        this.context = context;
        this.main = main;
    }

    private record Stamps(Optional<FileStamp> main, Optional<FileStamp> wal) {
        static Stamps of(Path db) throws IOException {
            return new Stamps(FileStamp.of(db), FileStamp.of(Side.WAL.of(db)));
        }

        boolean couldHideAChange(long nowMillis) {
            return main.map(stamp -> stamp.couldHideAChange(nowMillis)).orElse(false)
                    || wal.map(stamp -> stamp.couldHideAChange(nowMillis)).orElse(false);
        }
    }

    /** Empty when the files changed meanwhile, or only just before: to be tried again. */
    Optional<DatabaseSnapshot> tryOnce() throws BackupException {
        Path scratch = null;
        try {
            Stamps before = Stamps.of(context.db());
            if (before.couldHideAChange(context.clock().millis())) {
                return Optional.empty();
            }
            long walBytes = before.wal().map(FileStamp::size).orElse(0L);
            // The WAL stands beside the copy and is then moved into it.
            context.requireSpace(main.length() + 2 * walBytes);
            scratch = Files.createTempDirectory(context.spool(), "stopped-");
            Path copy = scratch.resolve("database");
            copyMain(copy);
            if (walBytes > 0 && !copyWal(Side.WAL.of(copy))) {
                return Optional.empty();
            }
            context.source().requireSame();
            return Stamps.of(context.db()).equals(before) ? Optional.of(join(copy)) : Optional.empty();
        } catch (IOException e) {
            throw Faults.spool(context.spool(), e);
        } finally {
            if (scratch != null) {
                SpoolFile.removeQuietly(scratch);
            }
        }
    }

    private void copyMain(Path to) throws IOException, BackupException {
        long length = main.length();
        context.work().phase("staging", length);
        byte[] block = new byte[1 << 20];
        try (RandomAccessFile out = new RandomAccessFile(to.toFile(), "rw")) {
            for (long at = 0; at < length; at += block.length) {
                context.beforeBlock("copy");
                int got = main.read(at, block, block.length);
                out.write(block, 0, got);
                context.work().advance(got);
            }
        }
    }

    /** False when it is gone. */
    private boolean copyWal(Path to) throws IOException, BackupException {
        byte[] block = new byte[1 << 20];
        try (RandomAccessFile in = openWal();
                RandomAccessFile out = new RandomAccessFile(to.toFile(), "rw")) {
            if (in == null) {
                return false;
            }
            int got;
            do {
                context.beforeBlock("copy");
                got = MainFile.readFully(in, block, 0, block.length);
                out.write(block, 0, got);
            } while (got == block.length);
            return true;
        }
    }

    private RandomAccessFile openWal() throws BackupException {
        Path wal = Side.WAL.of(context.db());
        try {
            return new RandomAccessFile(wal.toFile(), "r");
        } catch (FileNotFoundException e) {
            if (FileStamp.sizeOf(wal) == 0) {
                return null;
            }
            throw Faults.unreadable(context.db(), e.getMessage(), e);
        }
    }

    /** Lets SQLite move the WAL into the copy, so that one file remains; and so see that it is a database. */
    private DatabaseSnapshot join(Path copy) throws IOException, BackupException {
        String schemaVersion;
        try (Connection connection = ReadTransaction.connect(ReadTransaction.url(copy), new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous=OFF");
            try (ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                if (!result.next() || result.getInt(1) != 0) {
                    throw Faults.corrupt(context.db(), "its WAL cannot be joined with it", null);
                }
            }
            statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
            schemaVersion = ReadTransaction.schemaVersion(connection);
        } catch (SQLException e) {
            throw Faults.corrupt(context.db(), e.getMessage(), e);
        }
        RandomAccessFile file = new RandomAccessFile(copy.toFile(), "r");
        boolean done = false;
        try {
            DatabaseSnapshot snapshot = new SpooledSnapshot(file, facts(file, schemaVersion));
            done = true;
            return snapshot;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private SpooledSnapshot.Facts facts(RandomAccessFile file, String schemaVersion)
            throws IOException, BackupException {
        byte[] head = new byte[DatabaseHeader.BYTES];
        int length = MainFile.readFully(file, head, 0, head.length);
        DatabaseHeader header = DatabaseHeader.parse(head, length)
                .orElseThrow(() -> Faults.corrupt(context.db(), "it is not a SQLite database", null));
        long pages = header.pagesIn(file.length());
        if (file.length() <= (pages - 1) * header.pageSize()) {
            throw Faults.corrupt(context.db(), "it is shorter than its header says", null);
        }
        return new SpooledSnapshot.Facts(context.spool(), header.pageSize(), pages, schemaVersion, "copied", 0, 0);
    }
}
