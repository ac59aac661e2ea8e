package io.thingconnect.pulse.backupd.job;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The verbs, as the executor calls them. Each runs on a worker thread that is never interrupted: cancelling is the
 * flag in {@code work}, looked at between blocks, and ends in {@code CANCELLED}.
 */
public interface Operations {
    /**
     * @param job as it stood when the run was queued
     * @param request kind, compression and level are filled in; an empty {@code only} means the job's components
     * @param warnings takes one line each, for the run's record
     */
    Outcome backup(JobSpec job, Request.Backup request, long runId, Work work, Consumer<String> warnings)
            throws BackupException;

    /** @param request its label is a whole one */
    Outcome verify(Request.Verify request, long runId, Work work, Consumer<String> warnings) throws BackupException;

    /** @param policy as it stood when the run was queued */
    Outcome reverify(
            VerificationPolicy policy, Request.Reverify request, long runId, Work work, Consumer<String> warnings)
            throws BackupException;

    /**
     * @param spec with everything that the request says instead
     * @param label a whole one, of the backup that was asked for; empty where the newest or oldest is
     * @throws BackupException {@code VERIFICATION_FAILED} where the drill failed
     */
    Outcome drill(DrillSpec spec, Optional<String> label, long runId, Work work, Consumer<String> warnings)
            throws BackupException;

    /** @param request its label is a whole one, its target absolute */
    Outcome restore(Request.Restore request, long runId, Work work, Consumer<String> warnings) throws BackupException;

    /**
     * @param request its label is a whole one, its target absolute
     * @throws BackupException {@code VERIFICATION_FAILED} where anything was lost, after the rest was brought out
     */
    Outcome salvage(Request.Salvage request, long runId, Work work, Consumer<String> warnings) throws BackupException;

    /**
     * @param request its label is a whole one, of an incremental or differential that was good when it was asked for
     * @return the label of the full that was made
     */
    Outcome consolidate(Request.Consolidate request, long runId, Work work, Consumer<String> warnings)
            throws BackupException;

    /** @param request its label, where it has one, is a whole one */
    Outcome copy(Request.Copy request, long runId, Work work, Consumer<String> warnings) throws BackupException;

    /** @param jobs as they stood when the run was queued */
    Outcome expire(List<JobSpec> jobs, Request.Expire request, long runId, Work work, Consumer<String> warnings)
            throws BackupException;

    /** @throws BackupException {@code DESTINATION_UNAVAILABLE} where none could be read */
    Outcome rebuild(Request.Rebuild request, long runId, Work work, Consumer<String> warnings) throws BackupException;

    /** Called after each operation, however it ended: writes beside the copies what was learned of them. */
    default void settle(Consumer<String> warnings) {}

    /**
     * What an operation did.
     *
     * @param label of the backup made (by a consolidation too), proved or restored; null in an expiry
     * @param result one line for people
     */
    record Outcome(String label, String result) {
        public Outcome {
            requireNonNull(result, "result is null");
        }
    }
}
