package io.thingconnect.pulse.ctl;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** The times people type: {@code 3h}, {@code 7d}, {@code 2024-01-15}, {@code 2024-01-15 02:00} (local), RFC 3339. */
final class Since {
    private Since() {}

    /** The time as RFC 3339 in UTC, as the protocol wants it. */
    static String toUtc(String text, Times times) throws Failure {
        Instant at = ago(text, times);
        if (at == null) {
            at = moment(text, times);
        }
        if (at == null) {
            throw Failure.usage(
                    "'" + text + "' is not a time",
                    "Write 3h, 7d, 2024-01-15, \"2024-01-15 02:00\" or 2024-01-15T02:00:00Z.");
        }
        return at.toString();
    }

    /** As {@link #toUtc}, without the ages: for a time that is still to come. */
    static String momentUtc(String text, Times times) throws Failure {
        Instant at = moment(text, times);
        if (at == null) {
            throw Failure.usage(
                    "'" + text + "' is not a time", "Write 2024-01-15, \"2024-01-15 02:00\" or 2024-01-15T02:00:00Z.");
        }
        return at.toString();
    }

    private static Instant ago(String text, Times times) {
        long seconds = seconds(text);
        return seconds < 0 ? null : Instant.ofEpochMilli(times.now()).minus(Duration.ofSeconds(seconds));
    }

    /** A length such as {@code 90s}, {@code 3h} or {@code 7d}; -1 for anything else. */
    static long seconds(String text) {
        int last = text.length() - 1;
        int unit = last < 1 ? -1 : "smhdw".indexOf(text.charAt(last));
        if (unit < 0 || last > 6) {
            return -1;
        }
        for (int i = 0; i < last; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return -1;
            }
        }
        long[] seconds = {1, 60, 3600, 86_400, 604_800};
        return Long.parseLong(text.substring(0, last)) * seconds[unit];
    }

    private static Instant moment(String text, Times times) {
        long exact = Times.parse(text);
        if (exact != Times.NONE) {
            return Instant.ofEpochMilli(exact);
        }
        try {
            LocalDateTime local = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replace(' ', 'T'));
            return local.atZone(times.zone().toZoneId()).toInstant();
        } catch (DateTimeException e) {
            // Not a time: the caller says which spellings are.
            return null;
        }
    }
}
