package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.Operations.Outcome;
import io.thingconnect.pulse.backupd.job.RunView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Runs that are cancelled, and an executor that stops. */
final class ExecutorEndTest extends ExecutorCase {

    /** What is read back is whole already: stopping waits for the verdict, and asks only what comes after it to end. */
    @Test
    void stopping_waitsForARunThatIsPublishing() throws Exception {
        CountDownLatch published = new CountDownLatch(1);
        world.operations.script = (work, warnings) -> {
            work.phase("read-back", 10);
            begun.countDown();
            await(goOn);
            work.check();
            published.countDown();
            return new Outcome("pulse-backup-20240115T100000Z-full", "12 files");
        };
        long id = world.backup("daily").record().id();
        await(begun);
        Thread stopping = new Thread(() -> world.executor.stop(Duration.ofMillis(300)));
        stopping.start();
        stopping.join(1000);
        assertTrue(stopping.isAlive(), "it waits longer than for other work");
        goOn.countDown();
        stopping.join(60_000);
        assertEquals(0, published.getCount());
        assertEquals(RunState.SUCCEEDED, world.catalog.run(id).orElseThrow().state());
    }

    @Test
    void cancel_ofAQueuedRunEndsItUntouched() throws Exception {
        block();
        RunView first = world.backup("daily");
        await(begun);
        RunView waiting = world.backup("weekly");
        RunRecord record = world.executor.cancel(waiting.record().id()).record();
        assertEquals(RunState.CANCELLED, record.state());
        assertNull(record.startedAt());
        assertEquals(ErrorCode.CANCELLED, record.error().code());
        goOn.countDown();
        world.over(first);
        assertEquals(RunState.SUCCEEDED, world.over(world.backup("daily")).state());
        assertEquals(2, world.operations.asked.size(), "the cancelled run was carried out");
    }

    @Test
    void cancel_ofARunningRunIsAFlagAndNeverAnInterrupt() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        world.operations.script = (work, warnings) -> {
            try {
                return ScriptedOperations.untilCancelled(work, begun);
            } finally {
                interrupted.set(Thread.currentThread().isInterrupted());
            }
        };
        RunView run = world.backup("daily");
        await(begun);
        world.executor.cancel(run.record().id());
        RunRecord record = world.over(run);
        assertEquals(RunState.CANCELLED, record.state());
        assertEquals(ErrorCode.CANCELLED, record.error().code());
        assertFalse(interrupted.get());
    }

    @Test
    void cancel_thatComesTooLateChangesNothing() throws Exception {
        RunRecord record = world.over(world.backup("daily"));
        assertEquals(record, world.executor.cancel(record.id()).record());
        assertEquals(
                ErrorCode.RUN_NOT_FOUND,
                assertThrows(BackupException.class, () -> world.executor.cancel(99))
                        .code());
        assertEquals(
                ErrorCode.RUN_NOT_FOUND,
                assertThrows(BackupException.class, () -> world.executor.run(99))
                        .code());
    }

    @Test
    void stop_endsQueuedAndRunningRunsAsInterrupted() throws Exception {
        world.operations.script = (work, warnings) -> ScriptedOperations.untilCancelled(work, begun);
        long running = world.backup("daily").record().id();
        await(begun);
        long waiting = world.backup("weekly").record().id();
        world.executor.stop(Duration.ofSeconds(60));
        for (long id : List.of(running, waiting)) {
            RunRecord record = world.catalog.run(id).orElseThrow();
            assertEquals(RunState.INTERRUPTED, record.state());
            assertEquals(ErrorCode.INTERRUPTED, record.error().code());
        }
        assertEquals(ErrorCode.INTERRUPTED, refusal(Jobs.backupOf("daily")));
    }

    @Test
    void stop_keepsAPersonsCancelAsTheReason() throws Exception {
        world.operations.script = (work, warnings) -> {
            begun.countDown();
            await(goOn);
            work.check();
            throw new AssertionError("not cancelled");
        };
        long running = world.backup("daily").record().id();
        await(begun);
        world.executor.cancel(running);
        goOn.countDown();
        world.executor.stop(Duration.ofSeconds(60));
        assertEquals(
                RunState.CANCELLED, world.catalog.run(running).orElseThrow().state());
    }

    @Test
    void stop_doesNotWaitLongerThanAllowedAndWhatComesLaterDoesNotCount() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        world.operations.script = (work, warnings) -> {
            begun.countDown();
            await(goOn);
            returned.countDown();
            return new Outcome("pulse-backup-20240115T100000Z-full", "too late");
        };
        long deaf = world.backup("daily").record().id();
        await(begun);
        world.executor.stop(Duration.ofMillis(50));
        assertEquals(RunState.INTERRUPTED, world.catalog.run(deaf).orElseThrow().state());
        goOn.countDown();
        await(returned);
        assertEquals(RunState.INTERRUPTED, world.executor.run(deaf).record().state());
    }

    @Test
    void aRestart_marksWhatTheLastDaemonLeftOpen() throws Exception {
        long id = world.catalog.addRun(new RunRecord(
                0, "backup", "daily", "schedule", RunState.QUEUED, DUE, DUE, null, null, null, null, "", List.of()));
        world.restart(Duration.ofSeconds(60));
        RunRecord record = world.executor.run(id).record();
        assertEquals(RunState.INTERRUPTED, record.state());
        assertEquals(ExecutorWorld.NOW, record.endedAt());
        assertTrue(world.backup("daily").record().id() > id);
    }
}
