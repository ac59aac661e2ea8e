package io.thingconnect.pulse.backupd.storage;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** A clock that only waiting moves. */
final class PassingTime extends Clock {
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private Instant now;
    private long nanos;
    private long longestWait;

    PassingTime(String now) {
        this.now = Instant.parse(now);
    }

    Throttle.Pace pace() {
        return new Throttle.Pace(this, () -> nanos, this::pass);
    }

    private void pass(long wait) {
        nanos += wait;
        now = now.plusNanos(wait);
        longestWait = Math.max(longestWait, wait);
    }

    double seconds() {
        return nanos / 1e9;
    }

    long longestWait() {
        return longestWait;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return BERLIN;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
