package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.util.List;

/** How things stand now. Asked by many callers at once; expensive answers (a destination's space) are worth keeping. */
public interface Facts {
    Status status() throws BackupException;

    /** In the order of the configuration. */
    List<JobStatus> jobs() throws BackupException;

    /** In the order of the configuration. A destination that hangs has to be reported as such, not waited for. */
    List<DestinationStatus> destinations() throws BackupException;

    /** How each component stands against its objectives now. */
    List<Standing> objectives() throws BackupException;

    /**
     * How each stood at its worst on each of so many days with this one; the newest first. Days on which nobody looked are not
     * there.
     */
    List<ObjectiveDay> objectiveDays(int count) throws BackupException;

    /** Newest first, those under way included. */
    List<RunRecord> runs(int limit) throws BackupException;
}
