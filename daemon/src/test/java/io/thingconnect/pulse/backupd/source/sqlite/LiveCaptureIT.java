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
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.staged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases with a running application, in a process of its own. */
final class LiveCaptureIT {
    private static final String ROWS = "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n"
            + " WHERE i<3000) SELECT randomblob(1000) FROM n";

    @TempDir
    private Path dir;

    private Path spool;
    private Path db;
    private Path copy;
    private final LiveDatabases databases = new LiveDatabases(LATER);

    @BeforeEach
    void prepare() throws IOException {
        spool = Files.createDirectory(dir.resolve("spool"));
        db = Files.createDirectory(dir.resolve("app")).resolve("pulse.db");
        copy = dir.resolve("copy.db");
    }

    private Application startFilled(String... pragmas) throws IOException {
        Application app = Application.start(db);
        app.run(pragmas);
        app.run("CREATE TABLE t(x)", ROWS);
        return app;
    }

    private Databases.Copy captureIt(CaptureOptions options) throws Exception {
        List<String> before = names(db.getParent());
        Databases.Copy made = capture(databases, db, options, copy);
        assertEquals(before, names(db.getParent()));
        assertEquals(List.of(), names(spool));
        assertEquals(0, databases.open().size());
        assertEquals(sha256(copy), made.captured().sha256());
        assertIntact(copy);
        return made;
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 4096, 16384, 65536})
    void aLiveWalDatabase_isStreamed(int pageSize) throws Exception {
        try (Application app =
                startFilled("PRAGMA page_size=" + pageSize, "PRAGMA journal_mode=WAL", "PRAGMA wal_autocheckpoint=0")) {
            app.run("PRAGMA wal_checkpoint(PASSIVE)", "DELETE FROM t WHERE rowid % 7 = 0", "INSERT INTO t VALUES (1)");
            byte[] walBefore = Files.readAllBytes(Side.WAL.of(db));
            assertEquals("streamed", captureIt(options(spool)).method());
            assertEquals(String.valueOf(pageSize), query(copy, "PRAGMA page_size"));
            assertEquals(
                    app.tell("SELECT count(*)||sum(length(x)) FROM t"),
                    query(copy, "SELECT count(*)||sum(length(x)) FROM t"));
            assertEquals(0, java.util.Arrays.compare(walBefore, Files.readAllBytes(Side.WAL.of(db))));
            app.run("PRAGMA wal_checkpoint(TRUNCATE)");
            assertEquals(-1, Files.mismatch(db, copy));
        }
    }

    @Test
    void aLiveWalDatabase_isStagedWhenAsked() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=WAL")) {
            assertEquals("staged", captureIt(staged(spool)).method());
            assertEquals("3000", query(copy, "SELECT count(*) FROM t"));
            assertEquals("3000", app.tell("SELECT count(*) FROM t"));
        }
    }

    @Test
    void aLongHold_isPredictedAndStaged() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=WAL")) {
            long size = Long.parseLong(app.tell("PRAGMA page_count")) * 4096;
            CaptureOptions slow = new CaptureOptions(1L << 40, Duration.ofSeconds(10), size / 20, 0, false, spool);
            assertEquals("staged", captureIt(slow).method());
            CaptureOptions growing = new CaptureOptions(1 << 20, Duration.ofMinutes(10), size, 2 << 20, false, spool);
            assertEquals("staged", captureIt(growing).method());
            CaptureOptions fine = new CaptureOptions(1 << 20, Duration.ofMinutes(10), size, 1 << 19, false, spool);
            assertEquals("streamed", captureIt(fine).method());
        }
    }

    @Test
    void aRollbackJournalDatabase_isStaged_andItsWritersWaitNoLonger() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=DELETE", "PRAGMA busy_timeout=0")) {
            String[] answer = {""};
            LiveDatabases watched = new LiveDatabases(LATER, what -> answer[0] = app.tell("INSERT INTO t VALUES (1)"));
            try (DatabaseSnapshot snapshot = watched.open(db, options(spool), new Work())) {
                assertEquals("staged", snapshot.method());
                assertTrue(answer[0].contains("locked"), "a writer got through: " + answer[0]);
                app.run("INSERT INTO t VALUES ('after')");
                try (OutputStream out = Files.newOutputStream(copy)) {
                    snapshot.copyTo(out, dir.resolve("map"), new Work());
                }
            }
            assertIntact(copy);
            assertEquals("3000", query(copy, "SELECT count(*) FROM t"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE", "WAL"})
    void exclusiveLocking_isBusyAndNamesTheHolder(String mode) throws Exception {
        try (Application app = Application.start(db)) {
            app.run("PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=" + mode, "CREATE TABLE t(x)", ROWS);
            BackupException fault = assertFault(ErrorCode.DATABASE_BUSY, databases, db, impatient(spool));
            assertTrue(fault.getMessage().contains("process " + app.pid() + " (java)"), fault.getMessage());
        }
    }

    @Test
    void aBusyDatabase_isCapturedOnceItIsFree() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=DELETE")) {
            app.run("BEGIN EXCLUSIVE");
            CompletableFuture<String> method = CompletableFuture.supplyAsync(() -> {
                try (DatabaseSnapshot snapshot = databases.open(db, options(spool), new Work())) {
                    return snapshot.method();
                } catch (BackupException e) {
                    throw new AssertionError(e);
                }
            });
            while (databases.open().isEmpty()) {
                Pause.brief();
            }
            app.run("COMMIT");
            assertEquals("staged", method.get());
        }
    }

    @Test
    void waitingForALock_canBeCancelled() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=DELETE")) {
            app.run("BEGIN EXCLUSIVE");
            Work work = new Work();
            CompletableFuture<ErrorCode> code = CompletableFuture.supplyAsync(() -> assertThrows(
                            BackupException.class, () -> databases.open(db, options(spool), work))
                    .code());
            while (databases.open().isEmpty()) {
                Pause.brief();
            }
            work.cancel();
            assertEquals(ErrorCode.CANCELLED, code.get());
        }
    }

    @Test
    void aWalThatGrewTooFar_endsTheCapture() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=WAL")) {
            LiveDatabases busy = new LiveDatabases(LATER, what -> app.run(ROWS));
            CaptureOptions tight = new CaptureOptions(1 << 20, Duration.ofMinutes(5), 0, 0, false, spool);
            assertBudget(busy, tight);
            assertFault(
                    ErrorCode.CAPTURE_BUDGET,
                    busy,
                    db,
                    new CaptureOptions(1 << 20, Duration.ofMinutes(5), 0, 0, true, spool));
        }
    }

    @Test
    void aSnapshotHeldTooLong_endsTheCapture() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=WAL")) {
            SteppingClock clock = new SteppingClock();
            LiveDatabases slow = new LiveDatabases(clock, what -> {
                if (what.equals("database")) {
                    clock.now = clock.now.plusSeconds(200);
                }
            });
            assertBudget(slow, options(spool));
            app.run("INSERT INTO t VALUES (1)");
        }
    }

    private void assertBudget(LiveDatabases databases, CaptureOptions options) {
        BackupException fault = assertThrows(BackupException.class, () -> capture(databases, db, options, copy));
        assertEquals(ErrorCode.CAPTURE_BUDGET, fault.code());
        assertEquals(0, databases.open().size());
    }

    private static final class SteppingClock extends Clock {
        private Instant now = Instant.parse("2030-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void aLiveDatabase_replacedWhileRead_isANamedError() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=WAL")) {
            Path other = dir.resolve("other.db");
            execute(other, "CREATE TABLE t(x)");
            LiveDatabases disturbed = new LiveDatabases(LATER, what -> {
                try {
                    if (what.equals("database") && Files.exists(other)) {
                        Files.move(other, db, StandardCopyOption.REPLACE_EXISTING);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            BackupException fault =
                    assertThrows(BackupException.class, () -> capture(disturbed, db, options(spool), copy));
            assertEquals(ErrorCode.SOURCE_REPLACED, fault.code());
            assertTrue(app.pid() > 0);
        }
    }

    @Test
    void aKilledApplication_leavesAWal_thatIsRead() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=WAL", "PRAGMA wal_autocheckpoint=0")) {
            app.kill();
        }
        List<Object> before = contents();
        captureIt(options(spool));
        assertEquals("3000", query(copy, "SELECT count(*) FROM t"));
        assertEquals(before, contents());
    }

    /** Not the change time: for root alone, SQLite sets the owner of a WAL it opens to what it was. */
    private List<Object> contents() throws IOException {
        List<Object> contents = new ArrayList<>();
        for (Path file : List.of(db, Side.WAL.of(db), Side.SHM.of(db))) {
            FileStamp stamp = FileStamp.of(file).orElseThrow();
            contents.add(List.of(stamp.key(), stamp.size(), stamp.modified(), sha256(file)));
        }
        return contents;
    }

    @Test
    void anotherCapture_ofTheSameDatabase_waits() throws Exception {
        try (Application app = startFilled("PRAGMA journal_mode=WAL")) {
            DatabaseSnapshot first = databases.open(db, options(spool), new Work());
            Work cancelled = new Work();
            CompletableFuture<ErrorCode> gaveUp = CompletableFuture.supplyAsync(() -> assertThrows(
                            BackupException.class, () -> databases.open(db, options(spool), cancelled))
                    .code());
            cancelled.cancel();
            assertEquals(ErrorCode.CANCELLED, gaveUp.get());
            CompletableFuture<Databases.Copy> second = CompletableFuture.supplyAsync(() -> {
                try {
                    return capture(databases, db, options(spool), copy);
                } catch (BackupException | IOException e) {
                    throw new AssertionError(e);
                }
            });
            first.copyTo(OutputStream.nullOutputStream(), dir.resolve("map"), new Work());
            assertEquals("streamed", second.get().method());
            first.close();
            app.run("INSERT INTO t VALUES (1)");
        }
    }

    /** Garbage in the page that holds the lock bytes is no content: zeros are captured, and SQLite does not mind. */
    @Test
    void overOneGibibyte_theLockPageIsZeros() throws Exception {
        execute(
                db,
                "PRAGMA synchronous=OFF",
                "PRAGMA journal_mode=OFF",
                "CREATE TABLE t(x)",
                "INSERT INTO t VALUES (zeroblob(540000000)), (zeroblob(540000000))");
        long lockPage = DatabaseHeader.lockPage(4096);
        try (RandomAccessFile file = new RandomAccessFile(db.toFile(), "rw")) {
            file.seek(1L << 30);
            file.write(WalBuilder.page(4096, 0x5a));
        }
        try (Application app = Application.start(db)) {
            app.run("PRAGMA journal_mode=WAL", "INSERT INTO t VALUES (randomblob(3000000))");
            assertEquals("streamed", captureIt(options(spool)).method());
            assertEquals("3", query(copy, "SELECT count(*) FROM t"));
            try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "r")) {
                byte[] page = new byte[4096];
                file.seek((lockPage - 1) * 4096);
                file.readFully(page);
                assertEquals(0, java.util.Arrays.compare(new byte[4096], page));
            }
        } finally {
            Files.deleteIfExists(db);
            Files.deleteIfExists(copy);
        }
    }
}
