package io.thingconnect.pulse.backupd.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A backup by the running daemon, of its usual job and kind. The worst day must not end here: without a daemon, or where
 * what is there now cannot be read, the restore goes on and says so, because what it replaces is kept beside anyway.
 */
final class DaemonBackup implements SafetyBackup {
    private static final Set<ErrorCode> UNREADABLE = Set.of(
            ErrorCode.SOURCE_MISSING,
            ErrorCode.SOURCE_EMPTY,
            ErrorCode.SOURCE_UNREADABLE,
            ErrorCode.SOURCE_REPLACED,
            ErrorCode.SOURCE_CORRUPT,
            ErrorCode.HOT_JOURNAL,
            ErrorCode.DATABASE_BUSY);
    private static final String KEPT = "; what is there now is kept beside, pulse-restore --undo brings it back";
    /** The expiry at the end of a backup must not remove what is about to be restored. */
    private static final Duration PINNED = Duration.ofDays(1);

    /** A backup that ends between two questions is found gone; a daemon that says no for another reason says so again. */
    private static final int ATTEMPTS = 3;

    private final Duration patience;
    private final Duration limit;
    private final Clock clock;

    /**
     * @param patience how long the daemon may be silent
     * @param limit how long other runs are waited for before ours begins
     */
    DaemonBackup(Duration patience, Duration limit, Clock clock) {
        this.patience = patience;
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public String take(Path socket, String restored, List<Label> needed, Work work) throws BackupException {
        try (DaemonClient daemon = DaemonClient.connect(socket, patience)) {
            for (Label label : needed) {
                pin(daemon, label);
            }
            long deadline = System.nanoTime() + limit.toNanos();
            JsonNode run = started(daemon, "before restore of " + restored, deadline, work);
            String lead = "safety backup, run " + run.path("id").asLong();
            return outcome(new FollowedRun(run, lead, work).end(daemon, deadline, limit, true));
        } catch (IOException e) {
            return "NONE, the backup daemon does not answer at " + socket + ": " + Errno.reason(e) + KEPT;
        } catch (BackupException e) {
            return unreadable(e);
        }
    }

    /** Once no other backup is in the way; which it is, the daemon's status says. */
    private JsonNode started(DaemonClient daemon, String note, long deadline, Work work)
            throws IOException, BackupException {
        for (int unexplained = 0; ; ) {
            work.check();
            try {
                return daemon.call("StartBackup", Map.of("note", note)).path("run");
            } catch (BackupException e) {
                if (e.code() != ErrorCode.BUSY) {
                    throw e;
                }
                Optional<JsonNode> other = runningBackup(daemon);
                if (other.isEmpty() && ++unexplained == ATTEMPTS) {
                    throw e;
                }
                if (other.isPresent()) {
                    String lead = "waiting for " + FollowedRun.name(other.get()) + " before the safety backup";
                    new FollowedRun(other.get(), lead, work).end(daemon, deadline, limit, false);
                }
            }
        }
    }

    /** The oldest: backups are made one after the other, so that any of them is in the way. */
    private static Optional<JsonNode> runningBackup(DaemonClient daemon) throws IOException, BackupException {
        JsonNode running = daemon.call("GetStatus", Map.of()).path("status").path("running");
        for (JsonNode run : running) {
            if (run.path("operation").asText().equals("backup")) {
                return Optional.of(run);
            }
        }
        return Optional.empty();
    }

    private static String outcome(JsonNode run) throws BackupException, IOException {
        JsonNode error = run.path("error");
        if (error.isObject()) {
            throw DaemonClient.failure(
                    error.path("code").asText(),
                    error.path("message").asText(),
                    error.path("hint").asText());
        }
        if (!run.path("state").asText().equals("succeeded")) {
            throw new IOException("its run " + run.path("id").asText() + " is "
                    + run.path("state").asText("lost"));
        }
        return run.path("label").asText() + " holds what is there now";
    }

    private static String unreadable(BackupException e) throws BackupException {
        if (UNREADABLE.contains(e.code())) {
            return "NONE, what is there now cannot be read: " + e.getMessage() + KEPT;
        }
        if (e.code() == ErrorCode.INTERRUPTED) {
            return "NONE, the backup daemon stopped meanwhile" + KEPT;
        }
        throw new BackupException(
                e.code(),
                "nothing was restored, because what is there now could not be backed up before: " + e.getMessage(),
                (e.hint().isEmpty() ? "To" : e.hint().replaceAll("[.]$", "") + "; to")
                        + " restore without a backup before: --no-safety-backup",
                e);
    }

    private void pin(DaemonClient daemon, Label label) throws IOException, BackupException {
        try {
            JsonNode backup =
                    daemon.call("GetBackup", Map.of("label", label.toString())).path("backup");
            if (!backup.has("pinReason")) {
                daemon.call(
                        "Pin",
                        Map.of(
                                "label",
                                label.toString(),
                                "until",
                                clock.instant().plus(PINNED).toString(),
                                "reason",
                                "it is being restored in place"));
            }
        } catch (BackupException e) {
            // What the catalog does not know the daemon does not remove either.
            if (e.code() != ErrorCode.BACKUP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
