package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.time.Instant;
import java.util.List;

/**
 * One execution as the catalog remembers it.
 *
 * @param id positive, rising
 * @param operation {@code backup}, {@code verify}, {@code restore}, {@code salvage}, {@code consolidate}, {@code expire} or
 *     {@code drill}
 * @param job name of the job or drill, "" where the operation has none
 * @param trigger {@code schedule}, {@code catch-up}, {@code change}, {@code verification}, {@code daemon} or {@code user:NAME}
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

    /** The same run, now under way. */
    public RunRecord started(Instant at) {
        return new RunRecord(
                id,
                operation,
                job,
                trigger,
                RunState.RUNNING,
                dueAt,
                queuedAt,
                at,
                endedAt,
                label,
                error,
                result,
                warnings);
    }

    /** The same run, over; the failure is null where it succeeded. */
    public RunRecord ended(RunState how, Instant at, Failure failure) {
        return new RunRecord(
                id, operation, job, trigger, how, dueAt, queuedAt, startedAt, at, label, failure, result, warnings);
    }

    /** The same run with what it made. */
    public RunRecord withResult(String newLabel, String newResult) {
        return new RunRecord(
                id, operation, job, trigger, state, dueAt, queuedAt, startedAt, endedAt, newLabel, error, newResult,
                warnings);
    }

    public RunRecord withWarnings(List<String> newWarnings) {
        return new RunRecord(
                id,
                operation,
                job,
                trigger,
                state,
                dueAt,
                queuedAt,
                startedAt,
                endedAt,
                label,
                error,
                result,
                newWarnings);
    }

    public RunRecord withId(long newId) {
        return new RunRecord(
                newId, operation, job, trigger, state, dueAt, queuedAt, startedAt, endedAt, label, error, result,
                warnings);
    }

    /** Why a run did not succeed. */
    public record Failure(ErrorCode code, String message, String hint) {}
}
