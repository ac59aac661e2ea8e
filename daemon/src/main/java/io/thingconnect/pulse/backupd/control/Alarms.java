package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.AlarmRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.List;

/** What is wrong, and who has it in hand. */
public interface Alarms {
    /** Those that are open, the severest first, then the oldest. */
    List<AlarmRecord> open() throws BackupException;

    /** Open and over, newest first. */
    List<AlarmRecord> history(int limit) throws BackupException;

    /**
     * Nobody is told of it again until it has cleared, or gets more severe. Replaces an earlier acknowledgement.
     *
     * @param id of an open one, or the beginning that only one of them has
     * @param by the user's name
     * @param note "" for none
     * @throws BackupException {@code ALARM_NOT_FOUND}
     */
    AlarmRecord acknowledge(String id, String by, String note) throws BackupException;
}
