package io.thingconnect.pulse.backupd.job.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.executor.ExecutorWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scheduler, executor and catalog together. */
final class ScheduledRunsTest {
    private static final JobSpec MINUTELY = Jobs.scheduled("minutely", new Schedules.Every(Duration.ofMinutes(1)));

    @TempDir
    Path dir;

    private CronScheduler scheduler(ExecutorWorld world) {
        return new CronScheduler(
                () -> new Plan(true, world.jobs),
                world.executor,
                DueTimes.in(world.catalog),
                world.clock,
                Sleeper.real());
    }

    @Test
    void aLongRun_takesTheDueTimesItMeetsIntoItsRecord() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorWorld world = new ExecutorWorld(dir, MINUTELY)) {
            world.operations.script = (work, warnings) -> {
                begun.countDown();
                try {
                    assertTrue(goOn.await(60, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody may interrupt a worker", e);
                }
                return new Operations.Outcome("label", "done");
            };
            CronScheduler scheduler = scheduler(world);
            scheduler.serve();
            for (int i = 0; i < 5; i++) {
                world.clock.advance(Duration.ofMinutes(1));
                scheduler.serve();
            }
            assertTrue(begun.await(60, TimeUnit.SECONDS));
            List<RunView> active = world.executor.active();
            assertEquals(1, active.size());
            goOn.countDown();
            RunRecord record = world.over(active.get(0));
            assertEquals(RunState.SUCCEEDED, record.state());
            assertEquals(ExecutorWorld.NOW.plusSeconds(60), record.dueAt());
            assertEquals(
                    List.of("4 runs due from 2024-01-15T10:02:00Z to 2024-01-15T10:05:00Z were left out: this one had"
                            + " not ended yet"),
                    record.warnings());
            Instant last = ExecutorWorld.NOW.plusSeconds(300);
            assertEquals(Optional.of(last), world.catalog.lastDue("minutely"));
            world.restart(Duration.ofSeconds(60));
            scheduler(world).serve();
            assertEquals(List.of(), world.executor.active(), "a due time was served again after the restart");
            world.clock.advance(Duration.ofMinutes(10));
            scheduler(world).serve();
            RunRecord caughtUp = world.over(world.catalog.runs(1).get(0).id());
            assertEquals(last.plusSeconds(600), caughtUp.dueAt());
            assertEquals(2, world.catalog.runs(10).size());
        }
    }
}
