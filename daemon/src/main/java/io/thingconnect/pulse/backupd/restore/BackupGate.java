package io.thingconnect.pulse.backupd.restore;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Lets backups read side by side, and none while a restore in place is under way. One for the whole process: file locks
 * belong to processes, and closing the file once gives up all that a process holds on it.
 */
public final class BackupGate {
    private final Path state;
    private RestoreLock lock;
    private int inside;

    /** @param state our own state directory; it exists */
    public BackupGate(Path state) {
        this.state = requireNonNull(state, "state is null");
    }

    /** While it is not closed no restore in place begins. */
    public interface Pass extends AutoCloseable {
        @Override
        void close();
    }

    /** @return empty where a restore in place is under way */
    public synchronized Optional<Pass> enter() throws IOException {
        if (inside == 0) {
            Optional<RestoreLock> taken = RestoreLock.shared(state);
            if (taken.isEmpty()) {
                return Optional.empty();
            }
            lock = taken.get();
        }
        inside++;
        return Optional.of(this::leave);
    }

    private synchronized void leave() {
        inside--;
        if (inside == 0) {
            lock.close();
        }
    }
}
