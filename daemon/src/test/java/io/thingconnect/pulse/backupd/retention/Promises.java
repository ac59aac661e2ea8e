package io.thingconnect.pulse.backupd.retention;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an expiry must leave, noted before it; held against the world after each deletion. */
final class Promises {
    private final World world;
    private final Set<Label> whole = new HashSet<>();
    private final Set<Label> untouchable = new HashSet<>();
    private final Set<Label> restorable = new HashSet<>();
    private final int atLeast;

    Promises(World world, Keep keep) {
        this.world = world;
        List<Candidate> good = new ArrayList<>(world.restorable());
        good.forEach(candidate -> restorable.add(candidate.label()));
        // A consolidated full and what it was made from are one recovery point.
        good.removeIf(candidate -> candidate.parent() != null
                && world.isGood(new Label(candidate.label().at(), Kind.FULL)));
        good.stream().limit(Math.max(1, keep.last())).forEach(candidate -> untouchable.add(candidate.label()));
        world.lastProven().map(Candidate::label).ifPresent(untouchable::add);
        for (Candidate candidate : world.backups.values()) {
            if (world.hasParent(candidate)) {
                whole.add(candidate.label());
            }
            boolean pinned = candidate.pin().isPresent()
                    && candidate.pin().get().until().orElseThrow().isAfter(world.now);
            boolean unruled = keep.equals(new Keep(0, 0, 0, 0, 0, 0, keep.within(), keep.minimum()))
                    && keep.within().isZero();
            boolean newerThanGood = good.isEmpty()
                    || candidate.label().at().isAfter(good.get(0).label().at());
            if (pinned || unruled || newerThanGood || !candidate.holds().isEmpty()) {
                untouchable.add(candidate.label());
            }
        }
        atLeast = Math.min(good.size(), Math.max(1, keep.minimum()));
    }

    void check(Label deleted) {
        assertTrue(!untouchable.contains(deleted), () -> "deleted " + deleted);
        for (Candidate candidate : world.backups.values()) {
            if (whole.contains(candidate.label())) {
                assertTrue(world.hasParent(candidate), () -> candidate + " lost its parent with " + deleted);
            }
            if (restorable.contains(candidate.label())) {
                assertTrue(
                        world.restorable(candidate), () -> candidate + " was restorable before " + deleted + " went");
            }
        }
        assertTrue(world.restorable().size() >= atLeast, () -> "too few are left without " + deleted);
    }
}
