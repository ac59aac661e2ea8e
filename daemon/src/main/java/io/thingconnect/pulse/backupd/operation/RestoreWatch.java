package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.inplace.BackupGate;
import io.thingconnect.pulse.backupd.restore.inplace.Timeline;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What restores in place mean for backups: none reads the application while one is under way, and each begins a timeline.
 * A restore is another process; its lock and its journal are all that is known of it.
 */
public final class RestoreWatch {
    private static final int GLANCE_MILLIS = 200;
    private static final String WAITING = "wait for a restore";

    private final Path state;
    private final BackupGate gate;
    private final Duration patience;

    /**
     * @param state our own state directory; it exists
     * @param patience how long a backup waits for a restore to end before it fails
     */
    public RestoreWatch(Path state, Duration patience) {
        this.state = requireNonNull(state, "state is null");
        this.gate = new BackupGate(state);
        this.patience = requireNonNull(patience, "patience is null");
    }

    /**
     * Waits for a restore in place to end, visibly, and keeps the next one from beginning.
     *
     * @throws BackupException {@code BUSY} naming the restore, where it takes too long or was interrupted; {@code CANCELLED}
     */
    BackupGate.Pass enter(Work work) throws BackupException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (Optional<BackupGate.Pass> pass = gate.enter(); ; pass = gate.enter()) {
                if (pass.isPresent()) {
                    return pass.get();
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw refused();
                }
                if (!work.phase().equals(WAITING)) {
                    work.phase(WAITING, -1);
                }
                work.check();
                pause();
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * For somebody who waits for the answer: keeps the next restore in place from beginning, and does not wait for one.
     *
     * @throws BackupException {@code BUSY} naming the restore that is under way or was interrupted
     */
    BackupGate.Pass enterAtOnce() throws BackupException {
        try {
            return gate.enter()
                    .orElseThrow(() -> new BackupException(
                            ErrorCode.BUSY,
                            "the application cannot be looked at, because a restore in place is under way: "
                                    + BackupGate.occupant(state).orElse("it is being prepared"),
                            "Look when it has ended: pulsectl restore --status"));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private BackupException unusable(IOException e) {
        return new BackupException(
                ErrorCode.INTERNAL,
                "the lock between backups and restores in " + state + " cannot be taken: " + Errno.reason(e),
                "It must be readable for the daemon: ls -l " + state.resolve("restore.lock"),
                e);
    }

    private BackupException refused() {
        return new BackupException(
                ErrorCode.BUSY,
                "nothing was backed up, because a restore in place was still under way after " + patience.toSeconds()
                        + " s: " + BackupGate.occupant(state).orElse("it is being prepared"),
                "Back up when it has ended: pulsectl backup");
    }

    private static void pause() throws BackupException {
        try {
            TimeUnit.MILLISECONDS.sleep(GLANCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(ErrorCode.CANCELLED, "the wait for a restore was interrupted", "", e);
        }
    }

    /**
     * The present one: what the journal says, unless backups are known of a later one, because the state directory was lost.
     *
     * @param known every backup
     */
    public Timeline timeline(List<BackupRecord> known) throws BackupException {
        Timeline journal = Timeline.of(state);
        int newest = known.stream()
                .mapToInt(backup -> backup.lineage().timeline())
                .max()
                .orElse(1);
        return newest <= journal.number() ? journal : new Timeline(newest, "", "", Instant.EPOCH);
    }
}
