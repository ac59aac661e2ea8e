package io.thingconnect.pulse.backupd.source.sqlite;

import static io.thingconnect.pulse.backupd.source.sqlite.Databases.LATER;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.assertFault;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.execute;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.names;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases that cannot be captured, and captures that end early. */
final class LiveDatabasesFailureTest extends LiveDatabasesCase {

    @Test
    void missing() {
        assertFault(ErrorCode.SOURCE_MISSING, databases, db, options(spool));
        assertFault(ErrorCode.SOURCE_MISSING, databases, dir.resolve("no/such/pulse.db"), options(spool));
    }

    @Test
    void empty() throws Exception {
        Files.createFile(db);
        assertFault(ErrorCode.SOURCE_EMPTY, databases, db, options(spool));
    }

    @Test
    void corrupt() throws Exception {
        Files.writeString(
                db, "this is no database, whatever its name says; but it is longer than a header is, by far".repeat(3));
        assertFault(ErrorCode.SOURCE_CORRUPT, databases, db, options(spool));
        Files.writeString(db, "SQLite format 3\0");
        assertFault(ErrorCode.SOURCE_CORRUPT, databases, db, options(spool));
        Files.delete(db);
        Files.createDirectory(db);
        assertFault(ErrorCode.SOURCE_CORRUPT, databases, db, options(spool));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void shorterThanItsHeaderSays(String mode) throws Exception {
        fill(mode);
        try (RandomAccessFile file = new RandomAccessFile(db.toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        assertFault(ErrorCode.SOURCE_CORRUPT, databases, db, options(spool));
        assertEquals(List.of(), names(spool));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void aBrokenSchema(String mode) throws Exception {
        fill(mode);
        try (RandomAccessFile file = new RandomAccessFile(db.toFile(), "rw")) {
            file.seek(100);
            file.write(new byte[] {99, 99, 99, 99, 99, 99, 99, 99});
        }
        assertFault(ErrorCode.SOURCE_CORRUPT, databases, db, options(spool));
        assertEquals(List.of(), names(spool));
    }

    @Test
    void aHotJournal() throws Exception {
        fill("DELETE");
        Path kept = dir.resolve("kept-journal");
        try (Connection app = DriverManager.getConnection(ReadTransaction.url(db));
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA cache_size=5");
            statement.execute("BEGIN");
            statement.execute("UPDATE t SET x = randomblob(1000)");
            Files.copy(Side.JOURNAL.of(db), kept);
            statement.execute("ROLLBACK");
        }
        Files.move(kept, Side.JOURNAL.of(db));
        assertFault(ErrorCode.HOT_JOURNAL, databases, db, options(spool));
        assertEquals(List.of("pulse.db", "pulse.db-journal"), names(db.getParent()));
    }

    @Test
    void aHotJournal_besideAStoppedWalDatabase() throws Exception {
        fill("WAL");
        Files.writeString(Side.JOURNAL.of(db), "\u00d9 a journal that was never finished");
        assertFault(ErrorCode.HOT_JOURNAL, databases, db, options(spool));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void replacedWhileRead(String mode) throws Exception {
        fill(mode);
        Path other = dir.resolve("other.db");
        Files.copy(db, other);
        LiveDatabases disturbed = new LiveDatabases(LATER, what -> {
            try {
                if (Files.exists(other)) {
                    Files.move(other, db, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertFault(ErrorCode.SOURCE_REPLACED, disturbed, db, options(spool));
        assertEquals(List.of(), names(spool));
    }

    @Test
    void deletedWhileRead() throws Exception {
        fill("DELETE");
        LiveDatabases disturbed = new LiveDatabases(LATER, what -> {
            try {
                Files.deleteIfExists(db);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertFault(ErrorCode.SOURCE_REPLACED, disturbed, db, options(spool));
    }

    /** A sparse file, larger than any disk here, whose header counts its pages. */
    @Test
    void aSpoolTooSmall_isSaidBeforeStaging() throws Exception {
        fill("DELETE");
        long usable = DiskSpace.usable(spool);
        long pages = usable / 4096 + 100_000;
        try (RandomAccessFile file = new RandomAccessFile(db.toFile(), "rw")) {
            file.setLength(pages * 4096);
            file.seek(28);
            file.writeInt((int) pages);
        }
        assertFault(ErrorCode.NO_SPACE, databases, db, options(spool));
        execute(db, "PRAGMA journal_mode=WAL");
        assertFault(ErrorCode.NO_SPACE, databases, db, options(spool));
        assertEquals(List.of(), names(spool));
    }

    @Test
    void cancel_leavesNothingBehind_atEveryBlock() throws Exception {
        fill("DELETE");
        execute(db, "INSERT INTO t VALUES (zeroblob(5000000))");
        for (String mode : List.of("DELETE", "WAL")) {
            execute(db, "PRAGMA journal_mode=" + mode);
            for (int block = 1; block <= 5; block++) {
                Work work = new Work();
                int[] left = {block};
                LiveDatabases hooked = new LiveDatabases(LATER, what -> {
                    if (--left[0] == 0) {
                        work.cancel();
                    }
                });
                BackupException fault =
                        assertThrows(BackupException.class, () -> hooked.open(db, options(spool), work));
                assertEquals(ErrorCode.CANCELLED, fault.code());
                assertEquals(List.of(), names(spool));
                assertEquals(0, hooked.open().size());
            }
        }
    }

    @Test
    void aFailedCopy_leavesNoPageMap() throws Exception {
        fill("WAL");
        Path map = dir.resolve("pages.map");
        try (DatabaseSnapshot snapshot = databases.open(db, options(spool), new Work())) {
            OutputStream full = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("full");
                }
            };
            assertThrows(IOException.class, () -> snapshot.copyTo(full, map, new Work()));
        }
        assertFalse(Files.exists(map));
    }
}
