package io.thingconnect.pulse.backupd.report.doctor;

import java.nio.file.Path;
import java.time.Duration;

/** Spans and paths as findings say them. */
final class Say {
    private Say() {}

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
        return quoted(path.toString());
    }

    static String quoted(String text) {
        return text.matches("[A-Za-z0-9/._@%+=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
