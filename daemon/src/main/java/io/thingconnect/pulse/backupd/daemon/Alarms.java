package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.control.DestinationStatus;
import io.thingconnect.pulse.backupd.control.Status;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Instant;
import java.util.List;

/** Gathers the facts that the watch room judges. */
interface Alarms {
    List<Status.Alarm> now(List<BackupRecord> backups, List<DestinationStatus> destinations, Instant now)
            throws BackupException;
}
