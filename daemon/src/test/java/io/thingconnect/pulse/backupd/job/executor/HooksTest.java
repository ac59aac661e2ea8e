package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.RunView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HooksTest {
    private static final String ALL = "echo \"$PULSE_JOB $PULSE_RUN $PULSE_LABEL $PULSE_OUTCOME\" >> ";

    @TempDir
    Path dir;

    private Path log() {
        return dir.resolve("log");
    }

    private ExecutorWorld world(List<String> before, List<String> after) throws BackupException {
        return new ExecutorWorld(dir, Jobs.hooked("daily", before, after));
    }

    @Test
    void hooks_areToldJobRunLabelAndOutcome() throws Exception {
        try (ExecutorWorld world = world(List.of(ALL + log()), List.of(ALL + log()))) {
            RunRecord record = world.over(world.backup("daily"));
            assertEquals(RunState.SUCCEEDED, record.state());
            assertEquals(
                    List.of(
                            "daily " + record.id() + "  ",
                            "daily " + record.id() + " pulse-backup-20240115T020000Z-full succeeded"),
                    Files.readAllLines(log()));
        }
    }

    @Test
    void aFailingBefore_failsTheRunAndTheAfterHookHearsOfIt() throws Exception {
        String loud = "for i in 1 2 3 4 5 6 7; do echo \"line $i\" >&2; done; exit 4";
        try (ExecutorWorld world =
                world(List.of("true", loud, "touch " + dir.resolve("third")), List.of(ALL + log()))) {
            RunRecord record = world.over(world.backup("daily"));
            assertEquals(RunState.FAILED, record.state());
            assertEquals(ErrorCode.HOOK_FAILED, record.error().code());
            assertEquals(
                    "hook number 2 before job 'daily' failed: it ended with status 4: line 3 | line 4 | line 5 | line 6"
                            + " | line 7",
                    record.error().message());
            assertEquals(List.of(), world.operations.asked, "the backup was made all the same");
            assertFalse(Files.exists(dir.resolve("third")));
            assertEquals(
                    "daily " + record.id() + "  failed",
                    Files.readAllLines(log()).get(0));
        }
    }

    @Test
    void aFailingAfter_isAWarningAndTheOthersStillRun() throws Exception {
        try (ExecutorWorld world = world(List.of(), List.of("echo broken >&2; exit 1", ALL + log()))) {
            RunRecord record = world.over(world.backup("daily"));
            assertEquals(RunState.SUCCEEDED, record.state());
            assertEquals(
                    List.of("hook number 1 after job 'daily' failed: it ended with status 1: broken"),
                    record.warnings());
            assertTrue(Files.exists(log()));
        }
    }

    @Test
    void after_hearsOfFailuresAndDefects() throws Exception {
        try (ExecutorWorld world = world(List.of(), List.of(ALL + log()))) {
            world.operations.script = (work, warnings) -> {
                throw new IllegalStateException("defect");
            };
            long defect = world.over(world.backup("daily")).id();
            assertEquals(List.of("daily " + defect + "  failed"), Files.readAllLines(log()));
        }
    }

    @Test
    void cancel_endsABeforeHookAndTheAfterHookHearsOfIt() throws Exception {
        Path begun = dir.resolve("begun");
        try (ExecutorWorld world = world(List.of("touch " + begun + "; sleep 300"), List.of(ALL + log()))) {
            long id = world.backup("daily").record().id();
            awaitFile(world, begun);
            world.executor.cancel(id);
            RunRecord record = world.over(id);
            assertEquals(RunState.CANCELLED, record.state());
            assertEquals(List.of("daily " + id + "  cancelled"), Files.readAllLines(log()));
            assertEquals(List.of(), world.operations.asked);
        }
    }

    private static void awaitFile(ExecutorWorld world, Path file) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file)) {
            assertTrue(System.nanoTime() - deadline < 0, "never came: " + file);
            world.executor.awaitChange(Duration.ofMillis(20));
        }
    }

    @Test
    void cancelWhileAnAfterHookRuns_comesTooLate() throws Exception {
        Path begun = dir.resolve("begun");
        Path goOn = dir.resolve("go-on");
        String hook = "touch " + begun + "; while [ ! -e " + goOn + " ]; do sleep 0.05; done";
        try (ExecutorWorld world = world(List.of(), List.of(hook))) {
            long id = world.backup("daily").record().id();
            awaitFile(world, begun);
            assertEquals("hooks", world.executor.run(id).progress().phase());
            world.executor.cancel(id);
            Files.createFile(goOn);
            RunRecord record = world.over(id);
            assertEquals(RunState.SUCCEEDED, record.state());
            assertEquals(List.of(), record.warnings());
        }
    }

    @Test
    void stopWhileABeforeHookRuns_interruptsTheRunAndTellsTheAfterHook() throws Exception {
        Path begun = dir.resolve("begun");
        try (ExecutorWorld world = world(List.of("touch " + begun + "; sleep 300"), List.of(ALL + log()))) {
            long id = world.backup("daily").record().id();
            awaitFile(world, begun);
            world.executor.stop(Duration.ofSeconds(60));
            assertEquals(
                    RunState.INTERRUPTED, world.catalog.run(id).orElseThrow().state());
            assertEquals(List.of("daily " + id + "  interrupted"), Files.readAllLines(log()));
        }
    }

    @Test
    void stopDoesNotWaitForAnAfterHookThatHangsAndKillsIt() throws Exception {
        Path pid = dir.resolve("pid");
        try (ExecutorWorld world = world(
                List.of(), List.of("echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; exec sleep 300"))) {
            long id = world.backup("daily").record().id();
            awaitFile(world, pid);
            Optional<ProcessHandle> hook =
                    ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
            assertTrue(hook.isPresent());
            world.executor.stop(Duration.ofMillis(50));
            RunRecord record = world.catalog.run(id).orElseThrow();
            // The backup was made; that its hook was killed does not unmake it.
            assertEquals(RunState.SUCCEEDED, record.state());
            assertEquals(List.of("the daemon stopped while a hook after the run was under way"), record.warnings());
            hook.get().onExit().get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRunCancelledInTheQueue_runsNoHook() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        JobSpec plain = Jobs.job("plain");
        try (ExecutorWorld world =
                new ExecutorWorld(dir, plain, Jobs.hooked("daily", List.of(ALL + log()), List.of(ALL + log())))) {
            world.operations.script = (work, warnings) -> ScriptedOperations.untilCancelled(work, begun);
            RunView first = world.backup("plain");
            assertTrue(begun.await(60, TimeUnit.SECONDS));
            RunView waiting = world.backup("daily");
            world.executor.cancel(waiting.record().id());
            world.executor.cancel(first.record().id());
            world.over(first);
            world.operations.script = (work, warnings) -> new Operations.Outcome("l", "r");
            world.over(world.backup("plain"));
            assertFalse(Files.exists(log()));
        }
    }

    @Test
    void aHookThatNeverEnds_isKilledAfterItsTime() throws Exception {
        ActiveRun run = new ActiveRun(RequestCheck.scheduled(Jobs.job("daily")), queued(), 0);
        new Hooks(Duration.ofMillis(300))
                .after(Jobs.hooked("daily", List.of(), List.of("sleep 300")), run, Verdict.cancelled("x"));
        assertEquals(1, run.record().warnings().size());
        assertTrue(run.record().warnings().get(0).contains("did not end within"));
    }

    private static RunRecord queued() {
        return new RunRecord(
                1,
                "backup",
                "daily",
                "daemon",
                RunState.QUEUED,
                null,
                ExecutorWorld.NOW,
                null,
                null,
                null,
                null,
                "",
                List.of());
    }
}
