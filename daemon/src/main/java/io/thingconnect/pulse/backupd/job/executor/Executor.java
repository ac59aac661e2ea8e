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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work that people and due times ask for, in lanes: backups, consolidations, expiries and rebuilds one after the other; beside
 * them verifications, drills and restores one after the other; and for each destination the copies to it. So a job cannot
 * overlap itself, nothing is removed while something is published, and a long proof never delays a backup.
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
    private final Lane backups;
    private final Lane proofs;
    private final Consumer<ActiveRun> carryOut;
    private final Map<String, Lane> copies = new HashMap<>();
    private boolean stopping;
    private final Thread sampler;
    private volatile boolean stopped;

    private Executor(RunBook book, RequestCheck check, SelfProofs selfProofs, Runner runner) {
        this.book = book;
        this.check = check;
        this.selfProofs = selfProofs;
        backups = new Lane("backup-lane", run -> {
            runner.carryOut(run);
            selfProofs.afterRun(run.record()).ifPresent(this::startQuietly);
        });
        proofs = new Lane("proof-lane", runner::carryOut);
        carryOut = runner::carryOut;
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
                new Runner(book, operations, hooks));
        executor.backups.start();
        executor.proofs.start();
        executor.sampler.start();
        return executor;
    }

    @Override
    public RunView start(Request request, String trigger) throws BackupException {
        Task task = check.check(request);
        ActiveRun run = book.queue(task, trigger);
        RunView view = book.view(run);
        boolean writes = task instanceof Task.BackupTask
                || task instanceof Task.ExpireTask
                || task instanceof Task.RebuildTask
                || task instanceof Task.ConsolidateTask;
        if (task instanceof Task.CopyTask copy) {
            copies(copy.request().destination()).put(run);
        } else {
            (writes ? backups : proofs).put(run);
        }
        return view;
    }

    /** A slow destination keeps nobody waiting but itself. */
    private synchronized Lane copies(String destination) {
        return copies.computeIfAbsent(destination, name -> {
            Lane lane = new Lane("copy-lane-" + name, carryOut);
            lane.start();
            if (stopping) {
                lane.close();
            }
            return lane;
        });
    }

    private synchronized List<Lane> closeCopies() {
        stopping = true;
        copies.values().forEach(Lane::close);
        return List.copyOf(copies.values());
    }

    @Override
    public void startDue(Timed timed, Instant due, String trigger) throws BackupException {
        if (timed instanceof JobSpec job) {
            book.queueDue(RequestCheck.scheduled(job), due, trigger).ifPresent(backups::put);
        } else if (timed instanceof DrillSpec drill) {
            Task task = new Task.DrillTask(drill, null, Request.Drill.of(drill));
            book.queueDue(task, due, trigger).ifPresent(proofs::put);
        } else {
            selfProofs.ofTonight(due).forEach(request -> startDue(request, due));
        }
    }

    @Override
    public RunView startChanged(JobSpec job) throws BackupException {
        ActiveRun run = book.queue(RequestCheck.changed(job), CHANGE);
        RunView view = book.view(run);
        backups.put(run);
        return view;
    }

    private void startDue(Request request, Instant due) {
        try {
            book.queueDue(check.check(request), due, SelfProofs.TRIGGER).ifPresent(proofs::put);
        } catch (BackupException e) {
            LOG.warn("a verification was not started: {}", e.getMessage());
        }
    }

    /**
     * Starts again, once, what was verified or drilled without anybody asking when the last daemon stopped. To be called
     * where schedules start anything.
     */
    public void resume() throws BackupException {
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
            book.queueDue(check.check(request), run.dueAt(), run.trigger()).ifPresent(proofs::put);
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
        backups.close();
        proofs.close();
        List<Lane> lanes = new ArrayList<>(closeCopies());
        lanes.addAll(List.of(backups, proofs));
        try {
            awaitLanes(lanes, atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        book.abandon();
        stopped = true;
        book.changes().signal();
    }

    private void awaitLanes(List<Lane> lanes, Duration atMost) throws InterruptedException {
        long longest = System.nanoTime() + PUBLISHING.toNanos();
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Optional<Lane> busy = alive(lanes);
                busy.isPresent() && deadline - System.nanoTime() > 0;
                busy = alive(lanes)) {
            if (book.askToStop() && longest - System.nanoTime() > 0) {
                deadline = System.nanoTime() + atMost.toNanos();
            }
            Duration left = Duration.ofNanos(Math.min(deadline - System.nanoTime(), GLANCE.toNanos()));
            busy.get().join(left);
        }
    }

    private static Optional<Lane> alive(List<Lane> lanes) {
        return lanes.stream().filter(Lane::isAlive).findFirst();
    }

    /** Whether both lanes have their workers, and runs can be looked up; does not return where they cannot. */
    public boolean isAlive() {
        book.active();
        return stopped || (backups.isAlive() && proofs.isAlive() && sampler.isAlive());
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
