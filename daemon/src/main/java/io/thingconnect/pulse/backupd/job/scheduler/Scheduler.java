package io.thingconnect.pulse.backupd.job.scheduler;

import io.thingconnect.pulse.backupd.job.Timed;
import java.time.Instant;
import java.util.List;

/** Turns due times into runs: one for each, one catch-up after downtime. */
public interface Scheduler {
    /** The next due times of a job: exactly the runs it will start, unless configuration or clock change. */
    List<Instant> next(Timed job, int count);
}
