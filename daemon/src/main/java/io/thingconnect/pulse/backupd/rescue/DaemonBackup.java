package io.thingconnect.pulse.backupd.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private final Duration patience;
    private final Clock clock;

    /** @param patience how long the daemon may be silent */
    DaemonBackup(Duration patience, Clock clock) {
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public String take(Path socket, String restored, List<Label> needed) throws BackupException {
        try (DaemonClient daemon = DaemonClient.connect(socket, patience)) {
            for (Label label : needed) {
                pin(daemon, label);
            }
            JsonNode run = daemon.call("StartBackup", Map.of("note", "before restore of " + restored))
                    .path("run");
            JsonNode ended =
                    daemon.last("Watch", Map.of("run", run.path("id").asLong())).path("run");
            return outcome(ended);
        } catch (IOException e) {
            return "NONE, the backup daemon does not answer at " + socket + ": " + Errno.reason(e) + KEPT;
        } catch (BackupException e) {
            return unreadable(e);
        }
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
