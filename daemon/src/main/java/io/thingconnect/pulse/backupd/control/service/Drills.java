package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Instant;
import java.util.List;

/** Restores for practice: which there are to be, and which there were. */
public interface Drills {
    /**
     * A configured drill.
     *
     * @param from a destination, {@code each}, or "" for the first that holds a good backup
     * @param backup {@code newest} or {@code oldest}
     * @param next when it comes due; null while schedules start nothing
     * @param last its newest verdict; null before the first
     */
    record Plan(
            String name, String schedule, String scope, String from, String backup, Instant next, DrillRecord last) {}

    /** In the order of the configuration. */
    List<Plan> plans() throws BackupException;

    /** Newest first. */
    List<DrillRecord> history(int limit) throws BackupException;

    /**
     * Writes down what was learned, in place of what was written before.
     *
     * @return the drill with it
     * @throws BackupException {@code RUN_NOT_FOUND} where there is no such drill
     */
    DrillRecord note(long id, String text) throws BackupException;
}
