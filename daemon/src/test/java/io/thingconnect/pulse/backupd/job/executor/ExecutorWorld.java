package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.scheduler.SimulatedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An executor with a real catalog, scripted operations and a clock that stands still. */
public final class ExecutorWorld implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2024-01-15T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public final ScriptedOperations operations = new ScriptedOperations();
    public final SimulatedClock clock = new SimulatedClock(NOW);
    final Path file;
    public volatile List<JobSpec> jobs;
    public Catalog catalog;
    public Executor executor;

    public ExecutorWorld(Path dir, JobSpec... jobs) throws BackupException {
        this.jobs = List.of(jobs);
        file = dir.resolve("catalog.db");
        begin();
    }

    private void begin() throws BackupException {
        catalog = Catalog.open(file);
        executor = Executor.open(
                catalog, operations, Configured.jobsOnly(() -> jobs), clock, new Hooks(Duration.ofSeconds(30)));
    }

    /** A new daemon on the old one's catalog. */
    public void restart(Duration patience) throws BackupException {
        executor.stop(patience);
        catalog.close();
        begin();
    }

    public RunView backup(String job) throws BackupException {
        return executor.start(Jobs.backupOf(job), "user:jo");
    }

    /** The record of a run once it is over. */
    public RunRecord over(long id) throws BackupException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        RunView view = executor.run(id);
        while (!view.record().state().isOver()) {
            assertTrue(System.nanoTime() - deadline < 0, "still not over: " + view);
            executor.awaitChange(Duration.ofSeconds(1));
            view = executor.run(id);
        }
        return view.record();
    }

    public RunRecord over(RunView view) throws BackupException, InterruptedException {
        return over(view.record().id());
    }

    @Override
    public void close() {
        executor.stop(PATIENCE);
        catalog.close();
    }
}
