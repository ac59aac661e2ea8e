package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.CatalogFixture;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.Operations.Outcome;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.RunView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExecutorTest extends ExecutorCase {

    @Test
    void aRun_isRecordedFromQueueToSuccess() throws Exception {
        block();
        RunView queued = world.backup("daily");
        assertEquals(RunState.QUEUED, queued.record().state());
        assertNull(queued.progress());
        await(begun);
        long id = queued.record().id();
        assertEquals(RunState.RUNNING, world.executor.run(id).record().state());
        assertEquals(RunState.RUNNING, world.catalog.run(id).orElseThrow().state());
        world.clock.advance(Duration.ofMinutes(3));
        goOn.countDown();
        RunRecord record = world.over(id);
        assertEquals(RunState.SUCCEEDED, record.state());
        assertEquals("pulse-backup-20240115T100000Z-full", record.label());
        assertEquals("12 files", record.result());
        assertEquals("user:jo", record.trigger());
        assertEquals(ExecutorWorld.NOW.plusSeconds(180), record.endedAt());
        assertNull(record.error());
        assertEquals(record, world.catalog.run(id).orElseThrow());
    }

    @Test
    void alive_asLongAsItsWorkersAre() throws Exception {
        assertTrue(world.executor.isAlive());
        world.over(world.backup("daily"));
        assertTrue(world.executor.isAlive());
    }

    @Test
    void aFailure_keepsCodeMessageHintAndWarnings() throws Exception {
        world.operations.script = (work, warnings) -> {
            warnings.accept("slow disk");
            throw new BackupException(ErrorCode.NO_SPACE, "no space in 'local'", "Make some.");
        };
        RunRecord record = world.over(world.backup("daily"));
        assertEquals(RunState.FAILED, record.state());
        assertEquals(new RunRecord.Failure(ErrorCode.NO_SPACE, "no space in 'local'", "Make some."), record.error());
        assertEquals(List.of("slow disk"), record.warnings());
    }

    @Test
    void defects_failTheRunAndTheWorkerLivesOn() throws Exception {
        for (Throwable defect : List.of(
                new IllegalStateException("x"),
                new AssertionError("y"),
                new OutOfMemoryError("z"),
                new StackOverflowError())) {
            world.operations.script = (work, warnings) -> {
                if (defect instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) defect;
            };
            RunRecord record = world.over(world.backup("daily"));
            assertEquals(RunState.FAILED, record.state());
            assertEquals(ErrorCode.INTERNAL, record.error().code());
        }
        for (ScriptedOperations.Script careless : List.<ScriptedOperations.Script>of(
                (work, warnings) -> null, (work, warnings) -> new Outcome("l", null), (work, warnings) -> {
                    warnings.accept(null);
                    return new Outcome("l", "r");
                })) {
            world.operations.script = careless;
            assertEquals(
                    ErrorCode.INTERNAL,
                    world.over(world.backup("daily")).error().code());
        }
        world.operations.script = (work, warnings) -> new Outcome("l", "fine");
        assertEquals(RunState.SUCCEEDED, world.over(world.backup("daily")).state());
    }

    @Test
    void aJob_neverOverlapsItselfAndBackupsRunOneAfterTheOther() throws Exception {
        block();
        RunView first = world.backup("daily");
        await(begun);
        BackupException busy = assertThrows(BackupException.class, () -> world.backup("daily"));
        assertEquals(ErrorCode.BUSY, busy.code());
        assertTrue(busy.getMessage().contains("run " + first.record().id()), busy.getMessage());
        RunView other = world.backup("weekly");
        assertEquals(ErrorCode.BUSY, refusal(Jobs.backupOf("weekly")));
        assertEquals(
                List.of(first.record().id(), other.record().id()),
                world.executor.active().stream().map(view -> view.record().id()).toList());
        goOn.countDown();
        world.over(first);
        assertEquals(RunState.SUCCEEDED, world.over(other).state());
        assertFalse(world.operations.overlapped);
        assertEquals(List.of(), world.executor.active());
    }

    @Test
    void aProof_doesNotWaitForABackup() throws Exception {
        CatalogFixture.putGood(world.catalog, "pulse-backup-20240115T020000Z-full");
        block();
        RunView backup = world.backup("daily");
        await(begun);
        world.operations.script = (work, warnings) -> new Outcome("l", "intact");
        RunView verify = world.executor.start(new Request.Verify("latest", "entries", Optional.empty()), "user:jo");
        RunRecord record = world.over(verify);
        assertEquals(RunState.SUCCEEDED, record.state());
        assertEquals(
                RunState.RUNNING,
                world.executor.run(backup.record().id()).record().state());
    }

    @Test
    void aDueTime_thatMeetsItsOwnScheduledRunIsNotedThere() throws Exception {
        block();
        world.executor.startDue(DAILY, DUE, "schedule");
        await(begun);
        world.executor.startDue(DAILY, DUE.plusSeconds(60), "schedule");
        world.executor.startDue(DAILY, DUE.plusSeconds(120), "schedule");
        assertEquals(1, world.executor.active().size());
        long id = world.executor.active().get(0).record().id();
        goOn.countDown();
        RunRecord record = world.over(id);
        assertEquals("schedule", record.trigger());
        assertEquals(DUE, record.dueAt());
        assertEquals(
                List.of("2 runs due from 2024-01-15T02:01:00Z to 2024-01-15T02:02:00Z were left out: this one had not"
                        + " ended yet"),
                record.warnings());
        assertEquals(record, world.catalog.run(id).orElseThrow());
        assertEquals(1, world.operations.asked.size());
    }

    @Test
    void aDueTime_thatMeetsARunSomebodyAskedForIsQueuedBehindIt() throws Exception {
        block();
        RunView asked = world.backup("daily");
        await(begun);
        world.executor.startDue(DAILY, DUE, "schedule");
        assertEquals(2, world.executor.active().size());
        long due = world.executor.active().get(1).record().id();
        goOn.countDown();
        world.over(asked);
        assertEquals(RunState.SUCCEEDED, world.over(due).state());
        assertFalse(world.operations.overlapped);
    }

    @Test
    void aConsolidation_waitsForBackups_andTheSameOneIsNotQueuedTwice() throws Exception {
        String full = "pulse-backup-20240115T020000Z-full";
        String delta = "pulse-backup-20240115T030000Z-incremental";
        CatalogFixture.putDelta(world.catalog, delta, full, CopyState.GOOD);
        block();
        RunView backup = world.backup("daily");
        await(begun);
        RunView consolidation = world.executor.start(new Request.Consolidate(delta), "user:jo");
        assertEquals(ErrorCode.BUSY, refusal(new Request.Consolidate("20240115T03")));
        assertEquals(
                RunState.QUEUED,
                world.executor.run(consolidation.record().id()).record().state());
        assertEquals(delta, consolidation.record().label());
        goOn.countDown();
        world.over(backup);
        RunRecord record = world.over(consolidation);
        assertEquals("consolidate", record.operation());
        assertEquals("pulse-backup-20240115T100000Z-full", record.label());
        assertFalse(world.operations.overlapped);
    }

    @Test
    void anExpiry_waitsForBackups_andTheSameOneIsNotQueuedTwice() throws Exception {
        block();
        RunView backup = world.backup("daily");
        await(begun);
        RunView expiry = world.executor.start(new Request.Expire("daily"), "user:jo");
        assertEquals(ErrorCode.BUSY, refusal(new Request.Expire("")));
        assertEquals(ErrorCode.BUSY, refusal(new Request.Expire("daily")));
        assertEquals(
                RunState.QUEUED,
                world.executor.run(expiry.record().id()).record().state());
        goOn.countDown();
        world.over(backup);
        world.over(expiry);
        world.operations.script = (work, warnings) -> new Outcome(null, "daily at local: 2 removed");
        RunRecord record = world.over(world.executor.start(new Request.Expire(""), "user:jo"));
        assertEquals("expire", record.operation());
        assertEquals("", record.job());
        assertEquals("daily at local: 2 removed", record.result());
        assertNull(record.label());
        assertFalse(world.operations.overlapped);
        // What is said of a job's last run is said of its backups.
        assertEquals("backup", world.catalog.lastRun("daily").orElseThrow().operation());
    }

    @Test
    void awaitChange_wakesAtTheEndOfARun() throws Exception {
        block();
        RunView run = world.backup("daily");
        await(begun);
        Thread watcher = new Thread(() -> {
            try {
                while (!world.executor.run(run.record().id()).record().state().isOver()) {
                    world.executor.awaitChange(Duration.ofHours(1));
                }
            } catch (BackupException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        watcher.start();
        goOn.countDown();
        watcher.join(60_000);
        assertFalse(watcher.isAlive(), "nobody woke the watcher");
    }

    @Test
    void progress_showsPhaseAndBytesWhileRunning() throws Exception {
        world.operations.script = (work, warnings) -> {
            work.phase("database", 1_000);
            work.advance(400);
            begun.countDown();
            await(goOn);
            return new Outcome("l", "r");
        };
        RunView run = world.backup("daily");
        await(begun);
        RunView.Progress progress = world.executor.run(run.record().id()).progress();
        assertEquals("database", progress.phase());
        assertEquals(400, progress.doneBytes());
        assertEquals(1_000, progress.totalBytes());
        goOn.countDown();
        world.over(run);
        assertNull(world.executor.run(run.record().id()).progress());
    }

    @Test
    void manyWarnings_areCountedBeyondAHundred() throws Exception {
        world.operations.script = (work, warnings) -> {
            for (int i = 0; i < 100_000; i++) {
                warnings.accept("file " + i + " vanished");
            }
            return new Outcome("l", "r");
        };
        List<String> warnings = world.over(world.backup("daily")).warnings();
        assertEquals(Warnings.KEPT + 1, warnings.size());
        assertTrue(warnings.get(Warnings.KEPT).startsWith("and 99900 more"), warnings.get(Warnings.KEPT));
    }

    @Test
    void reload_countsFromTheNextRequest() throws Exception {
        world.jobs = List.of(WEEKLY);
        assertEquals(ErrorCode.JOB_NOT_FOUND, refusal(Jobs.backupOf("daily")));
        assertEquals(RunState.SUCCEEDED, world.over(world.backup("weekly")).state());
    }

    @Test
    void whatTheCatalogCannotTake_isShownAllTheSame() throws Exception {
        block();
        RunView run = world.backup("daily");
        await(begun);
        world.catalog.close();
        goOn.countDown();
        assertEquals(RunState.SUCCEEDED, world.over(run).state());
        assertEquals(List.of(), world.executor.active());
    }
}
