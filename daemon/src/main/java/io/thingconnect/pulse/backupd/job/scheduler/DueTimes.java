package io.thingconnect.pulse.backupd.job.scheduler;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Instant;
import java.util.Optional;

/** The scheduler's memory across restarts: the newest due time of each job that was turned into a run. */
public interface DueTimes {
    /** Empty for a job never seen before. */
    Optional<Instant> last(String job) throws BackupException;

    /** Durable when it returns. */
    void remember(String job, Instant due) throws BackupException;

    /** Kept in the catalog. */
    static DueTimes in(Catalog catalog) {
        return new DueTimes() {
            @Override
            public Optional<Instant> last(String job) throws BackupException {
                return catalog.lastDue(job);
            }

            @Override
            public void remember(String job, Instant due) throws BackupException {
                catalog.setLastDue(job, due);
            }
        };
    }
}
