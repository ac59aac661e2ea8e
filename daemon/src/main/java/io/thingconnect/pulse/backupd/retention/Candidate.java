package io.thingconnect.pulse.backupd.retention;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A backup as retention sees it: of one job, as it stands at one destination.
 *
 * @param takenAt what the clock said while it was made; counts only where the label lies ahead of now
 * @param parent what it applies to <em>at this destination</em>: where a consolidated full has taken its parent's place,
 *     that one; null in a full
 * @param provenAt when this copy was last restored as a proof, and passed
 * @param lockedUntil before when its destination lets nobody delete it (Object Lock); empty: it lets us
 */
public record Candidate(
        Label label,
        Instant takenAt,
        Label parent,
        Health health,
        Optional<Instant> provenAt,
        Optional<Pin> pin,
        Set<Hold> holds,
        Optional<Instant> lockedUntil) {

    /** One that its destination lets go. */
    public Candidate(
            Label label,
            Instant takenAt,
            Label parent,
            Health health,
            Optional<Instant> provenAt,
            Optional<Pin> pin,
            Set<Hold> holds) {
        this(label, takenAt, parent, health, provenAt, pin, holds, Optional.empty());
    }

    /** The same, which its destination does not let go before then. */
    public Candidate lockedUntil(Instant end) {
        return new Candidate(label, takenAt, parent, health, provenAt, pin, holds, Optional.of(end));
    }

    public Candidate {
        requireNonNull(label, "label is null");
        requireNonNull(takenAt, "takenAt is null");
        requireNonNull(health, "health is null");
        requireNonNull(provenAt, "provenAt is null");
        requireNonNull(pin, "pin is null");
        requireNonNull(lockedUntil, "lockedUntil is null");
        EnumSet<Hold> ordered = EnumSet.noneOf(Hold.class);
        ordered.addAll(holds);
        holds = Collections.unmodifiableSet(ordered);
    }

    boolean isGood() {
        return health == Health.GOOD;
    }

    /** The time the rules go by; the package says why it is the label's. */
    Instant time(Instant now) {
        return label.at().isAfter(now) && !takenAt.isAfter(now) ? takenAt : label.at();
    }
}
