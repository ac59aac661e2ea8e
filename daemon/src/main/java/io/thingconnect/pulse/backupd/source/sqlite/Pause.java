package io.thingconnect.pulse.backupd.source.sqlite;

import java.util.concurrent.locks.LockSupport;

/** Waiting for another process, which tells nobody when it is done. */
final class Pause {
    private static final long BRIEF_NANOS = 20_000_000;

    private Pause() {}

    /** Parked, not slept: capture threads are never interrupted, and need no handler for it. */
    static void brief() {
        LockSupport.parkNanos(BRIEF_NANOS);
    }
}
