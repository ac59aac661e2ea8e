package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When a schedule comes due in the next time, and what lies there. */
final class DueHours {
    /** A year of daily runs, or a day and a half of runs every five minutes. */
    private static final int AHEAD = 400;

    private static final LocalTime PRUNE = LocalTime.of(2, 0);
    private static final Duration YEAR = Duration.ofDays(366);

    private final Schedule schedule;
    private final Instant from;
    private final List<Instant> due = new ArrayList<>();

    DueHours(Schedule schedule, Instant from) {
        this.schedule = schedule;
        this.from = from;
        Optional<Instant> next = schedule.nextAfter(from);
        while (next.isPresent() && due.size() < AHEAD) {
            due.add(next.get());
            next = schedule.nextAfter(next.get());
        }
    }

    /** A year where there are not two. */
    Duration shortestGap() {
        Duration shortest = YEAR;
        for (int i = 1; i < due.size(); i++) {
            Duration gap = Duration.between(due.get(i - 1), due.get(i));
            shortest = gap.compareTo(shortest) < 0 ? gap : shortest;
        }
        return shortest;
    }

    /**
     * Whether a run is under way at 02:00. One that comes several times a day cannot keep out of the way, and is not told to.
     *
     * @param run how long one takes
     */
    boolean meetsPrune(ZoneId zone, Duration run) {
        if (shortestGap().compareTo(Duration.ofHours(12)) < 0) {
            return false;
        }
        Duration before = run.compareTo(Duration.ofHours(6)) < 0 ? run : Duration.ofHours(6);
        return due.stream().map(at -> at.atZone(zone).toLocalTime()).anyMatch(at -> {
            long seconds = Duration.between(at, PRUNE).toSeconds();
            return seconds <= before.toSeconds()
                    && seconds > -Duration.ofMinutes(10).toSeconds();
        });
    }

    /** What happens to it at the next two changes of its zone's offset; empty for nothing. */
    Optional<String> clockChange() {
        String[] fields = schedule.expression().split("\\s+");
        boolean everyHour =
                schedule.expression().equals("@hourly") || (fields.length == 5 && fields[1].startsWith("*"));
        Instant at = from;
        for (int i = 0; i < 2 && !everyHour; i++) {
            ZoneOffsetTransition change = schedule.zone().getRules().nextTransition(at);
            if (change == null || change.getInstant().isAfter(from.plus(YEAR))) {
                return Optional.empty();
            }
            Optional<String> what = change.isGap() ? gap(change) : overlap(change);
            if (what.isPresent()) {
                return what;
            }
            at = change.getInstant();
        }
        return Optional.empty();
    }

    /** What the gap swallows is due at its end: due there, and at other wall clock times on other days. */
    private Optional<String> gap(ZoneOffsetTransition change) {
        Instant end = change.getInstant();
        boolean dueThere =
                schedule.nextAfter(end.minusNanos(1)).filter(end::equals).isPresent();
        LocalTime otherwise = dueThere
                ? schedule.nextAfter(end.plus(Duration.ofHours(12)))
                        .map(next -> next.atZone(schedule.zone()).toLocalTime())
                        .orElse(LocalTime.MIN)
                : LocalTime.MIN;
        boolean swallowed = dueThere
                && !otherwise.isBefore(change.getDateTimeBefore().toLocalTime())
                && otherwise.isBefore(change.getDateTimeAfter().toLocalTime());
        return swallowed
                ? Optional.of("does not exist on " + change.getDateTimeBefore().toLocalDate() + ": it runs at "
                        + change.getDateTimeAfter().toLocalTime() + " that day")
                : Optional.empty();
    }

    private Optional<String> overlap(ZoneOffsetTransition change) {
        Instant start = change.getInstant().plus(change.getDuration());
        return schedule.nextAfter(start.minusNanos(1))
                .filter(next -> next.isBefore(change.getInstant()))
                .map(next ->
                        "comes twice on " + change.getDateTimeAfter().toLocalDate() + ": it runs once, at the first");
    }
}
