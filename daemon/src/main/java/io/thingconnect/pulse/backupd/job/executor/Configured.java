package io.thingconnect.pulse.backupd.job.executor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The configuration as far as requests are held against it; asked at each one, so that a reload counts from the next on.
 *
 * @param destinations names, in the order of the configuration
 * @param freshness of a drill without a name: how much older than the backup its newest check result may be
 */
public record Configured(
        Supplier<List<JobSpec>> jobs,
        Supplier<List<DrillSpec>> drills,
        Supplier<VerificationPolicy> verification,
        Supplier<Set<String>> destinations,
        Supplier<Duration> freshness) {
    public Configured {
        requireNonNull(jobs, "jobs is null");
        requireNonNull(drills, "drills is null");
        requireNonNull(verification, "verification is null");
        requireNonNull(destinations, "destinations is null");
        requireNonNull(freshness, "freshness is null");
    }

    /** Jobs alone: no drills, and nothing verified by itself. */
    static Configured jobsOnly(Supplier<List<JobSpec>> jobs) {
        return new Configured(jobs, List::of, () -> VerificationPolicy.OFF, Set::of, () -> Duration.ZERO);
    }
}
