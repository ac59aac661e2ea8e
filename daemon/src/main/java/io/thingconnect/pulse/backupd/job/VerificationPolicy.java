package io.thingconnect.pulse.backupd.job;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What is verified without anybody asking, key {@code verification:}. The read-back of each new copy always happens.
 *
 * @param checksums whether old copies are read again
 * @param reverifyAfter each at the latest after so long
 * @param nightlyBudget bytes a night
 * @param testRestore whether each full, and the newest chain once a day, is restored into scratch
 */
public record VerificationPolicy(boolean checksums, Duration reverifyAfter, long nightlyBudget, boolean testRestore) {
    /** Nothing by itself. */
    public static final VerificationPolicy OFF = new VerificationPolicy(false, Duration.ofDays(30), 0, false);

    public VerificationPolicy {
        requireNonNull(reverifyAfter, "reverifyAfter is null");
    }
}
