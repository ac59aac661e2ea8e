package io.thingconnect.pulse.backupd.job.executor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.Request;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one run on a lane's thread and sees to it that it ends, whatever happens. */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private final RunBook book;
    private final Operations operations;
    private final Hooks hooks;

    Runner(RunBook book, Operations operations, Hooks hooks) {
        this.book = book;
        this.operations = operations;
        this.hooks = hooks;
    }

    void carryOut(ActiveRun run) {
        if (!book.begin(run)) {
            return;
        }
        LOG.info("run {} ({}) begins", run.id(), describe(run));
        Verdict verdict = attempt(run);
        run.decide(verdict);
        if (run.task instanceof Task.BackupTask backup) {
            afterwards(backup, run, verdict);
        }
        settle(run);
        log(run, verdict);
        book.end(run, verdict);
    }

    private void afterwards(Task.BackupTask backup, ActiveRun run, Verdict verdict) {
        if (backup.job().after().isEmpty()) {
            return;
        }
        run.work.phase("hooks", -1);
        try {
            hooks.after(backup.job(), run, verdict);
        } catch (RuntimeException | Error e) {
            // What was made is not lost because telling of it failed.
            LOG.error("run {}: a hook met a defect", run.id(), e);
            run.warnings.add("a hook after the run met a defect of this program: " + e);
        }
    }

    /** Whatever it says, the run has ended as it has. */
    private void settle(ActiveRun run) {
        try {
            operations.settle(run.warnings::add);
        } catch (RuntimeException e) {
            LOG.error("what run {} has shown was not written beside the copies", run.id(), e);
        }
    }

    private Verdict attempt(ActiveRun run) {
        try {
            return Verdict.succeeded(requireNonNull(operate(run), "an operation returned nothing"));
        } catch (BackupException e) {
            Verdict verdict = Verdict.failed(e);
            boolean ours = verdict.failure().code() == ErrorCode.CANCELLED && run.isStoppedByDaemon();
            return ours ? Verdict.interrupted("the daemon stopped while the run was under way") : verdict;
        } catch (RuntimeException | Error e) {
            // Errors as well: the thread must live on for the next run, and the operator must hear of it.
            LOG.error("run {} ({}) met a defect", run.id(), describe(run), e);
            return Verdict.defect(e);
        }
    }

    private Operations.Outcome operate(ActiveRun run) throws BackupException {
        if (run.task instanceof Task.BackupTask task) {
            if (!task.job().before().isEmpty()) {
                run.work.phase("hooks", -1);
                hooks.before(task.job(), run);
            }
            run.work.check();
            return operations.backup(task.job(), task.request(), run.id(), run.work, run.warnings::add);
        }
        run.work.check();
        if (run.task instanceof Task.VerifyTask task) {
            return operations.verify(task.request(), run.id(), run.work, run.warnings::add);
        }
        if (run.task instanceof Task.ReverifyTask task) {
            return operations.reverify(task.policy(), task.request(), run.id(), run.work, run.warnings::add);
        }
        if (run.task instanceof Task.DrillTask task) {
            return operations.drill(
                    task.spec(), Optional.ofNullable(task.label()), run.id(), run.work, run.warnings::add);
        }
        if (run.task instanceof Task.ExpireTask task) {
            return operations.expire(task.jobs(), task.request(), run.id(), run.work, run.warnings::add);
        }
        if (run.task instanceof Task.CopyTask task) {
            return operations.copy(task.request(), run.id(), run.work, run.warnings::add);
        }
        if (run.task instanceof Task.ConsolidateTask task) {
            return operations.consolidate(task.request(), run.id(), run.work, run.warnings::add);
        }
        if (run.task instanceof Task.RebuildTask task) {
            return operations.rebuild(task.request(), run.id(), run.work, run.warnings::add);
        }
        if (run.task instanceof Task.SalvageTask task) {
            return operations.salvage(task.request(), run.id(), run.work, run.warnings::add);
        }
        Task.RestoreTask task = (Task.RestoreTask) run.task;
        return operations.restore(task.request(), run.id(), run.work, run.warnings::add);
    }

    private static void log(ActiveRun run, Verdict verdict) {
        switch (verdict.state()) {
            case SUCCEEDED ->
                LOG.info(
                        "run {} ({}) succeeded: {}",
                        run.id(),
                        describe(run),
                        verdict.outcome().result());
            case FAILED ->
                LOG.error(
                        "run {} ({}) failed: {}: {}",
                        run.id(),
                        describe(run),
                        verdict.failure().code().wireName(),
                        verdict.failure().message());
            case QUEUED, RUNNING, CANCELLED, INTERRUPTED ->
                LOG.warn(
                        "run {} ({}) ended: {}",
                        run.id(),
                        describe(run),
                        verdict.failure().message());
        }
    }

    private static String describe(ActiveRun run) {
        Request request = run.task.request();
        if (request instanceof Request.Expire expire && expire.job().isEmpty()) {
            return request.operation() + " of every job";
        }
        if (request instanceof Request.Rebuild rebuild) {
            return "rebuild of the catalog"
                    + rebuild.from().map(from -> " from " + from).orElse("");
        }
        if (request instanceof Request.Reverify) {
            return "verify old copies";
        }
        if (request instanceof Request.Copy copy) {
            return copy.label().map(label -> "copy of " + label).orElse("pending copies") + " to " + copy.destination();
        }
        if (request instanceof Request.Drill drill) {
            return drill.name().isEmpty() ? "drill" : "drill " + drill.name();
        }
        return request.job().isEmpty()
                ? request.operation() + " of " + run.task.label()
                : request.operation() + " by job " + request.job();
    }
}
