package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.error.BackupException;

/** Where changes of files become runs. */
public interface ChangeRuns {
    /** The trigger of their runs. */
    String CHANGE = "change";

    /**
     * Queues a backup that is made only where something has changed.
     *
     * @throws BackupException {@code BUSY} while a run of the job is queued or under way
     */
    RunView startChanged(JobSpec job) throws BackupException;

    /** @throws BackupException {@code RUN_NOT_FOUND} */
    RunView run(long id) throws BackupException;
}
