package io.thingconnect.pulse.backupd.watch;

import java.time.Duration;

/**
 * The configured limits, key {@code monitoring:}.
 *
 * @param backupSuccess whether a failed or interrupted run alarms
 * @param backupDuration a backup that takes longer alarms; zero: never
 * @param backupSize bytes of one archive; a larger one alarms; 0: never
 * @param missingBackups without a good backup of the database for longer, an alarm; zero: never
 * @param missedDue a due time not served for longer alarms
 */
public record Thresholds(
        boolean backupSuccess, Duration backupDuration, long backupSize, Duration missingBackups, Duration missedDue) {

    /** What holds where the configuration says nothing. */
    public static final Thresholds DEFAULT =
            new Thresholds(true, Duration.ofHours(1), 10_000_000_000L, Duration.ofHours(24), Duration.ofHours(1));
}
