package io.thingconnect.pulse.backupd.job;

import java.time.Duration;

/**
 * When changes of files start a run.
 *
 * @param debounce how long the files must have been quiet, at most {@link #PATIENCE} times waited for
 * @param minInterval at least so long between the starts of two runs
 */
public record OnChange(Duration debounce, Duration minInterval) {
    /** Who writes without end is backed up all the same, after so many times the debounce. */
    static final int PATIENCE = 6;

    public OnChange {
        if (debounce.isNegative() || minInterval.isNegative()) {
            throw new IllegalArgumentException("a negative time: " + debounce + ", " + minInterval);
        }
    }

    public Duration longestWait() {
        return debounce.multipliedBy(PATIENCE);
    }
}
