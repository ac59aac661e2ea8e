package io.thingconnect.pulse.backupd.job.scheduler;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.job.ChangeRuns;
import io.thingconnect.pulse.backupd.job.JobSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The jobs that changes of files start, each watched by a thread of its own. */
public final class ChangeWatch {
    private final Supplier<Application> application;
    private final ChangeRuns runs;
    private final Clock clock;
    private final Map<String, WatchedJob> watched = new HashMap<>();

    public ChangeWatch(Supplier<Application> application, ChangeRuns runs, Clock clock) {
        this.application = requireNonNull(application, "application is null");
        this.runs = requireNonNull(runs, "runs is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * What of a job's files is not captured yet.
     *
     * @param since when the oldest of it was noticed; from the daemon's start until the first look it is the start, since
     *     nobody knows
     * @param due when the run that captures it is to begin, by debounce, rate limit and the pause after a failure; while
     *     that run is under way the same as {@code since}
     */
    public record Uncaptured(Instant since, Instant due) {}

    /**
     * To be called at start and after each reload. Jobs that stay as they are go on being watched; the others are looked
     * through once, because nobody knows what happened while nobody was looking.
     *
     * @param enabled false: nothing starts by itself
     */
    public synchronized void apply(boolean enabled, List<JobSpec> jobs) {
        Application current = application.get();
        List<WatchedJob> left = new ArrayList<>(watched.values());
        Map<String, WatchedJob> now = new HashMap<>();
        for (JobSpec job : jobs) {
            if (!enabled || job.onChange().isEmpty()) {
                continue;
            }
            WatchedJob before = watched.get(job.name());
            if (before != null && before.isFor(job, current)) {
                left.remove(before);
                now.put(job.name(), before);
            } else {
                now.put(job.name(), WatchedJob.start(job, current, runs, clock));
            }
        }
        left.forEach(WatchedJob::stop);
        watched.clear();
        watched.putAll(now);
    }

    /** Of a job; empty where everything is captured, and for jobs that no change starts. */
    public synchronized Optional<Uncaptured> uncaptured(String job) {
        return Optional.ofNullable(watched.get(job)).flatMap(WatchedJob::uncaptured);
    }

    /** Whether the kernel tells of the changes of a job's files; false where they are looked through from time to time. */
    public synchronized boolean isNotified(String job) {
        return Optional.ofNullable(watched.get(job)).map(WatchedJob::isNotified).orElse(false);
    }

    /** Whether each of them still looks. */
    public synchronized boolean isAlive() {
        return watched.values().stream().allMatch(WatchedJob::isAlive);
    }

    /** After this returns, no further run is started. */
    public synchronized void stop() {
        watched.values().forEach(WatchedJob::stop);
        watched.clear();
    }
}
