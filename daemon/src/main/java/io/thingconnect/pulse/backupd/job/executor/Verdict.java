package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Operations;

/**
 * How a run ends.
 *
 * @param failure null where it succeeded
 * @param outcome null where it did not
 */
public record Verdict(RunState state, RunRecord.Failure failure, Operations.Outcome outcome) {
    static Verdict succeeded(Operations.Outcome outcome) {
        return new Verdict(RunState.SUCCEEDED, null, outcome);
    }

    static Verdict failed(BackupException e) {
        RunState state = e.code() == ErrorCode.CANCELLED ? RunState.CANCELLED : RunState.FAILED;
        return new Verdict(state, new RunRecord.Failure(e.code(), e.getMessage(), e.hint()), null);
    }

    static Verdict defect(Throwable e) {
        return new Verdict(
                RunState.FAILED,
                new RunRecord.Failure(
                        ErrorCode.INTERNAL,
                        "a defect of this program ended the run: " + e,
                        "Please report it with what 'journalctl -u thingconnect-pulse-backup' says about it."),
                null);
    }

    static Verdict cancelled(String message) {
        return new Verdict(RunState.CANCELLED, new RunRecord.Failure(ErrorCode.CANCELLED, message, ""), null);
    }

    static Verdict interrupted(String message) {
        return new Verdict(
                RunState.INTERRUPTED,
                new RunRecord.Failure(ErrorCode.INTERRUPTED, message, "Start it again once 'pulsectl status' answers."),
                null);
    }
}
