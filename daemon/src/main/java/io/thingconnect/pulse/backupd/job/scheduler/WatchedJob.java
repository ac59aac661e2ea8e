package io.thingconnect.pulse.backupd.job.scheduler;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.ChangeRuns;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.source.files.FileWalker;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.source.files.TreeWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job that changes of files start: it looks, waits as its {@link ChangeClock} says, and has them captured. */
final class WatchedJob {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedJob.class);

    /** How often a run under way is asked whether it has ended. */
    private static final Duration GLANCE = Duration.ofMillis(500);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(20);

    private final JobSpec job;
    private final Application application;
    private final ChangeRuns runs;
    private final Clock clock;
    private final ChangeClock changes;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile TreeWatch watch;
    private Long running;
    private String trouble = "";

    private WatchedJob(JobSpec job, Application application, ChangeRuns runs, Clock clock) {
        this.job = job;
        this.application = application;
        this.runs = runs;
        this.clock = clock;
        this.changes = new ChangeClock(job.onChange().orElseThrow());
        this.thread = new Thread(this::loop, "changes-" + job.name());
        this.thread.setDaemon(true);
    }

    static WatchedJob start(JobSpec job, Application application, ChangeRuns runs, Clock clock) {
        WatchedJob watched = new WatchedJob(job, application, runs, clock);
        watched.changes.unknown(clock.instant());
        watched.thread.start();
        return watched;
    }

    boolean isFor(JobSpec other, Application otherApplication) {
        return job.equals(other) && application.equals(otherApplication);
    }

    private void loop() {
        while (!stopped) {
            try {
                if (open().await(untilNextLook())) {
                    notice();
                }
                serve();
                trouble = "";
            } catch (BackupException e) {
                complain(e.getMessage());
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("job {}: watching its files met a defect and goes on", job.name(), e);
                pause();
            }
        }
    }

    /** Without the lock, since it walks the trees, and status asks meanwhile. */
    private TreeWatch open() throws BackupException {
        TreeWatch open = watch;
        if (open == null) {
            open = TreeWatch.open(watched());
            watch = open;
            if (stopped) {
                open.close();
            }
        }
        return open;
    }

    private TreeWatch.Watched watched() {
        List<SourceTree> trees = application.trees().stream()
                .filter(tree -> job.components().contains(tree.component()))
                .toList();
        FileWalker.Omit omit = new FileWalker.Omit(
                application.omitDirectories(), application.secrets(), Set.copyOf(application.databases()));
        return new TreeWatch.Watched(application.root(), trees, application.exclude(), omit);
    }

    private synchronized void notice() {
        if (changes.oldest().isEmpty()) {
            LOG.debug("job {}: a change was noticed", job.name());
        }
        changes.noticed(clock.instant());
    }

    private synchronized Duration untilNextLook() {
        if (running != null) {
            return GLANCE;
        }
        Instant now = clock.instant();
        Duration wait = changes.due(now).map(due -> Duration.between(now, due)).orElse(LONGEST_WAIT);
        if (wait.compareTo(SHORTEST_WAIT) < 0) {
            return SHORTEST_WAIT;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private synchronized void serve() throws BackupException {
        if (running != null) {
            RunRecord run = runs.run(running).record();
            if (run.state().isOver()) {
                ended(run);
            }
            return;
        }
        Instant now = clock.instant();
        boolean due = changes.due(now).filter(at -> !at.isAfter(now)).isPresent();
        if (due && !stopped) {
            begin();
        }
    }

    private void begin() throws BackupException {
        Instant at = clock.instant();
        try {
            running = runs.startChanged(job).record().id();
            changes.queued(at);
        } catch (BackupException e) {
            if (e.code() != ErrorCode.BUSY) {
                throw e;
            }
            // A run of the job that began before these changes; theirs comes after it.
            pauseShortly();
        }
    }

    private void ended(RunRecord run) {
        running = null;
        if (run.state() == RunState.SUCCEEDED) {
            changes.captured();
        } else {
            changes.failed(clock.instant());
            LOG.warn(
                    "job {}: run {} did not capture what has changed; tried again at {}",
                    job.name(),
                    run.id(),
                    changes.due(clock.instant()).orElse(null));
        }
    }

    /** The same trouble is told once. */
    private void complain(String message) {
        if (!stopped && !message.equals(trouble)) {
            LOG.error("job {}: its files are not watched: {}; trying again", job.name(), message);
        }
        trouble = message;
    }

    private void pause() {
        sleep(LONGEST_WAIT);
    }

    private void pauseShortly() {
        sleep(GLANCE);
    }

    /** Ended by {@link #stop}. */
    private synchronized void sleep(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toMillis(); left > 0 && !stopped; left = (deadline - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    synchronized Optional<ChangeWatch.Uncaptured> uncaptured() {
        Instant now = clock.instant();
        return changes.oldest()
                .map(since -> new ChangeWatch.Uncaptured(since, changes.due(now).orElse(since)));
    }

    boolean isNotified() {
        TreeWatch open = watch;
        return open != null && open.isNotified();
    }

    boolean isAlive() {
        return stopped || thread.isAlive();
    }

    /** Waits for a look under way. */
    void stop() {
        stopped = true;
        TreeWatch open = watch;
        if (open != null) {
            open.close();
        }
        synchronized (this) {
            notifyAll();
        }
        try {
            thread.join(LONGEST_WAIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
