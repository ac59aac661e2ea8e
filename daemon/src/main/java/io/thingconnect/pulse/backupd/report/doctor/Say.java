package io.thingconnect.pulse.backupd.report.doctor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;

/** Sizes, spans and paths as findings say them. */
final class Say {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Say() {}

    /** Decimal units as in the configuration: {@code 1.5 GB}. */
    static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        BigDecimal value = BigDecimal.valueOf(bytes);
        int unit = -1;
        while (value.compareTo(BigDecimal.valueOf(1_000)) >= 0) {
            value = value.movePointLeft(3);
            unit++;
        }
        return value.setScale(1, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString() + " " + UNITS[unit];
    }

    static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " days";
    }

    /** As a shell takes it for one word. */
    static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9/._@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
