package io.thingconnect.pulse.backupd.retention;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Anything happens in any order. After every deletion, so also after an expiry that stopped anywhere: no delta has lost its
 * parent, and the newest good, the last proven, the pinned and the used ones are there. What an aborted expiry left is
 * dropped by the next one, and nothing else.
 */
final class RetentionModelTest {
    private static final int WORLDS = 100;
    private static final int STEPS = 1_000;

    @Test
    void plan_over100000RandomOperations_losesNoAncestorAndNothingExempt() {
        int expiries = 0;
        int dropped = 0;
        int aborted = 0;
        int orphaned = 0;
        for (int seed = 1; seed <= WORLDS; seed++) {
            World world = new World(seed);
            for (int step = 0; step < STEPS; step++) {
                try {
                    world.step();
                } catch (AssertionError e) {
                    throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
                }
            }
            expiries += world.expiries;
            dropped += world.dropped;
            aborted += world.aborted;
            orphaned += world.orphaned;
        }
        assertTrue(expiries > 5_000, "expiries: " + expiries);
        assertTrue(dropped > 20_000, "dropped: " + dropped);
        assertTrue(aborted > 500, "aborted: " + aborted);
        assertTrue(orphaned > 500, "lost: " + orphaned);
    }
}
