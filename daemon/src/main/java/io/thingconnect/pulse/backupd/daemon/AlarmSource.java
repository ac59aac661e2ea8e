package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.Alarm;
import java.time.Instant;
import java.util.List;

/** Somebody else who knows of alarms. Asked at each look and at each status query, so the answer has to be at hand. */
@FunctionalInterface
interface AlarmSource {
    /** @param backups newest first */
    List<Alarm> alarms(List<BackupRecord> backups, Instant now) throws BackupException;
}
