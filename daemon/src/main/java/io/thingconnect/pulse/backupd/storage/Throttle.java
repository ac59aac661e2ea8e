package io.thingconnect.pulse.backupd.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets bytes pass at a rate: a bucket that holds what a quarter of a second lets through. The rate is asked anew for each
 * piece, so that a window that begins or ends counts at once.
 */
final class Throttle {
    private static final long BURST = TimeUnit.MILLISECONDS.toNanos(250);

    private final Bandwidth bandwidth;
    private final Pace pace;
    /** When all that was let through so far has passed, by {@code pace.nanos()}. */
    private long passedAt;

    /** How time passes. */
    record Pace(Clock clock, LongSupplier nanos, Pause pause) {
        Pace {
            requireNonNull(clock, "clock is null");
            requireNonNull(nanos, "nanos is null");
            requireNonNull(pause, "pause is null");
        }

        static Pace real(Clock clock) {
            return new Pace(clock, System::nanoTime, TimeUnit.NANOSECONDS::sleep);
        }
    }

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void nanos(long nanos) throws InterruptedException;
    }

    Throttle(Bandwidth bandwidth, Pace pace) {
        this.bandwidth = requireNonNull(bandwidth, "bandwidth is null");
        this.pace = requireNonNull(pace, "pace is null");
        this.passedAt = pace.nanos().getAsLong() - BURST;
    }

    /** Returns when that many bytes may pass. Several threads share the rate. */
    void pass(int bytes) throws IOException {
        long wait = reserve(bytes);
        if (wait <= 0) {
            return;
        }
        try {
            pace.pause().nanos(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for bandwidth").initCause(e);
        }
    }

    private synchronized long reserve(int bytes) {
        long rate = bandwidth.at(pace.clock().instant());
        long now = pace.nanos().getAsLong();
        if (rate == 0) {
            passedAt = now - BURST;
            return 0;
        }
        if (passedAt - (now - BURST) < 0) {
            passedAt = now - BURST;
        }
        passedAt += (long) (bytes * 1e9 / rate);
        return passedAt - now;
    }

    /** What passes in a quarter of a second at the slowest time of the day. */
    int block() {
        long smallest = bandwidth.smallest();
        return smallest == 0 ? 1 << 18 : (int) Math.max(512, Math.min(1 << 18, smallest / 4));
    }
}
