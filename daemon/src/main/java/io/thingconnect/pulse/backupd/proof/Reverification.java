package io.thingconnect.pulse.backupd.proof;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which copies a night reads again. The one that was not looked at for longest comes first, so that nothing waits for
 * ever, whatever the budget. A copy is taken when it would be overdue by the next night, or earlier where the nights to come
 * have more to read than their budgets: what falls due together is spread over the nights before.
 */
final class Reverification {
    /** From one night to the next, also where clocks go back. */
    static final Duration NIGHT = Duration.ofHours(25);

    /** How far is looked ahead. */
    private static final int MOST_NIGHTS = 400;

    private static final Comparator<Copy> OLDEST_FIRST =
            Comparator.comparing(Copy::lookedAt).thenComparing(Copy::label).thenComparing(Copy::destination);

    /**
     * One copy.
     *
     * @param bytes of its archive
     * @param lookedAt when it was last read, whatever was found
     * @param urgent to be looked at tonight whatever its age
     */
    record Copy(Label label, String destination, long bytes, Instant lookedAt, boolean urgent) {}

    private final Duration after;
    private final long budget;

    /**
     * @param after each copy is to be read again within so long
     * @param budget bytes a night
     */
    Reverification(Duration after, long budget) {
        this.after = after;
        this.budget = budget;
    }

    /**
     * @param spent bytes that were read tonight already
     * @return in the order in which they are to be read; a copy larger than the whole budget is taken alone, as the first
     */
    List<Copy> tonight(List<Copy> copies, long spent, Instant now) {
        List<Copy> oldestFirst = new ArrayList<>(copies);
        oldestFirst.sort(OLDEST_FIRST);
        long wanted = wanted(oldestFirst, now);
        List<Copy> chosen = new ArrayList<>();
        long bytes = spent;
        for (Copy copy : oldestFirst) {
            boolean due = isDueWithin(1, copy, now) || copy.urgent() || bytes - spent < wanted;
            if (!due) {
                continue;
            }
            if (bytes > 0 && bytes + copy.bytes() > budget) {
                break;
            }
            chosen.add(copy);
            bytes += copy.bytes();
        }
        return chosen;
    }

    /** Bytes to read tonight so that no night to come has more to read than it can. */
    private long wanted(List<Copy> copies, Instant now) {
        long largest = copies.stream().mapToLong(Copy::bytes).max().orElse(0);
        // Copies are not cut in two, so a night may leave up to the largest one of its budget unused.
        long capacity = largest < budget ? budget - largest : budget;
        long wanted = 0;
        long falling = 0;
        int next = 0;
        for (int night = 1; night <= MOST_NIGHTS && next < copies.size(); night++) {
            while (next < copies.size() && isDueWithin(night, copies.get(next), now)) {
                falling += copies.get(next).bytes();
                next++;
            }
            wanted = Math.max(wanted, falling - (night - 1) * capacity);
        }
        return wanted;
    }

    private boolean isDueWithin(int nights, Copy copy, Instant now) {
        return copy.lookedAt().plus(after).isBefore(now.plus(NIGHT.multipliedBy(nights)));
    }
}
