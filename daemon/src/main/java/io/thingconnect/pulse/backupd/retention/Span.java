package io.thingconnect.pulse.backupd.retention;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.IsoFields;
import java.util.Locale;

/**
 * A kind of calendar span, of which a rule keeps one backup each. Spans are those of the wall clock in the configured zone,
 * by name and not by length: a day of 23 or 25 hours is one day. Only the hour names its offset, since the hour that
 * comes twice in autumn is two hours.
 */
enum Span {
    HOURLY(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:00xxx", Locale.ROOT)),
    DAILY(DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT)),
    WEEKLY(week()),
    MONTHLY(DateTimeFormatter.ofPattern("uuuu-MM", Locale.ROOT)),
    YEARLY(DateTimeFormatter.ofPattern("uuuu", Locale.ROOT));

    private final DateTimeFormatter format;

    Span(DateTimeFormatter format) {
        this.format = format;
    }

    /** Weeks and their years as ISO 8601 has them, whatever the locale: from Monday, the first holds the year's first Thursday. */
    private static DateTimeFormatter week() {
        return new DateTimeFormatterBuilder()
                .appendValue(IsoFields.WEEK_BASED_YEAR, 4)
                .appendLiteral("-W")
                .appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2)
                .toFormatter(Locale.ROOT);
    }

    /** Of how many spans of this kind one is kept; 0: there is no such rule. */
    int count(Keep keep) {
        return switch (this) {
            case HOURLY -> keep.hourly();
            case DAILY -> keep.daily();
            case WEEKLY -> keep.weekly();
            case MONTHLY -> keep.monthly();
            case YEARLY -> keep.yearly();
        };
    }

    /** The span that holds a moment, for example {@code daily 2024-01-15}. */
    String of(Instant moment, ZoneId zone) {
        return name().toLowerCase(Locale.ROOT) + " " + format.format(moment.atZone(zone));
    }
}
