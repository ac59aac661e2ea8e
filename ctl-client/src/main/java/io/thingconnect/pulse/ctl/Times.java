package io.thingconnect.pulse.ctl;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * Times for people: local, with an age in words. Parsing and printing are by hand and the zone is the old TimeZone:
 * java.time's zones and formatters would cost more than the call to the daemon.
 */
final class Times {
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    /** No time. */
    static final long NONE = Long.MIN_VALUE;

    private final Clock clock;
    private final TimeZone zone;

    /** @param clock asked at each age: a command that waits must not measure ages from its own beginning */
    Times(Clock clock, TimeZone zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /**
     * An RFC 3339 time in milliseconds since 1970, {@link #NONE} for "" and for what is no such time.
     *
     * @param text for example {@code 2024-01-15T02:00:00.123Z} or {@code 2024-01-15T03:00:00+01:00}
     */
    static long parse(String text) {
        int length = text.length();
        if (length < 20 || text.charAt(4) != '-' || text.charAt(7) != '-' || text.charAt(13) != ':') {
            return NONE;
        }
        try {
            LocalDate date = LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10));
            long seconds = date.toEpochDay() * 86_400
                    + digits(text, 11, 13) * 3600L
                    + digits(text, 14, 16) * 60L
                    + digits(text, 17, 19);
            int at = 19;
            long millis = 0;
            if (text.charAt(at) == '.') {
                int scale = 100;
                for (at++; at < length && Character.isDigit(text.charAt(at)); at++) {
                    millis += (long) scale * (text.charAt(at) - '0');
                    scale /= 10;
                }
            }
            return (seconds - offset(text, at)) * 1000 + millis;
        } catch (RuntimeException e) {
            // Out of range or no digit: not a time; the caller shows the text as it came.
            return NONE;
        }
    }

    private static int offset(String text, int at) {
        char sign = text.charAt(at);
        if (sign == 'Z' || sign == 'z') {
            return 0;
        }
        int seconds = digits(text, at + 1, at + 3) * 3600 + digits(text, at + 4, at + 6) * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private static int digits(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }

    /** {@code 3 h ago}, {@code in 5 min}, {@code now}; "never" for no time. */
    String age(long at) {
        if (at == NONE) {
            return "never";
        }
        long seconds = Math.floorDiv(now() - at, 1000L);
        if (seconds >= -1 && seconds < 2) {
            return "now";
        }
        return seconds < 0 ? "in " + span(-seconds) : span(seconds) + " ago";
    }

    String age(String rfc3339) {
        return age(parse(rfc3339));
    }

    /** A length in one unit, rounded down: {@code 90 s}, {@code 100 min}, {@code 40 h}, {@code 12 d}. */
    static String span(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 120 * 60) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    /** How long something took: {@code 0.4 s}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
    static String took(long millis) {
        if (millis < 10_000) {
            return millis / 1000 + "." + millis % 1000 / 100 + " s";
        }
        long seconds = millis / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** {@code 2024-01-15 03:00:00 (3 h ago)}; the text itself where it is no time; "never" where there is none. */
    String full(String rfc3339) {
        long at = parse(rfc3339);
        if (at == NONE) {
            return rfc3339.isEmpty() ? "never" : rfc3339;
        }
        return stamp(at) + " (" + age(at) + ")";
    }

    /** {@code 2024-01-15 03:00:00} in local time; "-" for no time. */
    String stamp(long at) {
        if (at == NONE) {
            return "-";
        }
        LocalDateTime local = local(at);
        return date(local.toLocalDate()) + " " + two(local.getHour()) + ":" + two(local.getMinute()) + ":"
                + two(local.getSecond());
    }

    /** {@code today 14:00}, {@code tomorrow 02:00}, {@code Sun 2024-01-21 03:00}. */
    String due(long at) {
        LocalDateTime local = local(at);
        LocalDate today = local(now()).toLocalDate();
        long days = local.toLocalDate().toEpochDay() - today.toEpochDay();
        String day;
        if (days == 0) {
            day = "today";
        } else if (days == 1) {
            day = "tomorrow";
        } else {
            day = DAYS[local.getDayOfWeek().getValue() - 1] + " " + date(local.toLocalDate());
        }
        return day + " " + two(local.getHour()) + ":" + two(local.getMinute());
    }

    long now() {
        return clock.millis();
    }

    TimeZone zone() {
        return zone;
    }

    private LocalDateTime local(long at) {
        return LocalDateTime.ofEpochSecond(Math.floorDiv(at + zone.getOffset(at), 1000L), 0, ZoneOffset.UTC);
    }

    private static String date(LocalDate date) {
        return date.getYear() + "-" + two(date.getMonthValue()) + "-" + two(date.getDayOfMonth());
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
