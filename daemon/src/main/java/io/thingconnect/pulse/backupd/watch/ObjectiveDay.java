package io.thingconnect.pulse.backupd.watch;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.watch.Standing.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a component stood at its worst on one day, as far as somebody looked.
 *
 * @param day in UTC
 * @param loss the most that would have been lost; empty: at no time did a good backup hold it
 * @param recovery the longest that bringing it back would have taken; empty: nothing was measured
 */
public record ObjectiveDay(
        String component,
        LocalDate day,
        Optional<Duration> loss,
        Optional<Duration> recovery,
        Verdict rpo,
        Verdict rto) {
    /** What is known counts more than what is not: the hour before the first drill says nothing about the day. */
    private static final List<Verdict> BETTER_FIRST =
            List.of(Verdict.NONE, Verdict.UNKNOWN, Verdict.MET, Verdict.AT_RISK, Verdict.MISSED);

    public ObjectiveDay {
        requireNonNull(component, "component is null");
        requireNonNull(day, "day is null");
        requireNonNull(loss, "loss is null");
        requireNonNull(recovery, "recovery is null");
        requireNonNull(rpo, "rpo is null");
        requireNonNull(rto, "rto is null");
    }

    public static LocalDate dayOf(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** What one look has seen. */
    public static ObjectiveDay of(Standing standing, Instant now) {
        return new ObjectiveDay(
                standing.objective().component(),
                dayOf(now),
                standing.loss(),
                standing.recovery().map(ObjectiveFacts.Recovery::takes),
                standing.rpo(),
                standing.rto());
    }

    /** The worse of both. */
    public ObjectiveDay and(ObjectiveDay other) {
        return new ObjectiveDay(
                component,
                day,
                longer(loss, other.loss),
                longer(recovery, other.recovery),
                worse(rpo, other.rpo),
                worse(rto, other.rto));
    }

    private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
        return Stream.of(one, other).flatMap(Optional::stream).max(Duration::compareTo);
    }

    private static Verdict worse(Verdict one, Verdict other) {
        return BETTER_FIRST.indexOf(one) > BETTER_FIRST.indexOf(other) ? one : other;
    }
}
