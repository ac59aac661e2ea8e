package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.Instant;
import java.util.List;

/**
 * One execution as the catalog remembers it.
 *
 * @param id positive, rising
 * @param operation {@code backup}, {@code verify} or {@code restore}
 * @param job name of the job, "" where the operation has none
 * @param trigger {@code schedule}, {@code catch-up}, {@code daemon} or {@code user:NAME}
 * @param dueAt the due time that caused it, null for anything but a schedule
 * @param startedAt null while queued
 * @param endedAt null until it ended
 * @param label of the backup it made, proved or restored; null before that is known
 * @param error null unless failed, cancelled or interrupted
 * @param result one line for people: what was done; "" before that
 */
public record RunRecord(
        long id,
        String operation,
        String job,
        String trigger,
        RunState state,
        Instant dueAt,
        Instant queuedAt,
        Instant startedAt,
        Instant endedAt,
        String label,
        Failure error,
        String result,
        List<String> warnings) {

    public RunRecord {
        warnings = List.copyOf(warnings);
    }

    /** Why a run did not succeed. */
    public record Failure(ErrorCode code, String message, String hint) {}
}
