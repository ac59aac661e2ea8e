package io.thingconnect.pulse.backupd.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** One run of the daemon, watched to its end; what it does is told as a phase of our own work. */
final class FollowedRun {
    private final JsonNode run;
    private final String lead;
    private final Work work;
    private long told;

    /** @param lead what the run is to us, before its phase: {@code waiting for run 7 …} */
    FollowedRun(JsonNode run, String lead, Work work) {
        this.run = run;
        this.lead = lead;
        this.work = work;
    }

    /** {@code run 7, the backup of job 'daily' (schedule, since 2024-01-15T02:00:00Z)} */
    static String name(JsonNode run) {
        // Nobody waits for nanoseconds.
        String since =
                run.path("startedAt").asText(run.path("queuedAt").asText()).replaceFirst("\\.[0-9]+Z$", "Z");
        return "run " + run.path("id").asLong() + ", the "
                + run.path("operation").asText("work")
                + (run.path("job").asText().isEmpty()
                        ? ""
                        : " of job '" + run.path("job").asText() + "'")
                + " (" + run.path("trigger").asText("by somebody") + ", "
                + run.path("state").asText("under way") + (since.isEmpty() ? "" : " since " + since) + ")";
    }

    /**
     * @param deadline by {@link System#nanoTime}: a run that has not ended, or where {@code begun} counts not begun, until then
     *     is not waited for any longer
     * @param begun whether it is enough that the run has begun
     * @return how it ended
     * @throws BackupException {@code BUSY} where it takes too long; {@code CANCELLED}
     */
    JsonNode end(DaemonClient daemon, long deadline, Duration limit, boolean begun)
            throws IOException, BackupException {
        tell(run);
        return daemon.last("Watch", Map.of("run", run.path("id").asLong()), reply -> {
                    work.check();
                    JsonNode now = reply.path("run");
                    tell(now);
                    boolean content = begun && !now.path("state").asText().equals("queued");
                    if (!content && System.nanoTime() - deadline >= 0) {
                        throw tooLong(now, limit);
                    }
                })
                .path("run");
    }

    private void tell(JsonNode now) {
        JsonNode progress = now.path("progress");
        String phase = progress.path("phase").asText();
        if (phase.isEmpty()) {
            phase = now.path("state").asText("queued");
        }
        long total = progress.path("totalBytes").asLong(-1);
        String name = lead + ": " + phase;
        if (!work.phase().equals(name) || work.total() != total) {
            work.phase(name, total);
            told = 0;
        }
        long done = progress.path("doneBytes").asLong();
        work.advance(done - told);
        told = done;
    }

    private static BackupException tooLong(JsonNode run, Duration limit) {
        long id = run.path("id").asLong();
        return new BackupException(
                ErrorCode.BUSY,
                name(run) + " was waited for and has not "
                        + (run.path("state").asText().equals("queued") ? "begun" : "ended") + " after "
                        + limit.toMinutes() + " min",
                "Follow it with 'pulsectl watch " + id + "' or end it with 'pulsectl cancel " + id
                        + "', and restore again");
    }
}
