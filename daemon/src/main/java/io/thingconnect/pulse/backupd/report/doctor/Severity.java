package io.thingconnect.pulse.backupd.report.doctor;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** Looked at, and in order. */
    OK,
    /** Worth knowing; nothing has to be done. */
    NOTICE,
    /** Backups go on, but something will go wrong, or protects less than it should. */
    WARNING,
    /** The next backup or restore fails, or is at risk now. */
    ERROR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
