package io.thingconnect.pulse.backupd.report.doctor;

import java.util.Locale;

/** What belongs together on the screen, in its order. */
public enum Group {
    DATABASE,
    PERMISSIONS,
    SPACE,
    DESTINATIONS,
    CHAINS,
    RESTORES,
    SCHEDULES,
    CLOCK,
    SERVICE,
    CONFIGURATION,
    DOCTOR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
