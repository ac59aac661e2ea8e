package io.thingconnect.pulse.backupd.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Five cron fields as a set of wall clock times. Knows neither zones nor daylight saving: cron-utils is only ever asked
 * in UTC, because in a zone it skips a time that a spring gap swallows and repeats one in autumn.
 */
final class CronExpression {
    private static final CronDefinition FIVE_FIELDS = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withValidRange(0, 59)
            .withStrictRange()
            .and()
            .withHours()
            .withValidRange(0, 23)
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withValidRange(1, 31)
            .withStrictRange()
            .and()
            .withMonth()
            .withValidRange(1, 12)
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .withStrictRange()
            .and()
            .withSupportedNicknameHourly()
            .withSupportedNicknameDaily()
            .withSupportedNicknameMidnight()
            .withSupportedNicknameWeekly()
            .withSupportedNicknameMonthly()
            .withSupportedNicknameYearly()
            .withSupportedNicknameAnnually()
            .instance();

    private final ExecutionTime times;
    private final String hours;

    private CronExpression(Cron cron) {
        times = ExecutionTime.forCron(cron);
        hours = fields(cron)[1];
    }

    /** @throws IllegalArgumentException with a message for people, where the text is no expression or never due */
    static CronExpression parse(String text) {
        Cron cron = new CronParser(FIVE_FIELDS).parse(text.strip());
        refuseAmbiguousDays(fields(cron));
        CronExpression expression = new CronExpression(cron);
        // Any year serves: what has no due time within the eight years that separate two leap days has none.
        if (expression.next(LocalDateTime.of(2024, 1, 1, 0, 0)).isEmpty()) {
            throw new IllegalArgumentException("it names a date that no year has, so it would never be due");
        }
        return expression;
    }

    /**
     * Both day fields restricted means either of them, as in cron; but cron itself reads a field that starts with a star
     * as "both of them", and few who write it know which they get.
     */
    private static void refuseAmbiguousDays(String[] fields) {
        String days = fields[2];
        String weekdays = fields[4];
        boolean bothRestricted = !days.equals("*") && !weekdays.equals("*");
        if (bothRestricted && (days.contains("*") || weekdays.contains("*"))) {
            throw new IllegalArgumentException("day of month \"" + days + "\" together with day of week \"" + weekdays
                    + "\" is read differently by different crons; restrict only one of them, or list the days");
        }
    }

    /** Canonical: minute, hour, day of month, month, day of week; a nickname is spelled out. */
    private static String[] fields(Cron cron) {
        String[] fields = cron.asString().split(" ");
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i].equals("*/1") ? "*" : fields[i];
        }
        return fields;
    }

    /** Whether every hour is meant, which makes each of them as good as the next. */
    boolean everyHour() {
        return hours.equals("*");
    }

    /** Whether hours are a rhythm rather than times of the day: a star, or a star with a step. */
    boolean hoursAreWildcard() {
        return hours.startsWith("*") && !hours.contains(",");
    }

    Optional<LocalDateTime> next(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(t -> t.toLocalDateTime());
    }

    Optional<LocalDateTime> lastAtOrBefore(LocalDateTime at) {
        // "Last" is strictly before what is asked; due times are whole minutes.
        LocalDateTime justAfter = at.truncatedTo(ChronoUnit.MINUTES).plusSeconds(1);
        return times.lastExecution(justAfter.atZone(ZoneOffset.UTC)).map(t -> t.toLocalDateTime());
    }

    /** Whether a due time lies in a stretch of wall clock time. */
    boolean dueBetween(LocalDateTime from, LocalDateTime before) {
        return next(from.minusNanos(1)).filter(t -> t.isBefore(before)).isPresent();
    }
}
