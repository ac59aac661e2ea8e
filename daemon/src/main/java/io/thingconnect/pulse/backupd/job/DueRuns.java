package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Instant;

/** Where the scheduler's due times become runs. */
public interface DueRuns {
    /**
     * Queues its run, or notes the due time at its scheduled run that has not ended yet.
     *
     * @param trigger {@code schedule} or {@code catch-up}
     */
    void startDue(Timed timed, Instant due, String trigger) throws BackupException;
}
