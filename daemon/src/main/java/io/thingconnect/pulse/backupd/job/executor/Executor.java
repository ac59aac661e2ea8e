package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.ChangeRuns;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.DueRuns;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.job.Timed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work that people, due times and changes ask for, in {@linkplain Lanes lanes}. So a job cannot overlap itself, nothing
 * is removed while something is published, and neither a long proof nor a long backup delays what changes have started.
 */
public final class Executor implements Runs, DueRuns, ChangeRuns {
    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

    /** How often progress is looked at, so that a phase is rated from its beginning and watchers hear of it. */
    private static final long SAMPLE_MILLIS = 500;

    /** How long a backup that is being published may take to get there when the daemon stops. */
    public static final Duration PUBLISHING = Duration.ofMinutes(5);

    private static final Duration GLANCE = Duration.ofMillis(100);

    private final RunBook book;
    private final RequestCheck check;
    private final SelfProofs selfProofs;
    private final DueBackups due;
    private final Lanes lanes;
    private final Thread sampler;
    private volatile boolean stopped;

    /** The jobs, and which of their runs were cut off. */
    private record DueBackups(Supplier<List<JobSpec>> jobs, CutOffRuns cutOff) {}

    private Executor(RunBook book, RequestCheck check, SelfProofs selfProofs, DueBackups due, Runner runner) {
        this.book = book;
        this.check = check;
        this.selfProofs = selfProofs;
        this.due = due;
        lanes = new Lanes(
                runner::carryOut, run -> selfProofs.afterRun(run.record()).ifPresent(this::startQuietly));
        sampler = new Thread(this::sample, "run-sampler");
        sampler.setDaemon(true);
    }

    /**
     * Ends the runs that the last daemon left unfinished as interrupted, then takes work.
     *
     * @param configured asked at each request; a queued run keeps its job as it was
     */
    public static Executor open(Catalog catalog, Operations operations, Configured configured, Clock clock)
            throws BackupException {
        return open(catalog, operations, configured, clock, new Hooks(Hooks.TIMEOUT));
    }

    static Executor open(Catalog catalog, Operations operations, Configured configured, Clock clock, Hooks hooks)
            throws BackupException {
        for (RunRecord run : catalog.interruptUnfinished(clock.instant())) {
            LOG.warn("run {} ({} {}) was interrupted when the daemon stopped", run.id(), run.operation(), run.job());
        }
        RunBook book = new RunBook(catalog, clock, System::nanoTime);
        Executor executor = new Executor(
                book,
                new RequestCheck(catalog, configured),
                new SelfProofs(catalog, configured, clock),
                new DueBackups(configured.jobs(), new CutOffRuns(catalog)),
                new Runner(book, operations, hooks));
        executor.lanes.start();
        executor.sampler.start();
        return executor;
    }

    @Override
    public RunView start(Request request, String trigger) throws BackupException {
        Task task = check.check(request);
        ActiveRun run = book.queue(task, trigger);
        RunView view = book.view(run);
        lanes.put(run);
        return view;
    }

    @Override
    public void startDue(Timed timed, Instant due, String trigger) throws BackupException {
        if (timed instanceof JobSpec job) {
            book.queueDue(RequestCheck.scheduled(job), due, trigger).ifPresent(lanes::put);
        } else if (timed instanceof DrillSpec drill) {
            Task task = new Task.DrillTask(drill, null, Request.Drill.of(drill));
            book.queueDue(task, due, trigger).ifPresent(lanes::put);
        } else {
            selfProofs.ofTonight(due).forEach(request -> startDue(request, due));
        }
    }

    @Override
    public RunView startChanged(JobSpec job) throws BackupException {
        ActiveRun run = book.queue(RequestCheck.changed(job), CHANGE);
        RunView view = book.view(run);
        lanes.put(run);
        return view;
    }

    private void startDue(Request request, Instant due) {
        try {
            book.queueDue(check.check(request), due, SelfProofs.TRIGGER).ifPresent(lanes::put);
        } catch (BackupException e) {
            LOG.warn("a verification was not started: {}", e.getMessage());
        }
    }

    /**
     * Starts again what was under way without anybody asking when the last daemon stopped: due backups once, proofs and drills a few
     * times. To be called where schedules start anything, and before they do: a due time that was missed meanwhile is then noted at
     * the run that makes up for both.
     */
    public void resume() throws BackupException {
        for (JobSpec job : due.jobs().get()) {
            Optional<Instant> again = due.cutOff().dueAgain(job);
            if (again.isPresent()) {
                LOG.info("job {}: the run due at {} was cut off, and is made up for", job.name(), again.get());
                startDue(job, again.get(), "catch-up");
            }
        }
        for (RunRecord run : selfProofs.interrupted()) {
            LOG.info("run {} ({} {}) was interrupted, and is done again", run.id(), run.operation(), run.job());
            selfProofs.again(run).ifPresent(request -> {
                if (run.dueAt() == null) {
                    startQuietly(request);
                } else {
                    resumeDue(request, run);
                }
            });
        }
    }

    private void resumeDue(Request request, RunRecord run) {
        try {
            book.queueDue(check.check(request), run.dueAt(), run.trigger()).ifPresent(lanes::put);
        } catch (BackupException e) {
            LOG.warn("run {} was not done again: {}", run.id(), e.getMessage());
        }
    }

    /** The backup that it is about is made whether this can be started or not. */
    private void startQuietly(Request request) {
        try {
            start(request, SelfProofs.TRIGGER);
        } catch (BackupException e) {
            LOG.warn("a verification was not started: {}", e.getMessage());
        }
    }

    @Override
    public RunView run(long id) throws BackupException {
        return book.view(id);
    }

    @Override
    public List<RunView> active() {
        return book.active().stream()
                .map(book::view)
                .filter(view -> !view.record().state().isOver())
                .toList();
    }

    @Override
    public void awaitChange(Duration atMost) throws InterruptedException {
        book.changes().await(atMost);
    }

    @Override
    public RunView cancel(long id) throws BackupException {
        return book.cancel(id);
    }

    /**
     * To be called after the scheduler was stopped: a due time that meets a stopping executor is lost.
     *
     * <p>Takes no new work, ends what is queued as interrupted, asks what is running to stop and waits for it. A backup
     * that is being published is waited for first, {@link #PUBLISHING} at most. What has not ended by then is recorded as
     * interrupted; its thread is left to the end of the process. The catalog may be closed afterwards.
     */
    public void stop(Duration atMost) {
        book.close();
        List<Lane> closed = lanes.close();
        try {
            awaitLanes(closed, atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        book.abandon();
        stopped = true;
        book.changes().signal();
    }

    private void awaitLanes(List<Lane> closed, Duration atMost) throws InterruptedException {
        long longest = System.nanoTime() + PUBLISHING.toNanos();
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Optional<Lane> busy = alive(closed);
                busy.isPresent() && deadline - System.nanoTime() > 0;
                busy = alive(closed)) {
            if (book.askToStop() && longest - System.nanoTime() > 0) {
                deadline = System.nanoTime() + atMost.toNanos();
            }
            Duration left = Duration.ofNanos(Math.min(deadline - System.nanoTime(), GLANCE.toNanos()));
            busy.get().join(left);
        }
    }

    private static Optional<Lane> alive(List<Lane> closed) {
        return closed.stream().filter(Lane::isAlive).findFirst();
    }

    /** Whether the lanes have their workers, and runs can be looked up; does not return where they cannot. */
    public boolean isAlive() {
        book.active();
        return stopped || (lanes.isAlive() && sampler.isAlive());
    }

    private void sample() {
        try {
            while (!stopped) {
                book.changes().awaitUntil(() -> stopped || !book.active().isEmpty());
                TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
                book.active().forEach(book::view);
                book.changes().signal();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
