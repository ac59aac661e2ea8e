package io.thingconnect.pulse.backupd.retention;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The policy of one job at one destination. Rules add up: a backup that any of them keeps stays.
 *
 * @param last the newest so many; 0: no such rule, as in all counts here
 * @param hourly one for each of the newest so many hours that have one; days, weeks, months and years likewise
 * @param within all that are at most so much older than the newest; zero: no such rule
 * @param minimum where the rules keep fewer than so many, the newest others make up for it; keeps nothing by itself
 */
public record Keep(int last, int hourly, int daily, int weekly, int monthly, int yearly, Duration within, int minimum) {
    public Keep {
        requireNonNull(within, "within is null");
        if (last < 0 || hourly < 0 || daily < 0 || weekly < 0 || monthly < 0 || yearly < 0 || minimum < 0) {
            throw new IllegalArgumentException("a count is negative");
        }
        if (within.isNegative()) {
            throw new IllegalArgumentException("within is negative: " + within);
        }
    }

    /** What {@code retention: 30} means: the newest 30 good ones. */
    public static Keep last(int count) {
        return new Keep(count, 0, 0, 0, 0, 0, Duration.ZERO, 0);
    }

    /** Nothing ever expires. */
    public static Keep everything() {
        return last(0);
    }

    /** Whether anything says what may go. {@code minimum} does not: alone it would let everything else go. */
    public boolean hasRule() {
        return (last | hourly | daily | weekly | monthly | yearly) != 0 || !within.isZero();
    }
}
