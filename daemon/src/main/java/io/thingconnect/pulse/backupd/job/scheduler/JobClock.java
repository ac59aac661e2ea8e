package io.thingconnect.pulse.backupd.job.scheduler;

import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which due time of one job is to be served now. The mark is the newest due time that was served; nothing at or before
 * it is served again.
 *
 * <p>A clock that steps forward looks like downtime: the newest due time since the mark is caught up once, the others
 * are dropped. A clock that steps back by up to {@link #WAIT_AT_MOST} simply waits until the mark has passed again. A
 * clock that stands further behind than that must not stop backups for as long as it was wrong, so the job then runs by
 * the clock as it stands: due times are served as the clock reaches them, even those whose date was served before, but
 * none is caught up, because it may have been served. That lasts until the clock has passed the mark.
 */
final class JobClock {
    static final Duration WAIT_AT_MOST = Duration.ofDays(1);

    /** A due time seen this late is not a late look any more but downtime, suspension or a step. */
    static final Duration ON_TIME = Duration.ofMinutes(2);

    private Instant mark;

    /** While the clock stands far behind: nothing at or before this is served. Null in ordinary times. */
    private Instant behindFloor;

    /** When the clock will have made good what it stands behind. Meaningful with {@link #behindFloor} only. */
    private Instant behindUntil = Instant.MIN;

    JobClock(Instant mark) {
        this.mark = mark;
    }

    /**
     * @param due the due time to serve
     * @param late whether it is caught up rather than met
     * @param newMark what to remember before it is served; empty where the mark is later already, as it is while the
     *     clock stands far behind
     */
    record Service(Instant due, boolean late, Optional<Instant> newMark) {}

    /** The due time that is to be served now, if any. It counts as served only with {@link #served}. */
    Optional<Service> at(Instant now, Schedule schedule) {
        settle(now);
        Instant due = schedule.lastAtOrBefore(now).orElse(Instant.MIN);
        if (!due.isAfter(floor())) {
            return Optional.empty();
        }
        boolean late = Duration.between(due, now).compareTo(ON_TIME) > 0;
        if (behindFloor != null && late) {
            behindFloor = due;
            return Optional.empty();
        }
        return Optional.of(new Service(due, late, due.isAfter(mark) ? Optional.of(due) : Optional.empty()));
    }

    void served(Service service) {
        if (behindFloor != null) {
            behindFloor = service.due();
        }
        mark = later(mark, service.due());
    }

    /** Nothing at or before this will be served. Only looks: it is for {@link #at} to notice a step. */
    Instant floorAt(Instant now) {
        JobClock probe = new JobClock(mark);
        probe.behindFloor = behindFloor;
        probe.behindUntil = behindUntil;
        probe.settle(now);
        return probe.floor();
    }

    boolean isFarBehind() {
        return behindFloor != null;
    }

    /** The schedule is another one now: what it would have had due before is nobody's loss. */
    void scheduleChanged(Instant now) {
        if (behindFloor != null) {
            behindFloor = later(behindFloor, now);
        } else {
            mark = later(mark, now);
        }
    }

    Instant mark() {
        return mark;
    }

    private Instant floor() {
        return behindFloor == null ? mark : behindFloor;
    }

    private void settle(Instant now) {
        // Not at the mark itself: the clock may just have reached that due time step by step, and it is served then.
        if (behindFloor != null && now.isAfter(behindUntil)) {
            behindFloor = null;
        }
        if (Duration.between(now, floor()).compareTo(WAIT_AT_MOST) > 0) {
            behindUntil = later(behindUntil, mark.plus(ON_TIME));
            behindFloor = now;
        }
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
