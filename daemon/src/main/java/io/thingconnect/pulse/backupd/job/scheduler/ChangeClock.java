package io.thingconnect.pulse.backupd.job.scheduler;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.job.OnChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When the changes of one job's files are due to be captured: after a quiet time, or when it has been waited long enough
 * for one, and not too soon after the run before. What changes after a run was queued counts as not captured by it: the
 * run that follows may find that there is nothing to do, where the other guess could lose a change.
 */
final class ChangeClock {
    /** After so many failures in a row the pause before the next try grows no further. */
    private static final int MOST_DOUBLINGS = 6;

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final OnChange rule;
    private Instant first;
    private Instant last;
    private Instant capturing;
    private Instant notBefore;
    private boolean underWay;
    private boolean isLook;
    private int failures;

    ChangeClock(OnChange rule) {
        this.rule = requireNonNull(rule, "rule is null");
    }

    /** Something has changed. */
    void noticed(Instant at) {
        if (first == null) {
            first = at;
        }
        last = at;
    }

    /**
     * Nobody knows whether something has changed while nobody watched: a run has to look. It takes nothing from the rate at
     * which changes are captured, or the first one after a start would wait for the next interval.
     */
    void unknown(Instant at) {
        noticed(at);
        isLook = true;
    }

    /** When its run is due, empty where nothing has changed or a run is under way; may lie in the past. */
    Optional<Instant> due(Instant now) {
        if (first == null || underWay) {
            return Optional.empty();
        }
        clampTo(now);
        Instant due = earlier(last.plus(rule.debounce()), first.plus(rule.longestWait()));
        return Optional.of(notBefore == null || due.isAfter(notBefore) ? due : notBefore);
    }

    /** A clock that was set back must not make changes wait until it has caught up. */
    private void clampTo(Instant now) {
        first = earlier(first, now);
        last = earlier(last, now);
        Instant furthest = now.plus(pause());
        if (notBefore != null && notBefore.isAfter(furthest)) {
            notBefore = furthest;
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Its run was queued: what was noticed until now will be in it. */
    void queued(Instant at) {
        underWay = true;
        capturing = first;
        first = null;
        last = null;
        notBefore = isLook ? null : at.plus(rule.minInterval());
        isLook = false;
    }

    /** Its run has captured what had changed. */
    void captured() {
        underWay = false;
        capturing = null;
        failures = 0;
    }

    /** Its run has not: the changes are due again, after a pause that grows from one failure to the next. */
    void failed(Instant at) {
        underWay = false;
        first = capturing == null ? at : capturing;
        last = last == null ? first : last;
        capturing = null;
        failures = Math.min(failures + 1, MOST_DOUBLINGS);
        notBefore = at.plus(pause());
    }

    private Duration pause() {
        Duration base =
                rule.minInterval().compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : rule.minInterval();
        Duration grown = base.multipliedBy(1L << failures);
        return grown.compareTo(LONGEST_PAUSE) > 0 && failures > 0 ? longer(LONGEST_PAUSE, base) : grown;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Since when something is not captured; also while its run is under way. */
    Optional<Instant> oldest() {
        return Stream.of(Optional.ofNullable(capturing), Optional.ofNullable(first))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
