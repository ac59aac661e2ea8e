package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who needs whom. Answers also where the input is nonsense: a parent that is not here, a chain that runs in a circle. */
final class Chains {
    private final Map<Label, Candidate> here = new HashMap<>();
    private final Map<Label, Optional<String>> faults = new HashMap<>();

    /** @throws IllegalArgumentException where a label comes twice: the list mixes destinations */
    Chains(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            if (here.put(candidate.label(), candidate) != null) {
                throw new IllegalArgumentException("label comes twice: " + candidate.label());
            }
        }
        candidates.forEach(candidate -> faults.put(candidate.label(), findFault(candidate)));
    }

    /** What this one needs and is here, its parent first. */
    Set<Label> ancestors(Candidate of) {
        Set<Label> found = new LinkedHashSet<>();
        Candidate at = parentOf(of);
        while (at != null && !at.label().equals(of.label()) && found.add(at.label())) {
            at = parentOf(at);
        }
        return found;
    }

    private Candidate parentOf(Candidate of) {
        return of.parent() == null ? null : here.get(of.parent());
    }

    /** Good, and so are all its ancestors down to a full. */
    boolean restorable(Candidate candidate) {
        return candidate.isGood() && fault(candidate).isEmpty();
    }

    /** What is wrong with the ancestors of this one, for people; empty: nothing. Its own health is not looked at. */
    Optional<String> fault(Candidate candidate) {
        return faults.get(candidate.label());
    }

    private Optional<String> findFault(Candidate candidate) {
        Candidate last = candidate;
        for (Label label : ancestors(candidate)) {
            last = here.get(label);
            if (!last.isGood()) {
                return Optional.of(
                        "it needs " + label + ", which is " + last.health().words());
            }
        }
        if (last.parent() != null && here.containsKey(last.parent())) {
            return Optional.of("its chain runs in a circle");
        }
        if (last.parent() != null) {
            return Optional.of("it needs " + last.parent() + ", which is not here");
        }
        return last.label().kind() == Kind.FULL
                ? Optional.empty()
                : Optional.of("it needs a parent of " + last.label() + ", which names none");
    }
}
