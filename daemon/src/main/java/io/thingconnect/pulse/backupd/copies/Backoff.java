package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before a copy is tried again: twice as long after each failure, from ten seconds to half an hour, a fifth
 * more or less, so that the boxes of a plant do not all fall upon a server that has come back.
 */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration LONGEST = Duration.ofMinutes(30);

    private final DoubleSupplier random;

    /** @param random from 0 to 1 */
    Backoff(DoubleSupplier random) {
        this.random = requireNonNull(random, "random is null");
    }

    /** @param failures so far, at least 1 */
    Duration after(int failures) {
        long seconds = FIRST.toSeconds() << Math.min(Math.max(failures, 1) - 1, 20);
        long capped = Math.min(seconds, LONGEST.toSeconds());
        return Duration.ofMillis((long) (capped * 1000 * (0.8 + 0.4 * random.getAsDouble())));
    }

    /** Beyond this no next try can lie, unless the clock was set back since. */
    static Duration most() {
        return LONGEST.plus(LONGEST.dividedBy(5));
    }
}
