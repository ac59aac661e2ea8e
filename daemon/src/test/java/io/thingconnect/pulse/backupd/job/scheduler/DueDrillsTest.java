package io.thingconnect.pulse.backupd.job.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.drill.Scope;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.executor.ExecutorWorld;
import io.thingconnect.pulse.backupd.job.executor.ScriptedOperations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill that comes due is a run of its own, in the lane of proofs. */
final class DueDrillsTest {
    private static final DrillSpec MONTHLY =
            new DrillSpec("monthly", Optional.empty(), Scope.BOX, Optional.empty(), false, List.of(), Duration.ZERO);

    @TempDir
    Path directory;

    @Test
    void aDueDrill_doesNotHoldUpABackup_andCanBeCancelled() throws Exception {
        try (ExecutorWorld world = new ExecutorWorld(directory, Jobs.job("daily"))) {
            CountDownLatch begun = new CountDownLatch(1);
            ScriptedOperations.Script quick = world.operations.script;
            world.operations.script = (work, warnings) -> ScriptedOperations.untilCancelled(work, begun);
            world.executor.startDue(MONTHLY, ExecutorWorld.NOW, "schedule");
            assertTrue(begun.await(60, TimeUnit.SECONDS), "the drill did not begin");
            RunRecord drill = world.executor.active().get(0).record();
            assertEquals("drill", drill.operation());
            assertEquals("monthly", drill.job());
            assertEquals("schedule", drill.trigger());

            world.operations.script = quick;
            RunRecord backup = world.over(world.backup("daily"));
            assertEquals(RunState.SUCCEEDED, backup.state());
            assertEquals(
                    RunState.RUNNING, world.executor.run(drill.id()).record().state());

            world.executor.startDue(MONTHLY, ExecutorWorld.NOW.plusSeconds(60), "schedule");
            assertEquals(1, world.executor.active().size(), "a drill does not overlap itself");
            world.executor.cancel(drill.id());
            assertEquals(RunState.CANCELLED, world.over(drill.id()).state());
        }
    }
}
