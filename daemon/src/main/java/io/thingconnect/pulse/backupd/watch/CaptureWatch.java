package io.thingconnect.pulse.backupd.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reading a database cost the application more than {@code capture:} allows. */
public final class CaptureWatch {
    private CaptureWatch() {}

    /**
     * A job's newest ended run, where it broke the budget.
     *
     * @param failed false: a second try, by way of the spool, went well
     */
    public record BudgetFacts(String job, long run, Instant at, boolean failed, String message) {}

    public static List<Alarm> alarms(List<BudgetFacts> runs) {
        List<Alarm> alarms = new ArrayList<>();
        for (BudgetFacts run : runs) {
            alarms.add(
                    new Alarm(
                            "capture-budget:" + run.job(),
                            run.failed() ? Severity.CRITICAL : Severity.WARNING,
                            run.at(),
                            "run " + run.run() + " of job '" + run.job() + "' at " + Words.time(run.at())
                                    + " held up the application for longer than allowed: " + run.message()
                                    + (run.failed() ? "; there is no backup of that run" : "; a second try went well"),
                            "Let the job run at a quieter hour, or raise capture.maxWalGrowth or capture.maxDuration in backup.yaml."));
        }
        return alarms;
    }
}
