package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made up for after the daemon's end, and what is not. */
final class CutOffRunsTest {
    private static final JobSpec DAILY = Jobs.job("daily");
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
}
