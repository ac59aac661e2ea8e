package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.control.service.Keeping;
import io.thingconnect.pulse.backupd.copies.Pinning;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.error.Nearest;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.operation.Expiry;
import io.thingconnect.pulse.backupd.retention.RetentionPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The control room's view of retention. */
final class CatalogKeeping implements Keeping {
    private final Expiry expiry;
    private final Pinning pinning;
    private final Supplier<List<JobSpec>> jobs;

    CatalogKeeping(Expiry expiry, Pinning pinning, Supplier<List<JobSpec>> jobs) {
        this.expiry = expiry;
        this.pinning = pinning;
        this.jobs = jobs;
    }

    @Override
    public List<ExpiryPlan> plans(Optional<String> job) throws BackupException {
        List<JobSpec> wanted = jobs.get().stream()
                .filter(known -> job.isEmpty() || known.name().equals(job.get()))
                .toList();
        if (wanted.isEmpty()) {
            throw new BackupException(
                    ErrorCode.JOB_NOT_FOUND,
                    "there is no job '" + job.orElse("") + "'",
                    Nearest.question(
                                    job.orElse(""),
                                    jobs.get().stream().map(JobSpec::name).toList())
                            + "List the jobs with 'pulsectl jobs'.");
        }
        List<ExpiryPlan> plans = new ArrayList<>();
        for (JobSpec each : wanted) {
            each.destinations().forEach(destination -> plans.add(plan(each, destination)));
        }
        return plans;
    }

    private ExpiryPlan plan(JobSpec job, String destination) {
        try {
            RetentionPlan plan = expiry.plan(job, destination);
            List<String> drops = plan.deletions().stream().map(Label::toString).toList();
            return new ExpiryPlan(job.name(), destination, drops, plan.lines(), "");
        } catch (BackupException e) {
            return new ExpiryPlan(job.name(), destination, List.of(), List.of(), e.getMessage());
        }
    }

    @Override
    public List<String> pin(String label, Optional<Instant> until, String reason, String by) throws BackupException {
        return pinning.pin(label, until, reason, by);
    }

    @Override
    public List<String> unpin(String label) throws BackupException {
        return pinning.unpin(label);
    }
}
