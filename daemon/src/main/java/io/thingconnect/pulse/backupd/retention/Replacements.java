package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which backups a consolidated full has made superfluous: it bears the same time as the one it was made from, and no two
 * other labels do. Both are one recovery point, and count as one.
 */
final class Replacements {
    private final Map<Instant, Label> fulls = new HashMap<>();

    Replacements(List<Candidate> candidates) {
        candidates.stream()
                .filter(candidate -> candidate.isGood() && candidate.label().kind() == Kind.FULL)
                .forEach(full -> fulls.put(full.label().at(), full.label()));
    }

    /** The good full that holds the same. */
    Optional<Label> of(Candidate candidate) {
        Label label = candidate.label();
        return label.kind() == Kind.FULL ? Optional.empty() : Optional.ofNullable(fulls.get(label.at()));
    }
}
