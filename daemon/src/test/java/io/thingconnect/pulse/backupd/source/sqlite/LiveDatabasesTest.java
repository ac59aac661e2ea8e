package io.thingconnect.pulse.backupd.source.sqlite;

import static io.thingconnect.pulse.backupd.source.sqlite.Databases.LATER;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.assertFault;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.assertIntact;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.capture;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.execute;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.impatient;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.names;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.options;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.query;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases whose application is stopped, or that use a rollback journal: no second process needed. */
final class LiveDatabasesTest extends LiveDatabasesCase {

    private Databases.Copy captureIt() throws BackupException, IOException {
        Databases.Copy made = capture(databases, db, options(spool), copy);
        assertEquals(List.of(), names(spool));
        assertEquals(0, databases.open().size());
        assertEquals(sha256(copy), made.captured().sha256());
        return made;
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void everyPageSize_isCapturedByteForByte_inBothModes(int pageSize) throws Exception {
        // The page size is set and used in one connection, or it is forgotten.
        try (Connection app = DriverManager.getConnection(ReadTransaction.url(db));
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA page_size=" + pageSize);
            statement.execute("CREATE TABLE t(x)");
            statement.execute("INSERT INTO t VALUES (randomblob(300000))");
        }
        assertEquals("staged", captureIt().method());
        assertEquals(-1, Files.mismatch(db, copy));
        execute(db, "PRAGMA journal_mode=WAL");
        assertEquals("copied", captureIt().method());
        assertEquals(-1, Files.mismatch(db, copy));
        assertEquals(String.valueOf(pageSize), query(copy, "PRAGMA page_size"));
    }

    @Test
    void anEmptySchema_isOnePage() throws Exception {
        execute(db, "PRAGMA journal_mode=WAL");
        captureIt();
        assertEquals(4096, Files.size(copy));
        assertIntact(copy);
    }

    @Test
    void autoVacuum_survives() throws Exception {
        try (Connection app = DriverManager.getConnection(ReadTransaction.url(db));
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA auto_vacuum=FULL");
            statement.execute("CREATE TABLE t(x)");
            statement.execute("INSERT INTO t VALUES (randomblob(900000))");
            statement.execute("DELETE FROM t");
        }
        captureIt();
        assertEquals("1", query(copy, "PRAGMA auto_vacuum"));
        assertIntact(copy);
    }

    @Test
    void thePageMap_listsEveryPage() throws Exception {
        fill("WAL");
        Databases.Copy made = captureIt();
        try (PageMapReader map = new PageMapReader(made.pageMap())) {
            assertEquals(4096, map.pageSize());
            assertEquals(Files.size(copy) / 4096, map.pages());
            long[] hash = new long[2];
            for (long page = 0; page < map.pages(); page++) {
                map.next(hash);
            }
            map.finish();
        }
    }

    @Test
    void theSchemaVersion_isTheLastRowOfTheMigrations() throws Exception {
        fill("DELETE");
        assertEquals("", captureIt().schemaVersion());
        execute(
                db,
                "CREATE TABLE \"__EFMigrationsHistory\"(\"MigrationId\" TEXT PRIMARY KEY, \"ProductVersion\" TEXT)",
                "INSERT INTO \"__EFMigrationsHistory\" VALUES ('20250902_B','8'), ('20250901_A','8')");
        assertEquals("20250901_A", captureIt().schemaVersion());
        execute(db, "PRAGMA journal_mode=WAL");
        assertEquals("20250901_A", captureIt().schemaVersion());
    }

    @Test
    void aSchemaVersion_isFoundInATableWithoutRowids() throws Exception {
        execute(
                db,
                "CREATE TABLE \"__EFMigrationsHistory\"(\"MigrationId\" TEXT PRIMARY KEY) WITHOUT ROWID",
                "INSERT INTO \"__EFMigrationsHistory\" VALUES ('2'), ('1')");
        assertEquals("2", captureIt().schemaVersion());
    }

    @Test
    void anotherTableOfThatName_hasNoSchemaVersion() throws Exception {
        execute(db, "CREATE TABLE \"__EFMigrationsHistory\"(x)");
        assertEquals("", captureIt().schemaVersion());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b.db",
                "100%.db",
                "50%25.db",
                "what?.db",
                "#1.db",
                "grün.db",
                "a&b=c;d.db",
                "-x'\".db",
                ":memory:"
            })
    void oddNames_work(String name) throws Exception {
        db = db.resolveSibling(name);
        fill("DELETE");
        assertEquals("staged", captureIt().method());
        execute(db, "PRAGMA journal_mode=WAL");
        assertEquals("copied", captureIt().method());
        assertIntact(copy);
        assertEquals(List.of(name), names(db.getParent()));
    }

    @Test
    void aSymbolicLink_leadsToTheSideFilesBesideTheFileItself() throws Exception {
        fill("WAL");
        Path link = Files.createSymbolicLink(dir.resolve("link.db"), db);
        assertEquals("copied", capture(databases, link, options(spool), copy).method());
        assertIntact(copy);
    }

    @Test
    void aStoppedApplication_isLeftWithoutSideFiles() throws Exception {
        fill("WAL");
        assertEquals("copied", captureIt().method());
        assertEquals(List.of("pulse.db"), names(db.getParent()));
    }

    @Test
    void aLeftoverWal_withoutShm_isPartOfTheDatabase() throws Exception {
        fill("WAL");
        Path wal = Side.WAL.of(db);
        try (Connection app = DriverManager.getConnection(ReadTransaction.url(db));
                Statement statement = app.createStatement()) {
            statement.execute("INSERT INTO t VALUES ('only in the WAL')");
            Files.copy(db, dir.resolve("kept.db"));
            Files.copy(wal, dir.resolve("kept.db-wal"));
        }
        Files.move(dir.resolve("kept.db"), db, StandardCopyOption.REPLACE_EXISTING);
        Files.move(dir.resolve("kept.db-wal"), wal);
        assertEquals("copied", captureIt().method());
        assertEquals("1", query(copy, "SELECT count(*) FROM t WHERE x = 'only in the WAL'"));
        assertIntact(copy);
        assertEquals(List.of("pulse.db", "pulse.db-wal"), names(db.getParent()));
    }

    @Test
    void aStoppedDatabase_thatChangesWhileCopied_isCopiedAgain() throws Exception {
        fill("WAL");
        AtomicBoolean once = new AtomicBoolean();
        LiveDatabases disturbed = new LiveDatabases(LATER, what -> {
            if (once.compareAndSet(false, true)) {
                // Through a plain file and not through SQLite, which must not be connected to this path here.
                touchCounter(db);
            }
        });
        capture(disturbed, db, options(spool), copy);
        assertEquals(-1, Files.mismatch(db, copy));
    }

    private static void touchCounter(Path db) {
        try (RandomAccessFile file = new RandomAccessFile(db.toFile(), "rw")) {
            file.seek(60);
            file.writeInt(4711);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStoppedDatabase_thatNeverHoldsStill_isANamedError() throws Exception {
        fill("WAL");
        LiveDatabases disturbed = new LiveDatabases(LATER, what -> touchCounter(db));
        assertFault(ErrorCode.CAPTURE_BUDGET, disturbed, db, impatient(spool));
        assertEquals(List.of(), names(spool));
    }

    /** The real clock: the file is younger than a tick of the coarsest file system, so the capture waits. */
    @Test
    void aStoppedDatabase_thatHasJustChanged_isNotTrustedYet() throws Exception {
        fill("WAL");
        assertFault(ErrorCode.CAPTURE_BUDGET, new LiveDatabases(Clock.systemUTC()), db, impatient(spool));
        assertEquals(
                "copied",
                capture(new LiveDatabases(Clock.systemUTC()), db, options(spool), copy)
                        .method());
    }

    @Test
    void isDatabase_readsTheFirstBytes() throws Exception {
        assertFalse(databases.isDatabase(db));
        Files.createFile(db);
        assertFalse(databases.isDatabase(db));
        assertFalse(databases.isDatabase(dir));
        Files.writeString(db, "SQLite format 4\0 or so");
        assertFalse(databases.isDatabase(db));
        Files.delete(db);
        fill("WAL");
        assertTrue(databases.isDatabase(db));
        assertEquals(0, databases.open().size());
    }

    @Test
    void sqliteVersion_hasTheWalResetFix() {
        String[] parts = LiveDatabases.sqliteVersion().split("\\.");
        int number = Integer.parseInt(parts[0]) * 1_000_000 + Integer.parseInt(parts[1]) * 1000;
        assertTrue(number + Integer.parseInt(parts[2]) >= 3_051_003, LiveDatabases.sqliteVersion());
    }
}
