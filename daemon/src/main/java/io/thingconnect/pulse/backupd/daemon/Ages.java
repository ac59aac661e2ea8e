package io.thingconnect.pulse.backupd.daemon;

import java.time.Duration;
import java.time.Instant;

/** How long ago, as people say it. */
final class Ages {
    private Ages() {}

    static String of(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        if (seconds < 2 * 86_400) {
            return seconds / 3600 + " h";
        }
        return seconds / 86_400 + " d";
    }
}
