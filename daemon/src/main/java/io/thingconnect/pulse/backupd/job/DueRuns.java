package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Instant;

/** Where the scheduler's due times become runs. */
public interface DueRuns {
    /**
     * Queues the job's run, or notes the due time at the job's scheduled run that has not ended yet.
     *
     * @param trigger {@code schedule} or {@code catch-up}
     */
    void startDue(JobSpec job, Instant due, String trigger) throws BackupException;
}
