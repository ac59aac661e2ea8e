package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.error.BackupException;

/** Backs up what is about to be replaced, before anything is locked or stopped. */
interface SafetyBackup {
    /**
     * @return one clause for people: what was backed up, or why nothing was
     * @throws BackupException where the restore had better not go on
     */
    String take() throws BackupException;
}
