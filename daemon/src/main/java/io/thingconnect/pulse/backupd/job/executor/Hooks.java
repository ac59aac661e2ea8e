package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.system.Processes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A job's commands before and after its run. Each is a shell command line from the configuration; what we have to tell
 * it goes into the environment, never into the line, so no value of ours is ever read as shell.
 *
 * <p>A message names a hook by its place in the list: the command itself may hold a secret.
 */
final class Hooks {
    static final Duration TIMEOUT = Duration.ofMinutes(10);

    private static final int KEPT_BYTES = 4_096;
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN_CHARACTERS = 500;

    private final Duration timeout;

    Hooks(Duration timeout) {
        this.timeout = timeout;
    }

    void before(JobSpec job, ActiveRun run) throws BackupException {
        for (int i = 0; i < job.before().size(); i++) {
            run.work.check();
            String name = "hook number " + (i + 1) + " before job '" + job.name() + "'";
            String wrong = call(job.before().get(i), environment(job, run, "", ""), run.work::isCancelled);
            run.work.check();
            if (!wrong.isEmpty()) {
                throw new BackupException(
                        ErrorCode.HOOK_FAILED,
                        name + " failed: " + wrong,
                        "Run the command of that hook by hand as the daemon's user; it stands under hooks: in"
                                + " backup.yaml.");
            }
        }
    }

    /** Also after a failed or cancelled run: a hook that stopped something must get the chance to start it again. */
    void after(JobSpec job, ActiveRun run, Verdict verdict) {
        String label = verdict.outcome() == null ? "" : verdict.outcome().label();
        Map<String, String> environment = environment(
                job, run, label == null ? "" : label, verdict.state().word());
        for (int i = 0; i < job.after().size() && !run.isAbandoned(); i++) {
            String wrong = call(job.after().get(i), environment, run::isAbandoned);
            if (!wrong.isEmpty()) {
                run.warnings.add("hook number " + (i + 1) + " after job '" + job.name() + "' failed: " + wrong);
            }
        }
    }

    private static Map<String, String> environment(JobSpec job, ActiveRun run, String label, String outcome) {
        return Map.of(
                "PULSE_JOB",
                job.name(),
                "PULSE_RUN",
                Long.toString(run.id()),
                "PULSE_LABEL",
                label,
                "PULSE_OUTCOME",
                outcome);
    }

    /** What went wrong, or "". */
    private String call(String command, Map<String, String> environment, BooleanSupplier stop) {
        try {
            Processes.Result result =
                    Processes.run(List.of("/bin/sh", "-c", command), environment, timeout, KEPT_BYTES, stop);
            if (result.succeeded()) {
                return "";
            }
            String how =
                    switch (result.ending()) {
                        case EXITED -> "it ended with status " + result.status();
                        case TIMED_OUT -> "it did not end within " + timeout.toSeconds() + " s";
                        case STOPPED -> "it was stopped with the run";
                    };
            String said = lastLines(result.errors());
            return said.isEmpty() ? how : how + ": " + said;
        } catch (IOException e) {
            return "it could not be started: " + e.getMessage();
        }
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        String shown = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()).stream()
                .collect(Collectors.joining(" | "));
        return shown.substring(Math.max(0, shown.length() - SHOWN_CHARACTERS));
    }
}
