package io.thingconnect.pulse.backupd.control.varlink;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Keeps a stranger who asks in a loop from filling the disk with refusals: so many of one user are recorded in a minute,
 * the others counted.
 */
public final class RefusalMeter {
    public static final int PER_MINUTE = 100;
    /** Users remembered at a time; beyond that the oldest counts are not worth the memory. */
    private static final int MOST_USERS = 10_000;

    /** One user's minute. */
    private static final class Count {
        long minute;
        int recorded;
        long passedOver;
    }

    private final Clock clock;
    /** Guarded by this. */
    private final Map<Long, Count> counts = new HashMap<>();

    RefusalMeter(Clock clock) {
        this.clock = clock;
    }

    /** How many were passed over since the last one that was recorded; empty where this one is passed over, too. */
    synchronized OptionalLong next(long uid) {
        if (counts.size() >= MOST_USERS) {
            counts.clear();
        }
        Count count = counts.computeIfAbsent(uid, key -> new Count());
        long minute = clock.instant().getEpochSecond() / 60;
        if (minute != count.minute) {
            count.minute = minute;
            count.recorded = 0;
        }
        if (count.recorded >= PER_MINUTE) {
            count.passedOver++;
            return OptionalLong.empty();
        }
        count.recorded++;
        long passedOver = count.passedOver;
        count.passedOver = 0;
        return OptionalLong.of(passedOver);
    }
}
