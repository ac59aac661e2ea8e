package io.thingconnect.pulse.backupd.control.varlink;

import java.time.Duration;

/**
 * The moment at which a peer has been waited for long enough. Set by the connection's own thread, looked at by the
 * server's watch. Monotonic time, because a clock that is set must not hang up on anybody.
 */
public final class Deadline {
    private static final long NONE = 0;

    private volatile long at = NONE;

    void arm(Duration from) {
        long moment = System.nanoTime() + from.toNanos();
        at = moment == NONE ? 1 : moment;
    }

    void clear() {
        at = NONE;
    }

    boolean passed() {
        long moment = at;
        return moment != NONE && System.nanoTime() - moment >= 0;
    }
}
