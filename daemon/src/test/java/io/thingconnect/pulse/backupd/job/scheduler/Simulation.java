package io.thingconnect.pulse.backupd.job.scheduler;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.DueRuns;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Timed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scheduler in a world of its own: its clock, its memory, and what it started. */
final class Simulation implements DueRuns, DueTimes {
    static final Instant BEGIN = Instant.parse("2024-01-15T10:00:00Z");

    record Started(String job, Instant due, String trigger) {}

    final SimulatedClock clock = new SimulatedClock(BEGIN);
    final List<Started> started = new ArrayList<>();
    final Map<String, Instant> memory = new HashMap<>();
    boolean memoryFails;
    boolean queueFails;
    Plan plan;
    CronScheduler scheduler;

    Simulation(JobSpec... jobs) {
        plan = new Plan(true, List.of(jobs));
        restart();
    }

    /** A new daemon with the old one's memory. */
    void restart() {
        scheduler = new CronScheduler(() -> plan, this, this, clock, Sleeper.real());
        scheduler.serve();
    }

    /** Lets time pass as it does: the scheduler looks at each due time. */
    void run(Duration time) {
        Instant end = clock.instant().plus(time);
        while (true) {
            Optional<Instant> next = scheduler.serve();
            if (next.isEmpty() || next.get().isAfter(end)) {
                clock.set(end);
                scheduler.serve();
                return;
            }
            // A little late, as every look is.
            Instant look = next.get().plusMillis(250);
            clock.set(look.isAfter(end) ? end : look);
        }
    }

    /** The clock jumps, and the scheduler notices. */
    void step(Duration by) {
        clock.advance(by);
        scheduler.serve();
    }

    List<Instant> dues(String job) {
        return started.stream()
                .filter(run -> run.job().equals(job))
                .map(Started::due)
                .toList();
    }

    @Override
    public void startDue(Timed job, Instant due, String trigger) throws BackupException {
        if (queueFails) {
            throw new BackupException(ErrorCode.NO_SPACE, "no space", "");
        }
        started.add(new Started(job.dueName(), due, trigger));
    }

    @Override
    public Optional<Instant> last(String job) {
        return Optional.ofNullable(memory.get(job));
    }

    @Override
    public void remember(String job, Instant due) throws BackupException {
        if (memoryFails) {
            throw new BackupException(ErrorCode.NO_SPACE, "no space", "");
        }
        memory.put(job, due);
    }
}
