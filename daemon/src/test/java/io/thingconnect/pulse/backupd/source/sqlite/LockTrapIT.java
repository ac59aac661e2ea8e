package io.thingconnect.pulse.backupd.source.sqlite;

import static io.thingconnect.pulse.backupd.source.sqlite.Databases.LATER;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.assertIntact;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.capture;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.names;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.options;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * POSIX locks belong to the process, and go when it closes any descriptor of the file. What the kernel says of the
 * locks, ours and the application's, at every block that is read.
 */
final class LockTrapIT {
    private static final long US = ProcessHandle.current().pid();
    private static final String SUM = "SELECT count(*)||'/'||sum(length(x)) FROM t";

    @TempDir
    private Path dir;

    private Path spool;
    private Path db;
    private Path shm;
    private Path wal;
    private Path copy;
    private Application app;

    @BeforeEach
    void start() throws IOException {
        spool = Files.createDirectory(dir.resolve("spool"));
        db = Files.createDirectory(dir.resolve("app")).resolve("pulse.db");
        shm = Side.SHM.of(db);
        wal = Side.WAL.of(db);
        copy = dir.resolve("copy.db");
        app = Application.start(db);
        app.run("PRAGMA journal_mode=WAL", "PRAGMA wal_autocheckpoint=0", "CREATE TABLE t(x)");
        rows(3000);
        app.run("PRAGMA wal_checkpoint(RESTART)");
        rows(1500);
    }

    @AfterEach
    void stop() {
        app.close();
    }

    private void rows(int count) {
        app.run("INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<" + count
                + ") SELECT randomblob(1000) FROM n");
    }

    private static Set<String> locks(Path file, long pid) {
        try {
            return Locks.of(file, pid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertWeHoldTheSnapshot(String when) {
        assertTrue(Locks.isShared(locks(db, US)), when + ": our lock on the main file is gone");
        assertTrue(Locks.hasReadMark(locks(shm, US)), when + ": our read mark is gone");
    }

    private void assertWeHoldNothing() {
        assertEquals(Set.of(), locks(db, US));
        assertEquals(Set.of(), locks(shm, US));
    }

    @Test
    void cancelledAtAnyBlock_theApplicationsLocksAreUnharmed_andOursAreHeldUntilTheEnd() throws Exception {
        app.run("BEGIN", "SELECT count(*) FROM t");
        Set<String> theirs = locks(db, app.pid());
        Set<String> theirMarks = locks(shm, app.pid());
        assertTrue(Locks.isShared(theirs) && Locks.hasReadMark(theirMarks), "the test sees no locks");
        Set<String> kinds = new TreeSet<>();
        int blocks = 0;
        boolean cancelled = true;
        while (cancelled) {
            blocks++;
            Work work = new Work();
            int[] left = {blocks};
            LiveDatabases hooked = new LiveDatabases(LATER, what -> {
                kinds.add(what);
                assertWeHoldTheSnapshot("block " + left[0]);
                if (--left[0] == 0) {
                    work.cancel();
                }
            });
            cancelled = isCancelled(hooked, work);
            assertWeHoldNothing();
            assertEquals(theirs, locks(db, app.pid()), "after block " + blocks);
            assertEquals(theirMarks, locks(shm, app.pid()), "after block " + blocks);
            assertEquals(List.of(), names(spool));
        }
        assertEquals(Set.of("wal", "database"), kinds);
        assertTrue(blocks > 6, "only " + blocks + " blocks");
    }

    private boolean isCancelled(LiveDatabases hooked, Work work) throws IOException {
        try (DatabaseSnapshot snapshot = hooked.open(db, options(spool), work)) {
            snapshot.copyTo(OutputStream.nullOutputStream(), dir.resolve("map"), work);
            return false;
        } catch (BackupException e) {
            assertEquals(ErrorCode.CANCELLED, e.code());
            return true;
        }
    }

    /** Runs something in the middle of a capture, whose copy must be the state as it was when it began. */
    private void captureDuring(ThrowingRunnable disturbance) throws Exception {
        String before = app.tell(SUM);
        int[] block = {0};
        LiveDatabases hooked = new LiveDatabases(LATER, what -> {
            assertWeHoldTheSnapshot("before the disturbance");
            if (what.equals("database") && ++block[0] == 2) {
                disturbance.run();
            }
            assertWeHoldTheSnapshot("after the disturbance");
        });
        assertEquals("streamed", capture(hooked, db, options(spool), copy).method());
        assertTrue(block[0] > 2, "the disturbance did not come in the middle");
        assertWeHoldNothing();
        assertIntact(copy);
        assertEquals(before, query(copy, SUM));
    }

    @FunctionalInterface
    private interface ThrowingRunnable {
        void runThrowing() throws IOException;

        default void run() {
            try {
                runThrowing();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void theApplicationsLastClose_doesNotDeleteTheWalUnderUs() throws Exception {
        long walBytes = Files.size(wal);
        captureDuring(() -> {
            app.stop();
            assertEquals(walBytes, Files.size(wal));
        });
        assertEquals(List.of("pulse.db", "pulse.db-shm", "pulse.db-wal"), names(db.getParent()));
    }

    @Test
    void aKilledApplication_changesNothing() throws Exception {
        captureDuring(() -> app.kill());
        assertEquals(List.of("pulse.db", "pulse.db-shm", "pulse.db-wal"), names(db.getParent()));
    }

    @Test
    void aRestartedApplication_mayWriteAndCheckpoint() throws Exception {
        captureDuring(() -> {
            app.stop();
            app = Application.start(db);
            rows(500);
            app.run("PRAGMA wal_checkpoint(PASSIVE)", "DELETE FROM t WHERE rowid % 3 = 0");
            app.run("PRAGMA wal_checkpoint(PASSIVE)");
        });
        app.run("PRAGMA wal_checkpoint(TRUNCATE)", "INSERT INTO t VALUES (1)");
    }

    @Test
    void anApplicationKilledAndRestarted_mayRecoverAndCheckpoint() throws Exception {
        captureDuring(() -> {
            app.kill();
            app = Application.start(db);
            rows(500);
            app.run("PRAGMA wal_checkpoint(PASSIVE)", "UPDATE t SET x = zeroblob(1000)");
            app.run("PRAGMA wal_checkpoint(PASSIVE)");
        });
    }

    /** No process holds the {@code -shm} when we begin, so SQLite reads the WAL with an index of its own. */
    @Test
    void anApplicationRestarted_beforeACaptureOfItsRemains_hasEnded() throws Exception {
        String before = app.tell(SUM);
        app.kill();
        int[] block = {0};
        LiveDatabases hooked = new LiveDatabases(LATER, what -> {
            if (what.equals("database") && ++block[0] == 2) {
                new ThrowingRunnable() {
                    @Override
                    public void runThrowing() throws IOException {
                        app = Application.start(db);
                    }
                }.run();
                rows(500);
                app.tell("PRAGMA wal_checkpoint(TRUNCATE)");
                app.run("UPDATE t SET x = zeroblob(1000)");
                app.tell("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        });
        capture(hooked, db, options(spool), copy);
        assertTrue(block[0] > 2);
        assertIntact(copy);
        assertEquals(before, query(copy, SUM));
    }

    @Test
    void anInterruptedThread_keepsItsLocks() throws Exception {
        try {
            captureDuring(() -> Thread.currentThread().interrupt());
        } finally {
            assertTrue(Thread.interrupted(), "the flag was swallowed");
        }
    }

    @Test
    void askingWhetherItIsADatabase_opensNoSecondDescriptor() throws Exception {
        LiveDatabases databases = new LiveDatabases(LATER);
        try (DatabaseSnapshot snapshot = databases.open(db, options(spool), new Work())) {
            assertTrue(databases.isDatabase(db));
            assertWeHoldTheSnapshot("after the question");
            assertEquals(1, databases.open().size());
            snapshot.copyTo(OutputStream.nullOutputStream(), dir.resolve("map"), new Work());
        }
        assertWeHoldNothing();
    }

    @Test
    void anAbandonedSnapshot_isLetGoByClosing() throws Exception {
        LiveDatabases databases = new LiveDatabases(LATER);
        DatabaseSnapshot snapshot = databases.open(db, options(spool), new Work());
        assertWeHoldTheSnapshot("open");
        snapshot.close();
        snapshot.close();
        assertWeHoldNothing();
        assertEquals(Set.of(), databases.open());
    }

    @Test
    void afterTheCopy_theApplicationIsFree_beforeTheSnapshotIsClosed() throws Exception {
        LiveDatabases databases = new LiveDatabases(LATER);
        try (DatabaseSnapshot snapshot = databases.open(db, options(spool), new Work())) {
            snapshot.copyTo(OutputStream.nullOutputStream(), dir.resolve("map"), new Work());
            assertWeHoldNothing();
            assertThrows(
                    IllegalStateException.class,
                    () -> snapshot.copyTo(OutputStream.nullOutputStream(), dir.resolve("map"), new Work()));
        }
    }

    /** The trap itself: were this not so, the other tests of this class could not fail. */
    @Test
    void aSecondDescriptor_closedAnywhereInTheProcess_dropsTheLock() throws Exception {
        LiveDatabases databases = new LiveDatabases(LATER);
        List<Boolean> held = new ArrayList<>();
        try (DatabaseSnapshot snapshot = databases.open(db, options(spool), new Work())) {
            held.add(Locks.isShared(locks(db, US)));
            new RandomAccessFile(db.toFile(), "r").close();
            held.add(Locks.isShared(locks(db, US)));
            assertFalse(snapshot.method().isEmpty());
        }
        assertEquals(List.of(true, false), held);
    }
}
