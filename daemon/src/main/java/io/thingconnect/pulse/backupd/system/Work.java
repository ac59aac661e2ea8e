package io.thingconnect.pulse.backupd.system;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one piece of long work shares with those who watch it: its phase, its bytes, and whether somebody asked it to
 * stop. Cancelling is a flag and never an interrupt: an interrupt closes the channel a thread reads from, and closing a
 * database's descriptor drops SQLite's locks.
 */
public final class Work {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicLong done = new AtomicLong();
    private volatile String phase = "";
    private volatile long total = -1;

    /**
     * Starts a phase; its bytes count from 0.
     *
     * @param name one word for people: {@code database}, {@code files}, {@code read-back} …
     * @param totalBytes expected, or -1 where nobody knows
     */
    public void phase(String name, long totalBytes) {
        done.set(0);
        total = totalBytes;
        phase = name;
    }

    public void advance(long bytes) {
        done.addAndGet(bytes);
    }

    public void cancel() {
        cancelled.set(true);
    }

    public boolean isCancelled() {
        return cancelled.get();
    }

    /** Called between blocks of work. */
    public void check() throws BackupException {
        if (cancelled.get()) {
            throw new BackupException(ErrorCode.CANCELLED, "the run was cancelled", "");
        }
    }

    public String phase() {
        return phase;
    }

    /** Bytes done in this phase. */
    public long done() {
        return done.get();
    }

    /** Bytes expected in this phase, -1 where nobody knows. */
    public long total() {
        return total;
    }
}
