package io.thingconnect.pulse.backupd.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Times, sizes and lists as people say them. */
final class RunbookWords {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<String> UNITS = List.of("bytes", "kB", "MB", "GB", "TB");

    private RunbookWords() {}

    static String time(Instant at) {
        return TIME.format(at);
    }

    static String span(Duration span) {
        long seconds = Math.max(1, span.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : "%d h %d min".formatted(seconds / 3600, seconds / 60 % 60);
    }

    static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1000 && unit + 1 < UNITS.size()) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || size >= 100 ? "%.0f %s" : "%.1f %s", size, UNITS.get(unit));
    }

    static String codes(List<String> values) {
        return values.stream().map(Document::code).collect(Collectors.joining(", "));
    }

    static String words(List<String> values) {
        return values.stream().map(Document::plain).collect(Collectors.joining(", "));
    }

    static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
