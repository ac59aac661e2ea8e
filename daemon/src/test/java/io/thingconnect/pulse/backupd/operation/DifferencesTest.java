package io.thingconnect.pulse.backupd.operation;

import static io.thingconnect.pulse.backupd.operation.ComparedBox.DB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.operation.Differences.Compared;
import io.thingconnect.pulse.backupd.operation.Differences.Difference;
import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DifferencesTest {
    @TempDir
    Path dir;

    private ComparedBox box;
    private Compared full;

    @BeforeEach
    void makeBox() throws Exception {
        box = new ComparedBox(dir);
        full = box.full();
    }

    @AfterEach
    void nothingStaysInTheSpool() throws Exception {
        assertEquals(List.of(), box.inSpool());
    }

    private List<Difference> between(Compared before, Compared after) throws BackupException {
        return box.differences().between(before, after, new Work());
    }

    private List<Difference> toLive(Compared before) throws BackupException {
        return box.differences().toLive(before, new Work());
    }

    private static OptionalLong pages(List<Difference> found) {
        return ComparedBox.of(found, DB).orElseThrow().differingPages();
    }

    private void assertPages(Compared before, Compared after, long expected) throws IOException, BackupException {
        assertEquals(OptionalLong.of(expected), pages(between(before, after)));
    }

    @Test
    void pages_areCountedExactly_fromKeptMapsAndFromArchives() throws Exception {
        box.sql(DB, "UPDATE t SET x = 'changed' WHERE id % 700 = 0");
        Compared second = box.delta(full);
        box.sql(DB, "INSERT INTO t SELECT id + 10000, x FROM t");
        Compared third = box.delta(second);
        box.sql(DB, "DELETE FROM t WHERE id > 50", "VACUUM");
        Compared fourth = box.delta(third);
        List<Compared> backups = List.of(full, second, third, fourth);
        for (Compared one : backups) {
            for (Compared other : backups) {
                if (!one.equals(other)) {
                    assertPages(one, other, ComparedBox.differing(box.restored(one), box.restored(other), 4096));
                }
            }
        }
        long firstToLast = ComparedBox.differing(box.restored(full), box.restored(fourth), 4096);
        assertTrue(firstToLast > 0);
        assertEquals(0, box.chainsOpened, "maps were kept, and yet archives were read");
        box.forget(full);
        assertPages(full, fourth, firstToLast);
        assertEquals(1, box.chainsOpened);
        box.forget(fourth);
        assertPages(full, fourth, firstToLast);
        assertPages(fourth, full, firstToLast);
        assertEquals(5, box.chainsOpened);
    }

    @Test
    void damagedMaps_areMadeAnew() throws Exception {
        box.sql(DB, "UPDATE t SET x = 'changed' WHERE id = 5");
        Compared second = box.delta(full);
        long expected = ComparedBox.differing(box.restored(full), box.restored(second), 4096);
        try (RandomAccessFile map = new RandomAccessFile(box.map(full).toFile(), "rw")) {
            map.seek(100);
            map.write(map.read() ^ 1);
        }
        assertPages(full, second, expected);
        Files.write(box.map(second), new byte[0]);
        assertPages(full, second, expected);
        Files.delete(box.map(second));
        assertPages(full, second, expected);
    }

    @Test
    void aDamagedArchive_isAnErrorAndNotAWrongNumber() throws Exception {
        box.sql(DB, "UPDATE t SET x = 'changed' WHERE id = 5");
        Compared second = box.delta(full);
        box.forget(full);
        try (RandomAccessFile archive = new RandomAccessFile(box.archive(full).toFile(), "rw")) {
            archive.seek(archive.length() / 2);
            int was = archive.read();
            archive.seek(archive.length() / 2);
            archive.write(was ^ 1);
        }
        BackupException e = assertThrows(BackupException.class, () -> between(full, second));
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code());
    }

    @Test
    void databases_comeAndGo() throws Exception {
        box.sql("var/app/new.db", "CREATE TABLE t(x)");
        Compared second = box.delta(full);
        List<Difference> found = between(full, second);
        assertEquals(List.of("database added var/app/new.db"), ComparedBox.words(found));
        assertEquals(OptionalLong.empty(), found.get(found.size() - 1).differingPages());
        assertEquals(List.of("database removed var/app/new.db"), ComparedBox.words(between(second, full)));
        assertEquals(List.of("database added var/app/new.db"), ComparedBox.words(toLive(full)));
        Files.delete(box.root.resolve("var/app/new.db"));
        assertEquals(List.of("database removed var/app/new.db"), ComparedBox.words(toLive(second)));
        Files.writeString(box.root.resolve("var/app/new.db"), "no database any more\n");
        assertEquals(List.of("database changed var/app/new.db"), ComparedBox.words(toLive(second)));
    }

    @Test
    void live_isRefusedWhileARestoreInPlaceIsUnderWay_andTwoBackupsAreNot() throws Exception {
        Path lock = box.root.resolveSibling("restore.lock");
        try (FileChannel restore = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            restore.lock();
            BackupException e = assertThrows(BackupException.class, () -> toLive(full));
            assertEquals(ErrorCode.BUSY, e.code());
            assertTrue(e.getMessage().contains("a restore in place is under way"), e.getMessage());
            assertEquals(List.of(), between(full, full));
        }
        assertEquals(List.of(), toLive(full));
    }

    @Test
    void anotherPageSize_isNotCounted() throws Exception {
        box.sql(DB, "PRAGMA journal_mode=DELETE", "PRAGMA page_size=8192", "VACUUM", "PRAGMA journal_mode=WAL");
        for (List<Difference> found : List.of(toLive(full), between(full, box.full()))) {
            assertEquals(List.of("database changed " + DB), ComparedBox.words(found));
            assertEquals(OptionalLong.empty(), pages(found));
            assertEquals(8192, ComparedBox.of(found, DB).orElseThrow().after().pageSize());
        }
        assertEquals(0, box.chainsOpened);
    }

    @Test
    void live_withNothingChanged_isNoDifference_withTheIndexAndWithout() throws Exception {
        assertEquals(List.of(), toLive(full));
        box.forget(full);
        assertEquals(List.of(), toLive(full));
        // SQLite writes the same again: another time, the same content.
        Files.setLastModifiedTime(box.root.resolve(DB), FileTime.fromMillis(1_000_000_000_000L));
        assertEquals(List.of(), toLive(full));
        assertEquals(0, box.chainsOpened);
    }

    @Test
    void live_readsAFileOnlyWhereItsIndexDoesNotTell() throws Exception {
        Compared told = ComparedBox.withHash(full, "etc/app/config.yaml", Sha256.of(new byte[1]));
        assertEquals(List.of(), toLive(told), "the file was read, though nothing speaks for a change");
        box.forget(full);
        assertEquals(List.of("changed etc/app/config.yaml"), ComparedBox.words(toLive(told)));
    }

    @Test
    void live_seesWhatABackupWouldHold() throws Exception {
        Path same = box.etc.resolve("config.yaml");
        FileTime time = Files.getLastModifiedTime(same);
        Files.writeString(same, "version: 2\n");
        Files.setLastModifiedTime(same, time);
        Files.writeString(box.etc.resolve("added"), "new\n");
        Files.writeString(box.etc.resolve("secret"), "another\n");
        Files.writeString(box.etc.resolve("left.skip"), "still out\n");
        assertEquals(List.of("added etc/app/added", "changed etc/app/config.yaml"), ComparedBox.words(toLive(full)));
        Files.setPosixFilePermissions(same, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(same, "version: 1\n");
        Files.setLastModifiedTime(same, time);
        Files.delete(box.etc.resolve("added"));
        assertEquals(List.of("metadata etc/app/config.yaml"), ComparedBox.words(toLive(full)));
        Files.delete(same);
        Files.createSymbolicLink(same, Path.of("secret"));
        assertEquals(List.of("changed etc/app/config.yaml"), ComparedBox.words(toLive(full)));
    }

    @Test
    void live_countsPagesOfAnOpenDatabase_whichIsLeftAsItIs() throws Exception {
        try (Connection application = DriverManager.getConnection("jdbc:sqlite:" + box.root.resolve(DB));
                Statement statement = application.createStatement()) {
            statement.execute("UPDATE t SET x = 'changed' WHERE id % 300 = 0");
            byte[] wal = Files.readAllBytes(box.root.resolve(DB + "-wal"));
            List<Difference> found = toLive(full);
            Compared second = box.full();
            long expected = ComparedBox.differing(box.restored(full), box.restored(second), 4096);
            assertTrue(expected > 1);
            assertEquals(OptionalLong.of(expected), pages(found));
            assertEquals(wal.length, Files.size(box.root.resolve(DB + "-wal")));
            box.forget(full);
            assertEquals(OptionalLong.of(expected), pages(toLive(full)));
            assertEquals(List.of(), toLive(second));
        }
    }

    @Test
    void live_ofAMissingConfiguredDatabase_saysSo() throws Exception {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(box.root.resolve(DB + suffix));
        }
        assertEquals(List.of("database removed " + DB), ComparedBox.words(toLive(full)));
    }

    @Test
    void live_waitsForABackupOfTheSameDatabase_andCanBeCancelledMeanwhile() throws Exception {
        try (Connection application = DriverManager.getConnection("jdbc:sqlite:" + box.root.resolve(DB));
                Statement statement = application.createStatement()) {
            statement.execute("UPDATE t SET x = 'changed' WHERE id = 1");
            CaptureOptions options = new CaptureOptions(1L << 40, Duration.ofMinutes(5), 0, 0, false, box.spool);
            Work cancelled = new Work();
            Work patient = new Work();
            CompletableFuture<List<Difference>> waiting;
            try (DatabaseSnapshot backup = box.live.open(box.root.resolve(DB), options, new Work())) {
                assertEquals("streamed", backup.method());
                CompletableFuture<List<Difference>> given = start(cancelled);
                await(() -> box.inSpool().stream().anyMatch(name -> name.startsWith("verify-")));
                assertFalse(given.isDone());
                cancelled.cancel();
                ExecutionException e = assertThrows(ExecutionException.class, () -> given.get(60, TimeUnit.SECONDS));
                assertEquals(ErrorCode.CANCELLED, ((BackupException) e.getCause()).code());
                assertEquals(List.of(), box.inSpool());
                waiting = start(patient);
                await(() -> box.inSpool().stream().anyMatch(name -> name.startsWith("verify-")));
                assertFalse(waiting.isDone());
            }
            assertEquals(List.of("database changed " + DB), ComparedBox.words(waiting.get(60, TimeUnit.SECONDS)));
        }
    }

    private CompletableFuture<List<Difference>> start(Work work) {
        CompletableFuture<List<Difference>> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(box.differences().toLive(full, work));
            } catch (BackupException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Test
    void cancelled_whileArchivesAreRead_leavesNothing() throws Exception {
        box.sql(DB, "UPDATE t SET x = 'changed' WHERE id = 5");
        Compared second = box.delta(full);
        box.forget(full);
        Work work = new Work();
        AtomicReference<List<String>> then = new AtomicReference<>();
        Compared cancelling = new Compared(full.backup(), full.manifest(), () -> {
            work.cancel();
            try {
                then.set(box.inSpool());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return full.chain().open();
        });
        BackupException e =
                assertThrows(BackupException.class, () -> box.differences().between(cancelling, second, work));
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertEquals(1, then.get().size(), "it was in the midst of it");
        assertPages(full, second, ComparedBox.differing(box.restored(full), box.restored(second), 4096));
    }

    @Test
    void aFullSpool_isNamed() throws Exception {
        box.sql(DB, "UPDATE t SET x = 'changed' WHERE id = 5");
        Compared second = box.delta(full);
        box.forget(full);
        Files.createDirectories(box.spool);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4k,nr_inodes=100", "tmpfs", box.spool.toString()) == 0,
                "no small file system can be mounted here");
        try {
            Files.write(box.spool.resolve("filler"), new byte[4096]);
            BackupException e = assertThrows(BackupException.class, () -> between(full, second));
            assertEquals(ErrorCode.NO_SPACE, e.code(), e.getMessage());
            assertTrue(e.getMessage().contains(box.spool.toString()), e.getMessage());
            e = assertThrows(BackupException.class, () -> toLive(second));
            assertEquals(ErrorCode.NO_SPACE, e.code(), e.getMessage());
            assertEquals(List.of("filler"), box.inSpool());
        } finally {
            run("umount", box.spool.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }
}
