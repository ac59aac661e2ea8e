package io.thingconnect.pulse.ctl;

/** Runs in words. */
final class RunText {
    private RunText() {}

    /** {@code run 12, backup daily}. */
    static String name(Fields run) throws Failure {
        String job = run.text("job");
        return "run " + run.number("id") + ", " + run.text("operation") + (job.isEmpty() ? "" : " " + job);
    }

    static String going(Fields run) throws Failure {
        return name(run) + ", " + ProgressText.plain(run);
    }

    /** {@code run 12, backup daily: succeeded in 12 s, pulse-backup-…-full}. */
    static String ended(Fields run) throws Failure {
        String outcome = outcome(run);
        return name(run) + ": " + run.text("state") + RunOutcome.in(run) + (outcome.isEmpty() ? "" : ", " + outcome);
    }

    /** What came of it: the error, the result or the label. */
    static String outcome(Fields run) throws Failure {
        Fields error = run.object("error");
        if (error != null) {
            return error.text("message");
        }
        String result = run.text("result");
        return result.isEmpty() ? run.text("label") : result;
    }
}
