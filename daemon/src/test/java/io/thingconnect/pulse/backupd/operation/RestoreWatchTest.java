package io.thingconnect.pulse.backupd.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.CatalogFixture;
import io.thingconnect.pulse.backupd.restore.inplace.BackupGate;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup beside a restore in place. */
final class RestoreWatchTest {
    @TempDir
    Path state;

    private final Work work = new Work();

    private FileChannel restoring() throws Exception {
        FileChannel channel =
                FileChannel.open(state.resolve("restore.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return channel;
    }

    private CompletableFuture<BackupGate.Pass> entering() throws Exception {
        RestoreWatch watch = new RestoreWatch(state, Duration.ofMinutes(5));
        CompletableFuture<BackupGate.Pass> entered = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                entered.complete(watch.enter(work));
            } catch (BackupException e) {
                entered.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!work.phase().equals("wait for a restore")) {
            assertTrue(System.nanoTime() < deadline && !entered.isDone(), "it did not wait");
            Thread.onSpinWait();
        }
        return entered;
    }

    @Test
    void aBackup_waitsForTheRestoreToEnd() throws Exception {
        FileChannel restore = restoring();
        CompletableFuture<BackupGate.Pass> entered = entering();
        restore.close();
        entered.get(60, TimeUnit.SECONDS).close();
    }

    @Test
    void aBackupThatWaits_canBeCancelled() throws Exception {
        try (FileChannel restore = restoring()) {
            CompletableFuture<BackupGate.Pass> entered = entering();
            work.cancel();
            ExecutionException e = assertThrows(ExecutionException.class, () -> entered.get(60, TimeUnit.SECONDS));
            assertEquals(ErrorCode.CANCELLED, ((BackupException) e.getCause()).code());
            assertTrue(restore.isOpen());
        }
    }

    @Test
    void aRestoreThatTakesTooLong_isNamed() throws Exception {
        try (FileChannel restore = restoring()) {
            BackupException e =
                    assertThrows(BackupException.class, () -> new RestoreWatch(state, Duration.ZERO).enter(work));
            assertEquals(ErrorCode.BUSY, e.code());
            assertTrue(e.getMessage().contains("a restore in place"), e.getMessage());
            assertTrue(restore.isOpen());
        }
    }

    @Test
    void theTimeline_isThatOfTheNewestBackupWhereTheJournalIsLost() throws Exception {
        RestoreWatch watch = new RestoreWatch(state, Duration.ZERO);
        try (Catalog catalog = Catalog.open(state.resolve("catalog.db"))) {
            assertEquals(1, watch.timeline(catalog.backups()).number());
            CatalogFixture.put(catalog, "pulse-backup-20240115T020000Z-full", Lineage.full(4), CopyState.GOOD);
            CatalogFixture.put(catalog, "pulse-backup-20240114T020000Z-full", Lineage.full(3), CopyState.GOOD);
            assertEquals(4, watch.timeline(catalog.backups()).number());
        }
    }
}
