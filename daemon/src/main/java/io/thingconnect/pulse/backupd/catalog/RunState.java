package io.thingconnect.pulse.backupd.catalog;

import java.util.Locale;

/** Where a run stands. */
public enum RunState {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    /** The daemon went away meanwhile. */
    INTERRUPTED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isOver() {
        return this != QUEUED && this != RUNNING;
    }
}
