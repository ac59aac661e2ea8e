package io.thingconnect.pulse.backupd.restore;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
     * @throws BackupException {@code BUSY} where one was interrupted and waits to be recovered
     */
    public synchronized Optional<Pass> enter() throws IOException, BackupException {
        if (inside == 0) {
            Optional<RestoreLock> taken = RestoreLock.shared(state);
            if (taken.isEmpty()) {
                return Optional.empty();
            }
            lock = taken.get();
        }
        // Whoever restores holds the lock for as long as the marker stands: with the lock free, nobody is at work.
        if (FileSteps.exists(InPlaceRestore.marker(state))) {
            if (inside == 0) {
                lock.close();
            }
            throw new BackupException(
                    ErrorCode.BUSY,
                    "a restore in place was interrupted, and what stands there may be half of it: "
                            + occupant(state).orElse("its journal cannot be read"),
                    "Finish it or take it back: sudo pulse-restore --recover");
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

    /** The restore that is under way, as the journal has it: {@code the restore of LABEL, swapping since TIME}. */
    public static Optional<String> occupant(Path state) {
        try {
            Journal journal = Journal.open(InPlaceRestore.directory(state), FileSteps.unwatched());
            List<Transaction> all = Transaction.all(journal, Clock.systemUTC());
            if (!all.isEmpty() && all.get(all.size() - 1).isOpen()) {
                RestoreRecord open = all.get(all.size() - 1).toRecord();
                String what = open.kind().equals(Begin.UNDO) ? "the undo of the restore of " : "the restore of ";
                return Optional.of(what + open.label() + ", " + open.phase() + " since "
                        + open.phases().get(open.phase()));
            }
        } catch (BackupException unused) {
            // It is only asked for to make a message better.
        }
        return Optional.empty();
    }

    private synchronized void leave() {
        inside--;
        if (inside == 0) {
            lock.close();
        }
    }
}
