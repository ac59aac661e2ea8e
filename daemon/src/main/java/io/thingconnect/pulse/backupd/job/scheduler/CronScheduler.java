package io.thingconnect.pulse.backupd.job.scheduler;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.DueRuns;
import io.thingconnect.pulse.backupd.job.Timed;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns due times into runs, by the wall clock. The due time is remembered before its run is queued: a crash between
 * the two loses one run, which the alarms notice, where the other order could run it twice.
 *
 * <p>A job seen for the first time starts from now, without a catch-up; so does one whose schedule was changed by a
 * reload. While disabled nothing is served and nothing forgotten: enabled again, each job catches up once, as after
 * downtime. {@link JobClock} says what steps of the clock do.
 */
public final class CronScheduler implements Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(CronScheduler.class);

    /** The longest sleep: a step of the clock is noticed within it. */
    static final Duration SLICE = Duration.ofSeconds(30);

    private final Supplier<Plan> plan;
    private final DueRuns runs;
    private final DueTimes dueTimes;
    private final Clock clock;
    private final Sleeper sleeper;
    private final Map<String, Planned> planned = new HashMap<>();
    private final Set<String> troubled = new HashSet<>();
    private Thread thread;
    private volatile boolean stopped;
    private volatile long lookedAt = System.nanoTime();

    /** What is known of a job since this daemon started. */
    private record Planned(JobClock clock, String schedule) {}

    /**
     * @param plan asked at each look, so that a reload takes effect with {@link #replan}
     * @param clock the wall clock
     */
    public CronScheduler(Supplier<Plan> plan, DueRuns runs, DueTimes dueTimes, Clock clock, Sleeper sleeper) {
        this.plan = plan;
        this.runs = runs;
        this.dueTimes = dueTimes;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** Starts the one thread. */
    public synchronized void start() {
        if (thread != null) {
            throw new IllegalStateException("the scheduler was started already");
        }
        thread = new Thread(this::loop, "scheduler");
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks at the plan again at once. */
    public void replan() {
        sleeper.wake();
    }

    /** Whether the plan was looked at lately: within three of the longest sleeps. */
    public boolean isAlive() {
        return stopped || System.nanoTime() - lookedAt < SLICE.multipliedBy(3).toNanos();
    }

    /** After this returns, no further run is started. */
    public void stop() throws InterruptedException {
        stopped = true;
        sleeper.wake();
        Thread started;
        synchronized (this) {
            started = thread;
        }
        if (started != null) {
            started.join();
        }
    }

    private void loop() {
        while (!stopped) {
            try {
                Duration wait = untilNextLook(serve());
                lookedAt = System.nanoTime();
                sleeper.sleep(wait);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.error("the scheduler met a defect and goes on", e);
                pause();
            }
        }
    }

    /** A defect that repeats at once must not fill the journal. */
    private void pause() {
        try {
            sleeper.sleep(SLICE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    private Duration untilNextLook(Optional<Instant> next) {
        Duration wait = next.map(due -> Duration.between(clock.instant(), due)).orElse(SLICE);
        if (wait.compareTo(SLICE) > 0) {
            return SLICE;
        }
        // Never 0: where the due time was reached meanwhile, the next look serves it.
        return wait.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : wait;
    }

    /** Queues what is due, and tells when the next due time comes. */
    synchronized Optional<Instant> serve() {
        Plan current = plan.get();
        if (!current.enabled()) {
            return Optional.empty();
        }
        planned.keySet().retainAll(current.jobs().stream().map(Timed::dueName).toList());
        Instant now = clock.instant();
        List<Instant> upcoming = new ArrayList<>();
        for (Timed job : current.jobs()) {
            if (job.schedule().isPresent()) {
                upcoming.addAll(serveAndLookAhead(job, now));
            }
        }
        return upcoming.stream().min(Instant::compareTo);
    }

    /** What goes wrong with one job stays with that job; it is tried again at the next look, and logged once. */
    private List<Instant> serveAndLookAhead(Timed job, Instant now) {
        try {
            serve(job, job.schedule().orElseThrow(), now);
            List<Instant> upcoming = after(job, now, 1);
            troubled.remove(job.dueName());
            return upcoming;
        } catch (BackupException e) {
            if (troubled.add(job.dueName())) {
                LOG.error("job {}: a due run could not be started: {}; trying again", job.dueName(), e.getMessage());
            }
        } catch (RuntimeException e) {
            if (troubled.add(job.dueName())) {
                LOG.error("job {}: its schedule met a defect; trying again", job.dueName(), e);
            }
        }
        return List.of();
    }

    private void serve(Timed job, Schedule schedule, Instant now) throws BackupException {
        JobClock jobClock = clockOf(job, schedule, now);
        boolean wasFarBehind = jobClock.isFarBehind();
        Optional<JobClock.Service> service = jobClock.at(now, schedule);
        if (jobClock.isFarBehind() && !wasFarBehind) {
            LOG.warn(
                    "job {}: the clock says {}, but the run due at {} was started already; the clock seems to stand"
                            + " behind, due times from now on are served by it all the same",
                    job.dueName(),
                    now,
                    jobClock.mark());
        }
        if (service.isEmpty()) {
            return;
        }
        JobClock.Service due = service.get();
        if (due.newMark().isPresent()) {
            dueTimes.remember(job.dueName(), due.newMark().get());
        }
        runs.startDue(job, due.due(), due.late() ? "catch-up" : "schedule");
        // Last, so that a run that could not be queued is tried again.
        jobClock.served(due);
    }

    private JobClock clockOf(Timed job, Schedule schedule, Instant now) throws BackupException {
        String text = schedule.expression() + " " + schedule.zone();
        Planned known = planned.get(job.dueName());
        if (known == null) {
            Optional<Instant> last = dueTimes.last(job.dueName());
            if (last.isEmpty()) {
                dueTimes.remember(job.dueName(), now);
            }
            known = new Planned(new JobClock(last.orElse(now)), text);
        } else if (!known.schedule().equals(text)) {
            known.clock().scheduleChanged(now);
            dueTimes.remember(job.dueName(), known.clock().mark());
            known = new Planned(known.clock(), text);
        }
        planned.put(job.dueName(), known);
        return known.clock();
    }

    @Override
    public synchronized List<Instant> next(Timed job, int count) {
        Plan current = plan.get();
        if (!current.enabled() || job.schedule().isEmpty()) {
            return List.of();
        }
        return after(job, clock.instant(), count);
    }

    private List<Instant> after(Timed job, Instant now, int count) {
        Schedule schedule = job.schedule().orElseThrow();
        Planned known = planned.get(job.dueName());
        Instant floor = known == null ? now : known.clock().floorAt(now);
        Instant from = floor.isAfter(now) ? floor : now;
        List<Instant> dues = new ArrayList<>();
        for (Optional<Instant> next = schedule.nextAfter(from);
                next.isPresent() && dues.size() < count;
                next = schedule.nextAfter(next.get())) {
            dues.add(next.get());
        }
        return dues;
    }
}
