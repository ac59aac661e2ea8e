package io.thingconnect.pulse.backupd.job.scheduler;

import io.thingconnect.pulse.backupd.job.Timed;
import java.util.List;

/**
 * What the scheduler is to do.
 *
 * @param enabled false: nothing starts by itself
 * @param jobs jobs, and whatever else comes due; those without a schedule are left alone
 */
public record Plan(boolean enabled, List<? extends Timed> jobs) {
    public Plan {
        jobs = List.copyOf(jobs);
    }
}
