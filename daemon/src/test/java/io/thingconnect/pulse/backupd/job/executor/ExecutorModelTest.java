package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** People and due times at random, operations that end in every way: each run ends once, and none is lost. */
final class ExecutorModelTest {
    private static final String PACKAGE = "io.thingconnect.pulse.backupd.job";
    private static final JobSpec[] JOBS = {Jobs.job("a"), Jobs.job("b"), Jobs.job("c")};

    @TempDir
    Path dir;

    private final Logger log = (Logger) LoggerFactory.getLogger(PACKAGE);
    private final Level usual = log.getLevel();

    @BeforeEach
    void silence() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        log.setLevel(usual);
    }

    private static Operations.Outcome anyEnding(Random random, Work work) throws BackupException {
        int ending;
        synchronized (random) {
            ending = random.nextInt(6);
        }
        return switch (ending) {
            case 0 -> throw new BackupException(ErrorCode.NO_SPACE, "no space", "");
            case 1 -> throw new IllegalStateException("defect");
            case 2 -> throw new StackOverflowError("defect");
            case 3, 4 -> {
                long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3);
                while (System.nanoTime() - deadline < 0) {
                    work.check();
                    LockSupport.parkNanos(50_000);
                }
                yield new Operations.Outcome("label", "slowly");
            }
            default -> new Operations.Outcome("label", "at once");
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void eachRun_endsOnceAndNoneIsLost(long seed) throws Exception {
        Random random = new Random(seed);
        Random endings = new Random(seed + 100);
        List<Long> started = new ArrayList<>();
        int busy = 0;
        try (ExecutorWorld world = new ExecutorWorld(dir, JOBS)) {
            world.operations.script = (work, warnings) -> anyEnding(endings, work);
            Instant due = ExecutorWorld.NOW;
            for (int i = 0; i < 300; i++) {
                JobSpec job = JOBS[random.nextInt(JOBS.length)];
                switch (random.nextInt(4)) {
                    case 0 -> {
                        due = due.plusSeconds(60);
                        world.executor.startDue(job, due, "schedule");
                    }
                    case 1 -> {
                        List<RunView> active = world.executor.active();
                        if (!active.isEmpty()) {
                            world.executor.cancel(active.get(random.nextInt(active.size()))
                                    .record()
                                    .id());
                        }
                    }
                    default -> {
                        try {
                            started.add(world.backup(job.name()).record().id());
                        } catch (BackupException e) {
                            assertEquals(ErrorCode.BUSY, e.code());
                            busy++;
                            world.executor.awaitChange(Duration.ofMillis(5));
                        }
                    }
                }
            }
            world.executor.stop(Duration.ofSeconds(60));
            assertEquals(List.of(), world.executor.active());
            assertFalse(world.operations.overlapped);
            check(world, started);
        }
        assertTrue(started.size() > 20 && busy > 0, started.size() + " started, " + busy + " busy");
    }

    private static void check(ExecutorWorld world, List<Long> started) throws BackupException {
        List<RunRecord> all = world.catalog.runs(1_000);
        Set<Long> known = new HashSet<>(all.stream().map(RunRecord::id).toList());
        assertTrue(known.containsAll(started), "a run was lost");
        int carriedOut = 0;
        Set<RunState> seen = new HashSet<>();
        for (RunRecord run : all) {
            assertTrue(run.state().isOver(), run.toString());
            assertEquals(run.state() == RunState.SUCCEEDED, run.error() == null, run.toString());
            assertTrue(run.endedAt() != null, run.toString());
            assertEquals(run, world.executor.run(run.id()).record());
            carriedOut += run.startedAt() == null ? 0 : 1;
            seen.add(run.state());
        }
        // One that was cancelled between its start and its first block never reached the operation.
        int asked = world.operations.asked.size();
        assertTrue(asked <= carriedOut && asked > 0, asked + " operations, " + carriedOut + " runs begun");
        assertTrue(seen.containsAll(Set.of(RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED)), seen.toString());
    }
}
