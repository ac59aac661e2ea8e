package io.thingconnect.pulse.backupd.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made up for after the daemon's end, and what is not. */
final class CutOffRunsTest {
    private static final JobSpec DAILY = Jobs.scheduled("daily", new Schedules.Every(Duration.ofDays(1)));
    private static final Instant DUE = ExecutorWorld.NOW.minusSeconds(600);

    @TempDir
    Path dir;

    private ExecutorWorld world;

    @BeforeEach
    void open() throws BackupException {
        world = new ExecutorWorld(dir, DAILY, Jobs.job("weekly"));
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void ran(String job, String trigger, RunState state, Instant due, Instant begun) throws BackupException {
        world.catalog.addRun(new RunRecord(
                0, "backup", job, trigger, state, due, DUE, begun, ExecutorWorld.NOW, null, null, "", List.of()));
    }

    private Optional<Instant> again() throws BackupException {
        return new CutOffRuns(world.catalog).dueAgain(DAILY);
    }

    @Test
    void aDueRunThatWasCutOff_isMadeUpForOnce() throws BackupException {
        assertEquals(Optional.empty(), again());
        ran("daily", "schedule", RunState.INTERRUPTED, DUE, DUE);
        ran("weekly", "schedule", RunState.SUCCEEDED, DUE, DUE);
        assertEquals(Optional.of(DUE), again());
        ran("daily", "catch-up", RunState.INTERRUPTED, DUE, DUE);
        assertEquals(Optional.empty(), again(), "what brings the daemon down would bring it down for ever");
        ran("daily", "schedule", RunState.INTERRUPTED, DUE.plusSeconds(60), DUE);
        assertEquals(Optional.of(DUE.plusSeconds(60)), again(), "the next due time has its own chance");
    }

    @Test
    void aRunThatOnlyWaitedInTheQueue_broughtNothingDown() throws BackupException {
        for (int i = 0; i < 5; i++) {
            ran("daily", "catch-up", RunState.INTERRUPTED, DUE, null);
        }
        assertEquals(Optional.of(DUE), again());
    }

    @Test
    void whatEndedByItselfSince_orNobodyButAPersonWanted_isNotMadeUpFor() throws BackupException {
        ran("daily", "user:jo", RunState.INTERRUPTED, null, DUE);
        assertEquals(Optional.empty(), again());
        ran("daily", "schedule", RunState.INTERRUPTED, DUE, DUE);
        ran("daily", "user:jo", RunState.INTERRUPTED, null, null);
        assertEquals(Optional.of(DUE), again());
        for (RunState over : List.of(RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED)) {
            ran("daily", "schedule", RunState.INTERRUPTED, DUE, DUE);
            ran("daily", "user:jo", over, null, DUE);
            assertEquals(Optional.empty(), again(), over.word());
        }
    }

    @Test
    void afterARestart_oneRunMakesUpForWhatWasCutOffAndWhatWasMissed() throws Exception {
        CronScheduler first = scheduler();
        first.serve();
        world.clock.advance(Duration.ofDays(1));
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedOperations.Script quick = world.operations.script;
        world.operations.script = (work, warnings) -> ScriptedOperations.untilCancelled(work, begun);
        first.serve();
        assertTrue(begun.await(60, TimeUnit.SECONDS), "the due run did not begin");
        Instant due = world.executor.active().get(0).record().dueAt();
        world.restart(Duration.ofSeconds(60));
        assertEquals(RunState.INTERRUPTED, world.catalog.runs(1).get(0).state());

        world.clock.advance(Duration.ofDays(2));
        CountDownLatch goOn = new CountDownLatch(1);
        world.operations.script = (work, warnings) -> {
            ExecutorCase.await(goOn);
            return quick.act(work, warnings);
        };
        world.executor.resume();
        scheduler().serve();
        goOn.countDown();
        assertEquals(2, world.catalog.runs(10).size());
        RunRecord again = world.over(world.catalog.runs(1).get(0).id());
        assertEquals(RunState.SUCCEEDED, again.state());
        assertEquals("catch-up", again.trigger());
        assertEquals(due, again.dueAt());
        assertEquals(1, again.warnings().size(), "the due time that was missed is noted: " + again);

        world.restart(Duration.ofSeconds(60));
        world.executor.resume();
        assertEquals(2, world.catalog.runs(10).size());
    }

    private CronScheduler scheduler() {
        return new CronScheduler(
                () -> new Plan(true, world.jobs),
                world.executor,
                DueTimes.in(world.catalog),
                world.clock,
                Sleeper.real());
    }
}
