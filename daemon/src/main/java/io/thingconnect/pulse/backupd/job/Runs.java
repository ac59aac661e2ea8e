package io.thingconnect.pulse.backupd.job;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Duration;
import java.util.List;

/** Long work as the control room sees it: ask for it, look at it, cancel it. */
public interface Runs {
    /**
     * Queues work and returns at once.
     *
     * @param trigger {@code user:NAME}, {@code schedule} …
     * @throws BackupException {@code BUSY} when the job already has a run queued or running, or the same proof, drill or consolidation, or
     *     a restore into the same directory, is; {@code JOB_NOT_FOUND}, {@code BACKUP_NOT_FOUND},
     *     {@code DESTINATION_NOT_FOUND}, {@code INVALID_PARAMETER}; {@code INTERRUPTED} while the daemon stops
     */
    RunView start(Request request, String trigger) throws BackupException;

    /** @throws BackupException {@code RUN_NOT_FOUND} */
    RunView run(long id) throws BackupException;

    /** Queued and running ones, oldest first. */
    List<RunView> active();

    /**
     * Waits until something about any run may have changed, or the time is over. A change between a look and this call
     * is not missed for long: while anything is queued or runs, every waiter is woken twice a second.
     */
    void awaitChange(Duration atMost) throws InterruptedException;

    /** Asks a run to stop; it ends soon as cancelled. One that is over is left as it is. */
    RunView cancel(long id) throws BackupException;
}
