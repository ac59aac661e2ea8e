package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** From backups and a policy to a plan. */
public final class Retention {
    private static final Comparator<Candidate> NEWEST_FIRST =
            Comparator.comparing(Candidate::label).reversed();

    private final List<Candidate> newestFirst;
    private final Chains chains;
    private final Replacements replacements;
    private final Keep keep;
    private final Instant now;
    private final Rules rules;
    private final Rules rulesWereAllGood;
    private final Optional<Candidate> newestRestorable;
    private final Map<Label, List<String>> keeping = new TreeMap<>(Comparator.reverseOrder());

    private Retention(List<Candidate> candidates, Keep keep, ZoneId zone, Instant now) {
        this.newestFirst = candidates.stream().sorted(NEWEST_FIRST).toList();
        this.chains = new Chains(newestFirst);
        this.replacements = new Replacements(newestFirst);
        this.keep = keep;
        this.now = now;
        List<Candidate> restorable = newestFirst.stream()
                .filter(chains::restorable)
                .filter(candidate -> replacements.of(candidate).isEmpty())
                .toList();
        this.newestRestorable = restorable.stream().findFirst();
        this.rules = new Rules(restorable, keep, zone, now);
        this.rulesWereAllGood = new Rules(newestFirst, keep, zone, now);
    }

    /**
     * Decides over every backup of one job at one destination. The list must be all of them: of a backup that it leaves out,
     * nobody here knows that it needs a parent.
     *
     * @param zone whose days, weeks, months and years count
     * @throws IllegalArgumentException where a label comes twice
     */
    public static RetentionPlan plan(List<Candidate> candidates, Keep keep, ZoneId zone, Instant now) {
        return new Retention(candidates, keep, zone, now).plan();
    }

    private RetentionPlan plan() {
        for (Candidate candidate : newestFirst) {
            List<String> reasons = new ArrayList<>(byPolicy(candidate));
            reasons.addAll(exemptions(candidate));
            keeping.put(candidate.label(), reasons);
        }
        keepLastProven(chains::restorable);
        // A proof is worth keeping also where the copy has gone bad since; but it must not stand in for one that has
        // not.
        keepLastProven(candidate -> true);
        keepChains();
        List<Fate> fates = newestFirst.stream().map(this::fate).toList();
        List<Candidate> dropped = newestFirst.stream()
                .filter(candidate -> keeping.get(candidate.label()).isEmpty())
                .toList();
        return new RetentionPlan(fates, DeletionOrder.of(dropped), notices());
    }

    private List<String> byPolicy(Candidate candidate) {
        if (!keep.hasRule()) {
            return List.of("no rule says what may go");
        }
        if (replacements.of(candidate).isPresent()) {
            return List.of();
        }
        if (chains.restorable(candidate)) {
            return rules.keeping(candidate);
        }
        if (newestRestorable.isEmpty()) {
            return List.of("nothing here can be restored");
        }
        if (candidate.label().compareTo(newestRestorable.get().label()) > 0) {
            return List.of("newer than the newest good");
        }
        return rulesWereAllGood.keeping(candidate).stream()
                .map(rule -> "for salvage: " + rule)
                .toList();
    }

    private List<String> exemptions(Candidate candidate) {
        List<String> reasons = new ArrayList<>();
        if (newestRestorable.filter(candidate::equals).isPresent()) {
            reasons.add("newest good");
        }
        candidate.pin().filter(pin -> pin.holds(now)).map(Pin::words).ifPresent(reasons::add);
        candidate.holds().forEach(hold -> reasons.add(hold.words()));
        candidate
                .lockedUntil()
                .filter(end -> end.isAfter(now))
                .map(end -> "locked by the destination until " + end.truncatedTo(ChronoUnit.SECONDS))
                .ifPresent(reasons::add);
        return reasons;
    }

    private void keepLastProven(Predicate<Candidate> among) {
        newestFirst.stream()
                .filter(among)
                .filter(candidate -> candidate.provenAt().isPresent())
                .max(Comparator.comparing(
                                (Candidate candidate) -> candidate.provenAt().orElseThrow())
                        .thenComparing(Candidate::label))
                .map(proven -> keeping.get(proven.label()))
                .filter(reasons -> !reasons.contains("last proven restore"))
                .ifPresent(reasons -> reasons.add("last proven restore"));
    }

    /** Names the newest backup that needs the ancestor, and how many more do. */
    private void keepChains() {
        Map<Label, List<Label>> needing = new TreeMap<>();
        for (Candidate candidate : newestFirst) {
            if (!keeping.get(candidate.label()).isEmpty()) {
                for (Label ancestor : chains.ancestors(candidate)) {
                    needing.computeIfAbsent(ancestor, none -> new ArrayList<>()).add(candidate.label());
                }
            }
        }
        needing.forEach((ancestor, needed) -> {
            String more = needed.size() > 1 ? " and of " + (needed.size() - 1) + " more" : "";
            keeping.get(ancestor).add("chain of " + needed.get(0) + more);
        });
    }

    private Fate fate(Candidate candidate) {
        List<String> reasons = keeping.get(candidate.label());
        if (!reasons.isEmpty()) {
            return new Fate.Kept(candidate.label(), reasons);
        }
        Optional<Label> replacement = replacements.of(candidate);
        if (replacement.isPresent()) {
            return new Fate.Dropped(candidate.label(), replacement.get() + " holds the same");
        }
        if (chains.restorable(candidate)) {
            return new Fate.Dropped(candidate.label(), rules.refusal(candidate));
        }
        String state = chains.fault(candidate).orElse(candidate.health().words());
        return new Fate.Dropped(candidate.label(), state + "; " + rulesWereAllGood.refusal(candidate));
    }

    private List<String> notices() {
        List<String> notices = new ArrayList<>();
        for (Candidate candidate : newestFirst) {
            chains.fault(candidate)
                    .ifPresent(fault -> notices.add(candidate.label() + " cannot be restored from here: " + fault));
        }
        return notices;
    }
}
