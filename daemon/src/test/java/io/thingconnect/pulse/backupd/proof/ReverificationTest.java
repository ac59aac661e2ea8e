package io.thingconnect.pulse.backupd.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReverificationTest {
    private static final Instant NOW = Instant.parse("2024-03-01T01:00:00Z");
    private static final Duration AFTER = Duration.ofDays(30);
    private static final Duration DAY = Duration.ofDays(1);

    private static Reverification.Copy copy(int number, long bytes, Instant lookedAt) {
        return new Reverification.Copy(
                new Label(NOW.minus(DAY.multipliedBy(400)).plusSeconds(number), Kind.FULL),
                "local",
                bytes,
                lookedAt,
                false);
    }

    private static Reverification.Copy daysAgo(int number, long bytes, int days) {
        return copy(number, bytes, NOW.minus(DAY.multipliedBy(days)));
    }

    private static List<Long> bytes(List<Reverification.Copy> chosen) {
        return chosen.stream().map(Reverification.Copy::bytes).toList();
    }

    @Test
    void theOldestComeFirst_andWhatIsNotDueStays() {
        List<Reverification.Copy> copies =
                List.of(daysAgo(1, 10, 3), daysAgo(2, 11, 40), daysAgo(3, 12, 31), daysAgo(4, 13, 29));
        assertEquals(List.of(11L, 12L, 13L), bytes(new Reverification(AFTER, 1_000).tonight(copies, 0, NOW)));
    }

    @Test
    void theBudget_isNotExceeded_andCountsWhatWasReadBefore() {
        List<Reverification.Copy> copies = List.of(daysAgo(1, 60, 50), daysAgo(2, 60, 40), daysAgo(3, 30, 35));
        assertEquals(List.of(60L), bytes(new Reverification(AFTER, 100).tonight(copies, 0, NOW)));
        assertEquals(List.of(), bytes(new Reverification(AFTER, 100).tonight(copies, 50, NOW)));
        assertEquals(List.of(60L, 60L, 30L), bytes(new Reverification(AFTER, 150).tonight(copies, 0, NOW)));
    }

    @Test
    void aCopyLargerThanTheBudget_isReadAlone() {
        List<Reverification.Copy> copies = List.of(daysAgo(1, 500, 50), daysAgo(2, 10, 40));
        assertEquals(List.of(500L), bytes(new Reverification(AFTER, 100).tonight(copies, 0, NOW)));
    }

    @Test
    void whatFallsDueTogether_isSpreadOverTheNightsBefore() {
        List<Reverification.Copy> copies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            copies.add(daysAgo(i, 10, 20));
        }
        assertTrue(new Reverification(AFTER, 1_000).tonight(copies, 0, NOW).isEmpty(), "one night is enough");
        assertTrue(!new Reverification(AFTER, 30).tonight(copies, 0, NOW).isEmpty(), "ten nights of 20 bytes are not");
    }

    @Test
    void anUrgentCopy_isReadWhateverItsAge() {
        Reverification.Copy young = daysAgo(1, 10, 1);
        Reverification.Copy urgent = new Reverification.Copy(young.label(), "nas", 10, young.lookedAt(), true);
        assertEquals(List.of(urgent), new Reverification(AFTER, 100).tonight(List.of(young, urgent), 0, NOW));
    }

    /** One copy in a simulated year of nights. */
    private static final class World {
        final Map<Integer, Instant> lookedAt = new HashMap<>();
        final Map<Integer, Long> sizes = new HashMap<>();
        Duration longest = Duration.ZERO;

        World(Random random, int copies, int largest) {
            for (int i = 0; i < copies; i++) {
                sizes.put(i, 1L + random.nextInt(largest));
                lookedAt.put(i, NOW.minus(Duration.ofHours(random.nextInt(24 * 20))));
            }
        }

        long total() {
            return sizes.values().stream().mapToLong(Long::longValue).sum();
        }

        long largest() {
            return sizes.values().stream().mapToLong(Long::longValue).max().orElseThrow();
        }

        void live(Reverification rule, long budget, int nights) {
            for (int night = 0; night < nights; night++) {
                Instant now = NOW.plus(DAY.multipliedBy(night));
                List<Reverification.Copy> copies = new ArrayList<>();
                sizes.forEach((number, bytes) -> copies.add(copy(number, bytes, lookedAt.get(number))));
                List<Reverification.Copy> chosen = rule.tonight(copies, 0, now);
                long bytes =
                        chosen.stream().mapToLong(Reverification.Copy::bytes).sum();
                assertTrue(bytes <= budget || chosen.size() == 1, "night " + night + ": " + bytes);
                for (Reverification.Copy copy : chosen) {
                    int number = (int) Duration.between(
                                    NOW.minus(DAY.multipliedBy(400)),
                                    copy.label().at())
                            .toSeconds();
                    longest = max(longest, Duration.between(lookedAt.put(number, now), now));
                }
            }
            Instant end = NOW.plus(DAY.multipliedBy(nights));
            lookedAt.values().forEach(last -> longest = max(longest, Duration.between(last, end.minus(DAY))));
        }

        private static Duration max(Duration one, Duration other) {
            return one.compareTo(other) > 0 ? one : other;
        }
    }

    @Test
    void model_everyCopyIsReadInTime_whereTheBudgetAllows() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            World world = new World(random, 5 + random.nextInt(60), 1 + random.nextInt(50));
            // The copies were looked at within the last 20 days, so the first round has 10 nights.
            long budget = world.largest() + world.total() / 9 + 1;
            world.live(new Reverification(AFTER, budget), budget, 200);
            assertTrue(world.longest.compareTo(AFTER) <= 0, "seed " + seed + ": " + world.longest);
        }
    }

    @Test
    void model_nothingStarves_whereTheBudgetDoesNotAllow() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            World world = new World(random, 40, 50);
            long budget = 1L + random.nextInt(30);
            world.live(new Reverification(Duration.ofDays(2), budget), budget, 300);
            // At least one copy a night, the oldest first: after 40 nights each had its turn.
            assertTrue(
                    world.longest.compareTo(DAY.multipliedBy(20 + 40 + 1)) <= 0, "seed " + seed + ": " + world.longest);
        }
    }
}
