package io.thingconnect.pulse.backupd.schedule;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * Minute, hour, day of month, month and day of week (names, lists, ranges, steps), or a nickname such as
 * {@code @daily}.
 *
 * <p>Between two changes of a zone's offset, wall clock and elapsed time run alike, and the expression alone decides.
 * At a change of offset:
 *
 * <ul>
 *   <li>what a gap swallows is due at the first instant after it, unless every hour is meant anyway;
 *   <li>what an overlap repeats is due at the earlier of the two, unless the hours are a rhythm ({@code *} or
 *       {@code *&#47;n}), which runs through both.
 * </ul>
 */
public final class CronSchedule implements Schedule {
    private final String text;
    private final CronExpression expression;
    private final ZoneId zone;
    private final ZoneRules rules;

    private CronSchedule(String text, CronExpression expression, ZoneId zone) {
        this.text = text;
        this.expression = expression;
        this.zone = zone;
        this.rules = zone.getRules();
    }

    /** @throws BackupException {@code CONFIG_INVALID} where the expression cannot be read or would never be due */
    public static CronSchedule parse(String expression, ZoneId zone) throws BackupException {
        requireNonNull(zone, "zone is null");
        try {
            return new CronSchedule(expression.strip(), CronExpression.parse(expression), zone);
        } catch (IllegalArgumentException e) {
            throw new BackupException(
                    ErrorCode.CONFIG_INVALID,
                    "schedule \"" + expression + "\" cannot be used: " + reason(e),
                    "Write five fields, minute hour day-of-month month day-of-week, for example \"30 3 * * *\".",
                    e);
        }
    }

    /** The parser's own words, without its preamble and its capital letter. */
    private static String reason(IllegalArgumentException e) {
        String words = String.valueOf(e.getMessage())
                .replaceFirst("^Failed to parse cron expression\\. ", "")
                .replaceFirst("!$", "");
        return words.isEmpty() ? "not a cron expression" : Character.toLowerCase(words.charAt(0)) + words.substring(1);
    }

    @Override
    public String expression() {
        return text;
    }

    @Override
    public ZoneId zone() {
        return zone;
    }

    @Override
    public Optional<Instant> nextAfter(Instant instant) {
        Optional<Instant> next = nextPassing(instant);
        while (next.isPresent() && isRepetition(next.get())) {
            next = nextPassing(next.get());
        }
        return next;
    }

    @Override
    public Optional<Instant> lastAtOrBefore(Instant instant) {
        Optional<Instant> last = lastPassing(instant);
        while (last.isPresent() && isRepetition(last.get())) {
            last = lastPassing(last.get().minusNanos(1));
        }
        return last;
    }

    /** As {@link #nextAfter}, with both passes through an overlap. */
    private Optional<Instant> nextPassing(Instant instant) {
        Instant from = instant;
        while (true) {
            ZoneOffset offset = rules.getOffset(from);
            Optional<LocalDateTime> wall = expression.next(LocalDateTime.ofInstant(from, offset));
            if (wall.isEmpty()) {
                return Optional.empty();
            }
            Instant due = wall.get().toInstant(offset);
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (change == null || due.isBefore(change.getInstant())) {
                return Optional.of(due);
            }
            if (isDueAt(change)) {
                return Optional.of(change.getInstant());
            }
            from = change.getInstant();
        }
    }

    /** As {@link #lastAtOrBefore}, with both passes through an overlap. */
    private Optional<Instant> lastPassing(Instant instant) {
        Instant until = instant;
        while (true) {
            ZoneOffset offset = rules.getOffset(until);
            Optional<LocalDateTime> wall = expression.lastAtOrBefore(LocalDateTime.ofInstant(until, offset));
            if (wall.isEmpty()) {
                return Optional.empty();
            }
            Instant due = wall.get().toInstant(offset);
            ZoneOffsetTransition change = rules.previousTransition(until.plusNanos(1));
            if (change == null || !due.isBefore(change.getInstant())) {
                return Optional.of(due);
            }
            if (isDueAt(change)) {
                return Optional.of(change.getInstant());
            }
            until = change.getInstant().minusNanos(1);
        }
    }

    /** Whether the instant of a change of offset is itself due: by its new wall clock time, or for what the gap swallowed. */
    private boolean isDueAt(ZoneOffsetTransition change) {
        LocalDateTime after = change.getDateTimeAfter();
        boolean catchesUp = change.isGap() && !expression.everyHour();
        return expression.dueBetween(catchesUp ? change.getDateTimeBefore() : after, after.plusNanos(1));
    }

    /** Whether this is the second pass through an overlap, in which a time of the day does not come again. */
    private boolean isRepetition(Instant due) {
        if (expression.hoursAreWildcard()) {
            return false;
        }
        ZoneOffset offset = rules.getOffset(due);
        ZoneOffsetTransition change = rules.getTransition(LocalDateTime.ofInstant(due, offset));
        return change != null && change.isOverlap() && offset.equals(change.getOffsetAfter());
    }

    @Override
    public String toString() {
        return text + " (" + zone + ")";
    }
}
