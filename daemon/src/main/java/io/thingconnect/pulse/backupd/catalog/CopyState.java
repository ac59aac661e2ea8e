package io.thingconnect.pulse.backupd.catalog;

import java.util.Locale;
import java.util.Optional;

/** What is known of one backup at one destination. */
public enum CopyState {
    /** Still to be made. */
    PENDING,
    /** Read back and proven. */
    GOOD,
    /** Failed a proof: never used, kept for salvage. */
    QUARANTINED,
    /** Was there, and is not any more, and nobody knows why. */
    MISSING,
    /** Retention removed it. */
    EXPIRED;

    /** Whether an archive lies at the destination. */
    public boolean isPresent() {
        return this == GOOD || this == QUARANTINED;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CopyState> parse(String word) {
        for (CopyState state : values()) {
            if (state.word().equals(word)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
