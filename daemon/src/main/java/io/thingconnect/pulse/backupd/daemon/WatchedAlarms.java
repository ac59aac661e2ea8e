package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backup.LabelAllocator;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.control.DestinationStatus;
import io.thingconnect.pulse.backupd.control.Status;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.Installation;
import io.thingconnect.pulse.backupd.job.Scheduler;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** placeholder until the watch room is there */
final class WatchedAlarms implements Alarms {
    WatchedAlarms(Configuration c, Catalog k, LabelAllocator l, Scheduler s, Supplier<Installation> i) {}

    @Override
    public List<Status.Alarm> now(List<BackupRecord> backups, List<DestinationStatus> destinations, Instant now)
            throws BackupException {
        return List.of();
    }
}
