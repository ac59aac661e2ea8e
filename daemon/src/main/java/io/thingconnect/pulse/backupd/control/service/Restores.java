package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.recovery.RestorePlan;
import io.thingconnect.pulse.backupd.recovery.RestorePlanner;

/** What a restore would do, before it does. */
public interface Restores {
    /** @throws BackupException as {@link RestorePlanner#plan} */
    RestorePlan plan(RestorePlanner.Query query) throws BackupException;
}
