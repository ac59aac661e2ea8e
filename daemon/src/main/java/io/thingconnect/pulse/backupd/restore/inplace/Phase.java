package io.thingconnect.pulse.backupd.restore.inplace;

import java.util.Locale;

/** How far a restore in place has come; what is to be done after an interruption depends on nothing else. */
enum Phase {
    /** Where things go is known; only staging directories may exist. */
    BEGUN,
    /** What comes lies ready and is proven. */
    STAGED,
    /** The marker is set, and services are being stopped. */
    STOPPING,
    /** What changes places is known; any part of it may have happened. */
    SWAPPING,
    /** All of it has happened and was found valid: from here on the only way is forward, unless the services say no. */
    COMMITTED,
    /** Any part may have been taken back. */
    REVERTING,
    /** All is as it was; only staging directories may exist. */
    REVERTED,
    DONE;

    /** Whether what stands there may be a mix of old and new, or is about to become one. */
    boolean isHalf() {
        return this == STOPPING || this == SWAPPING || this == REVERTING;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
