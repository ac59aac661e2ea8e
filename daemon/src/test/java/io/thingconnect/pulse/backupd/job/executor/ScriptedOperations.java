package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.system.Work;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Operations that do what a test tells them to, and remember what they were asked. */
public final class ScriptedOperations implements Operations {
    /** What an operation does. */
    public interface Script {
        Outcome act(Work work, Consumer<String> warnings) throws BackupException;
    }

    final List<Request> asked = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger together = new AtomicInteger();
    volatile boolean overlapped;
    public volatile Script script = (work, warnings) -> new Outcome("pulse-backup-20240115T020000Z-full", "done");

    @Override
    public Outcome backup(JobSpec job, Request.Backup request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        overlapped |= together.incrementAndGet() > 1;
        try {
            return act(request, work, warnings);
        } finally {
            together.decrementAndGet();
        }
    }

    @Override
    public Outcome verify(Request.Verify request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return act(request, work, warnings);
    }

    @Override
    public Outcome reverify(
            VerificationPolicy policy, Request.Reverify request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return act(request, work, warnings);
    }

    @Override
    public Outcome rebuild(Request.Rebuild request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return act(request, work, warnings);
    }

    @Override
    public Outcome drill(DrillSpec spec, Optional<String> label, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return act(Request.Drill.of(spec), work, warnings);
    }

    @Override
    public Outcome restore(Request.Restore request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return act(request, work, warnings);
    }

    @Override
    public Outcome salvage(Request.Salvage request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        return act(request, work, warnings);
    }

    @Override
    public Outcome expire(List<JobSpec> jobs, Request.Expire request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        overlapped |= together.incrementAndGet() > 1;
        try {
            return act(request, work, warnings);
        } finally {
            together.decrementAndGet();
        }
    }

    @Override
    public Outcome copy(Request.Copy request, long runId, Work work, Consumer<String> warnings) throws BackupException {
        return act(request, work, warnings);
    }

    @Override
    public Outcome consolidate(Request.Consolidate request, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        overlapped |= together.incrementAndGet() > 1;
        try {
            return act(request, work, warnings);
        } finally {
            together.decrementAndGet();
        }
    }

    private Outcome act(Request request, Work work, Consumer<String> warnings) throws BackupException {
        asked.add(request);
        return script.act(work, warnings);
    }

    /** Goes on until it is cancelled, as a well-behaved operation does. */
    public static Outcome untilCancelled(Work work, CountDownLatch begun) throws BackupException {
        work.phase("database", 1_000);
        begun.countDown();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() - deadline < 0) {
            work.check();
            LockSupport.parkNanos(100_000);
        }
        throw new AssertionError("nobody cancelled");
    }
}
