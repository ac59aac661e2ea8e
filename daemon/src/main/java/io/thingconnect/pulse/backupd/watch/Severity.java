package io.thingconnect.pulse.backupd.watch;

import java.util.Locale;

/** How much an alarm matters. */
public enum Severity {
    /** Something deserves a look; what was backed up can still be restored. */
    WARNING,
    /** A restore would fail or lose more than was agreed, or the next backup cannot succeed. */
    CRITICAL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
