package io.thingconnect.pulse.backupd.restore.inplace;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Lets backups read side by side, and none while a restore in place is under way or waits to be recovered: what stands
 * there then may be neither the old state nor the new one. One for the whole process: file locks belong to processes, and
 * closing the file once gives up all that a process holds on it.
 */
public final class BackupGate {
    private final Path state;
    private RestoreLock lock;
    private int inside;

    /** @param state our own state directory; it exists */
    public BackupGate(Path state) {
        this.state = requireNonNull(state, "state is null");
    }

    /** While it is not closed no restore in place begins. Closing it again does nothing. */
    public interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @return empty where a restore in place is under way
     * @throws BackupException {@code BUSY} where one was interrupted and waits to be recovered, or where nobody can tell
     */
    public synchronized Optional<Pass> enter() throws IOException, BackupException {
        if (inside == 0) {
            Optional<RestoreLock> taken = RestoreLock.shared(state);
            if (taken.isEmpty()) {
                return Optional.empty();
            }
            lock = taken.get();
        }
        Standing standing = Standing.of(state);
        if (mayNotPass(standing)) {
            if (inside == 0) {
                lock.close();
            }
            throw refused(standing);
        }
        inside++;
        boolean[] open = {true};
        return Optional.of(() -> {
            if (open[0]) {
                open[0] = false;
                leave();
            }
        });
    }

    /**
     * Whoever restores holds the lock until its journal is closed: with the lock free, nobody is at work. One that was
     * interrupted while it unpacked has touched nothing, and is no reason to be without backups.
     */
    private static boolean mayNotPass(Standing standing) {
        return standing instanceof Standing.Unreadable || (standing instanceof Standing.Open open && open.isHalf());
    }

    private static BackupException refused(Standing standing) {
        if (standing instanceof Standing.Unreadable unreadable) {
            return new BackupException(
                    ErrorCode.BUSY,
                    "a restore in place may be half done: " + unreadable.why().getMessage(),
                    unreadable.why().hint(),
                    unreadable.why());
        }
        return new BackupException(
                ErrorCode.BUSY,
                "a restore in place was interrupted, and what stands there may be half of it: "
                        + ((Standing.Open) standing).what(),
                "Finish it or take it back: sudo pulse-restore --recover");
    }

    /** The restore that is under way, as the journal has it: {@code the restore of LABEL, swapping since TIME}. */
    public static Optional<String> occupant(Path state) {
        return Standing.of(state) instanceof Standing.Open open ? Optional.of(open.what()) : Optional.empty();
    }

    private synchronized void leave() {
        inside--;
        if (inside == 0) {
            lock.close();
        }
    }
}
