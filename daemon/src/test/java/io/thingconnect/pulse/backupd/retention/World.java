package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** One job at one destination, to which things happen; and what must be true of it, told without the code under test. */
final class World {
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("America/St_Johns"));

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<Health> HEALTHS = List.of(Health.values());
    private static final List<Health> BAD = List.of(Health.UNPROVEN, Health.QUARANTINED);
    private static final List<Hold> HOLDS = List.of(Hold.values());

    final TreeMap<Label, Candidate> backups = new TreeMap<>();
    private final Random random;
    Instant now = Instant.parse("2024-01-15T02:00:00Z");
    int expiries;
    int dropped;
    int aborted;
    int orphaned;

    World(long seed) {
        random = new Random(seed);
    }

    void step() {
        int dice = random.nextInt(100);
        if (dice < 45) {
            backUp();
        } else if (dice < 60) {
            changeOne();
        } else if (dice < 70) {
            consolidate();
        } else if (dice < 76) {
            stepClock();
        } else if (dice < 77) {
            loseOne();
        } else if (dice < 90) {
            now = now.plus(Duration.ofMinutes(random.nextInt(3_000)));
        } else {
            expire();
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Label nextLabel(Kind kind) {
        Instant at = backups.isEmpty() ? now : backups.lastKey().at().plusSeconds(1);
        return new Label(at.isAfter(now) ? at : now, kind);
    }

    private void backUp() {
        now = now.plus(Duration.ofMinutes(random.nextInt(600)));
        Kind kind = pick(KINDS);
        Optional<Candidate> parent = kind == Kind.DIFFERENTIAL ? newestRestorable(true) : newestRestorable(false);
        if (kind != Kind.FULL && parent.isEmpty()) {
            kind = Kind.FULL;
        }
        Health health = random.nextInt(8) == 0 ? pick(BAD) : Health.GOOD;
        put(new Candidate(
                nextLabel(kind),
                now,
                kind == Kind.FULL ? null : parent.orElseThrow().label(),
                health,
                Optional.empty(),
                Optional.empty(),
                EnumSet.noneOf(Hold.class)));
    }

    private Optional<Candidate> newestRestorable(boolean full) {
        return backups.descendingMap().values().stream()
                .filter(candidate -> restorable(candidate) && (!full || candidate.parent() == null))
                .findFirst();
    }

    private void put(Candidate candidate) {
        backups.put(candidate.label(), candidate);
    }

    private Optional<Candidate> any() {
        return backups.isEmpty()
                ? Optional.empty()
                : backups.values().stream().skip(random.nextInt(backups.size())).findFirst();
    }

    /** A failure or its repair, a proof, a pin or its end, a pending copy, a running restore, or their end. */
    private void changeOne() {
        any().ifPresent(c -> {
            Health health = random.nextInt(4) == 0 ? pick(HEALTHS) : c.health();
            boolean proves = random.nextInt(4) == 0 && restorable(c);
            Optional<Instant> proven = proves ? Optional.of(now) : c.provenAt();
            Optional<Pin> pin = c.pin();
            if (random.nextInt(3) == 0) {
                pin = random.nextInt(3) == 0
                        ? Optional.of(new Pin(Optional.of(now.plus(Duration.ofHours(random.nextInt(900)))), "test"))
                        : Optional.empty();
            }
            Set<Hold> holds = EnumSet.noneOf(Hold.class);
            if (random.nextInt(3) == 0) {
                holds.add(pick(HOLDS));
            }
            put(new Candidate(c.label(), c.takenAt(), c.parent(), health, proven, pin, holds));
        });
    }

    /** A new full takes the place of a chain's end for what is based on that. */
    private void consolidate() {
        if (random.nextInt(4) != 0) {
            return;
        }
        any().filter(this::restorable).filter(c -> c.parent() != null).ifPresent(end -> {
            boolean sameTime = random.nextBoolean();
            Label full = sameTime ? new Label(end.label().at(), Kind.FULL) : nextLabel(Kind.FULL);
            put(new Candidate(
                    full,
                    sameTime ? end.takenAt() : now,
                    null,
                    Health.GOOD,
                    Optional.empty(),
                    Optional.empty(),
                    EnumSet.noneOf(Hold.class)));
            for (Candidate c : List.copyOf(backups.values())) {
                if (end.label().equals(c.parent())) {
                    put(new Candidate(c.label(), c.takenAt(), full, c.health(), c.provenAt(), c.pin(), c.holds()));
                }
            }
        });
    }

    private void stepClock() {
        long days = random.nextInt(20) == 0 ? 400 : 3;
        now = now.plus(Duration.ofHours((random.nextInt(3) - 1) * days * random.nextInt(24)));
    }

    private void loseOne() {
        any().ifPresent(lost -> backups.remove(lost.label()));
        orphaned++;
    }

    private Keep policy() {
        int[] counts = new int[7];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : 0;
        }
        Duration within = random.nextInt(3) == 0 ? Duration.ofHours(1 + random.nextInt(60)) : Duration.ZERO;
        return new Keep(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], within, counts[6]);
    }

    private void expire() {
        Keep keep = policy();
        ZoneId zone = pick(ZONES);
        RetentionPlan plan = Retention.plan(shuffled(), keep, zone, now);
        Promises promises = new Promises(this, keep);
        expiries++;
        boolean aborts = random.nextInt(3) == 0 && !plan.deletions().isEmpty();
        int stop = aborts
                ? random.nextInt(plan.deletions().size())
                : plan.deletions().size();
        for (Label label : plan.deletions().subList(0, stop)) {
            backups.remove(label);
            dropped++;
            promises.check(label);
        }
        List<Label> again = Retention.plan(shuffled(), keep, zone, now).deletions();
        List<Label> rest = plan.deletions().subList(stop, plan.deletions().size());
        if (!new HashSet<>(again).equals(new HashSet<>(rest))) {
            throw new AssertionError("planned " + rest + " after an abort, then " + again + " with " + keep);
        }
        aborted += aborts ? 1 : 0;
    }

    private List<Candidate> shuffled() {
        List<Candidate> list = new ArrayList<>(backups.values());
        Collections.shuffle(list, random);
        return list;
    }

    /** Good with all its ancestors. A world has no circles. */
    boolean restorable(Candidate candidate) {
        for (Candidate at = candidate; at != null && at.health() == Health.GOOD; at = backups.get(at.parent())) {
            if (at.parent() == null) {
                return true;
            }
        }
        return false;
    }

    boolean isGood(Label label) {
        return backups.containsKey(label) && backups.get(label).health() == Health.GOOD;
    }

    boolean hasParent(Candidate candidate) {
        return candidate.parent() == null || backups.containsKey(candidate.parent());
    }

    List<Candidate> restorable() {
        return backups.descendingMap().values().stream()
                .filter(this::restorable)
                .toList();
    }

    Optional<Candidate> lastProven() {
        return backups.values().stream()
                .filter(candidate -> candidate.provenAt().isPresent())
                .max(Comparator.comparing(
                                (Candidate candidate) -> candidate.provenAt().orElseThrow())
                        .thenComparing(Candidate::label));
    }
}
