package io.thingconnect.pulse.backupd.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything the watch looks at, as of one moment.
 *
 * @param enabled false: nothing starts by itself, so no due time can be missed
 * @param watchedSince when this installation was first watched: the age of a backup that never was
 * @param newestGoodDatabase when the newest good backup that holds the database was taken; empty: there is none
 * @param locked a copy of the newest backup that no configured secret opens; empty: there is none
 * @param config empty where the last load was accepted
 */
public record Snapshot(
        boolean enabled,
        Instant watchedSince,
        Optional<Instant> newestGoodDatabase,
        List<JobFacts> jobs,
        List<DestinationFacts> destinations,
        List<PendingFacts> pending,
        List<FailedProof> failedProofs,
        List<FailedDrill> failedDrills,
        Optional<LockedCopy> locked,
        Optional<RejectedConfig> config,
        ClockFacts clock) {

    public Snapshot {
        jobs = List.copyOf(jobs);
        destinations = List.copyOf(destinations);
        pending = List.copyOf(pending);
        failedProofs = List.copyOf(failedProofs);
        failedDrills = List.copyOf(failedDrills);
    }

    /** How a run stands. */
    public enum RunOutcome {
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        INTERRUPTED
    }

    /**
     * @param oldestUnserved the first due time after the last one that became a run, where it has passed already
     * @param running the job's run under way
     * @param lastEnded the job's newest run that is over, whatever its outcome
     * @param newest the job's newest backup
     */
    public record JobFacts(
            String name,
            Optional<Instant> oldestUnserved,
            Optional<RunFacts> running,
            Optional<RunFacts> lastEnded,
            Optional<ArchiveFacts> newest) {}

    /**
     * @param endedAt null while it is running
     * @param message why it did not succeed; "" otherwise
     */
    public record RunFacts(long id, RunOutcome outcome, Instant startedAt, Instant endedAt, String message) {}

    /** @param bytes of the archive as stored */
    public record ArchiveFacts(String label, Instant at, long bytes) {}

    /**
     * @param location a path, share or bucket, for people
     * @param error why it cannot be reached; "" where it can
     * @param since when {@code error}, or free space below the reserve, was first seen
     * @param freeBytes -1 where nobody knows
     * @param reserveBytes what is to stay free; 0: nothing
     */
    public record DestinationFacts(
            String name, String location, String error, Instant since, long freeBytes, long reserveBytes) {}

    /**
     * Copies that a destination still waits for.
     *
     * @param copies how many, at least 1
     * @param oldest label of the one that waits longest
     * @param since when that one became pending
     * @param overdue how long one may wait
     * @param message why the last try failed; "" where none did
     */
    public record PendingFacts(
            String destination, int copies, String oldest, Instant since, Duration overdue, String message) {}

    /**
     * A copy whose newest proof failed.
     *
     * @param quarantined whether it was set aside because of that
     */
    public record FailedProof(String label, String destination, Instant at, String message, boolean quarantined) {}

    /**
     * A drill whose newest run at a destination failed.
     *
     * @param name "" for one without a name
     * @param label "" where there was nothing to restore
     */
    public record FailedDrill(String name, String destination, String label, Instant at, String message) {}

    /** An encrypted copy that cannot be opened. */
    public record LockedCopy(String label, String destination, Instant at, String message) {}

    /** @param error the first error of the refused file, with file and line */
    public record RejectedConfig(String path, Instant at, String error) {}

    /**
     * The newest times this installation has seen: a clock that says less stands behind.
     *
     * @param newestLabel time of the newest label ever given away
     * @param newestDue the newest due time that became a run
     */
    public record ClockFacts(Optional<Instant> newestLabel, Optional<Instant> newestDue) {}
}
