package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The policy alone, over a list of backups. A span is represented by its newest backup: the one that holds most of the
 * span, and the one that stays the same when a later run of the rules sees fewer of the older ones.
 *
 * <p>Spans count from the newest backup on, in the order of labels, and one without a backup takes no place. So nothing
 * expires because time passes: only a newer backup pushes an older one out.
 */
final class Rules {
    private final Keep keep;
    private final ZoneId zone;
    private final Instant now;
    private final Instant reference;
    private final Map<Label, List<String>> kept = new HashMap<>();
    private final Map<String, Label> represented = new HashMap<>();

    /** @param newestFirst what counts */
    Rules(List<Candidate> newestFirst, Keep keep, ZoneId zone, Instant now) {
        this.keep = keep;
        this.zone = zone;
        this.now = now;
        this.reference = reference(newestFirst);
        newestFirst.stream().limit(keep.last()).forEach(candidate -> keep(candidate, "last " + keep.last()));
        for (Span span : Span.values()) {
            keepOneOfEach(newestFirst, span);
        }
        newestFirst.stream()
                .filter(this::isWithin)
                .forEach(candidate -> keep(candidate, "within " + words(keep.within())));
        int missing = Math.max(0, keep.minimum() - kept.size());
        List<Candidate> others = newestFirst.stream()
                .filter(candidate -> !kept.containsKey(candidate.label()))
                .limit(missing)
                .toList();
        others.forEach(candidate -> keep(candidate, "minimum " + keep.minimum()));
    }

    private void keep(Candidate candidate, String rule) {
        kept.computeIfAbsent(candidate.label(), none -> new ArrayList<>()).add(rule);
    }

    /**
     * What {@code within} is measured from: the newest backup that does not lie ahead of now. Measured from now, a standstill
     * of the backups, or a clock that leapt ahead, would let everything expire; measured from a label out of the future,
     * all that is older.
     */
    private Instant reference(List<Candidate> newestFirst) {
        return newestFirst.stream()
                .map(candidate -> candidate.time(now))
                .filter(time -> !time.isAfter(now))
                .max(Comparator.naturalOrder())
                .orElse(now);
    }

    private void keepOneOfEach(List<Candidate> newestFirst, Span span) {
        Set<String> seen = new HashSet<>();
        for (Candidate candidate : newestFirst) {
            if (seen.size() == span.count(keep)) {
                break;
            }
            String name = span.of(candidate.time(now), zone);
            if (seen.add(name)) {
                represented.put(name, candidate.label());
                keep(candidate, name);
            }
        }
    }

    /** The rules that keep this one, in the order of {@link Keep}; empty where none does. */
    List<String> keeping(Candidate candidate) {
        return kept.getOrDefault(candidate.label(), List.of());
    }

    private boolean isWithin(Candidate candidate) {
        return !keep.within().isZero()
                && Duration.between(candidate.time(now), reference).compareTo(keep.within()) <= 0;
    }

    /** Why none of the rules keeps this one, rule by rule. */
    String refusal(Candidate candidate) {
        List<String> reasons = new ArrayList<>();
        if (keep.last() > 0) {
            reasons.add("older than the last " + keep.last());
        }
        for (Span span : Span.values()) {
            if (span.count(keep) > 0) {
                String name = span.of(candidate.time(now), zone);
                reasons.add(Optional.ofNullable(represented.get(name))
                        .map(newest -> name + " has " + newest)
                        .orElse(name + " is past the newest " + span.count(keep)));
            }
        }
        if (!keep.within().isZero()) {
            reasons.add("not within " + words(keep.within()));
        }
        return String.join("; ", reasons);
    }

    /** In the largest unit that divides it, as the configuration spells it. */
    private static String words(Duration span) {
        long seconds = span.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
