package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.util.List;

/** Backs up what is about to be replaced, before anything is locked or stopped. */
interface SafetyBackup {
    /**
     * @param socket where the daemon of the installation would listen
     * @param restored name of what is about to be restored, for the note
     * @param needed the backups it is made of: they have to outlive the expiry that follows a backup
     * @param work tells what is waited for; who cancels it ends the waiting, and no backup
     * @return one clause for people: what was backed up, or why nothing was
     * @throws BackupException where the restore had better not go on
     */
    String take(Path socket, String restored, List<Label> needed, Work work) throws BackupException;
}
