package io.thingconnect.pulse.backupd.catalog;

import java.util.Locale;

/** What is known of one backup at one destination. */
public enum CopyState {
    /** Still to be made. */
    PENDING,
    /** Read back and proven. */
    GOOD,
    /** Failed a proof: never used, kept for salvage. */
    QUARANTINED,
    /** Was there, and is not any more. */
    MISSING;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
