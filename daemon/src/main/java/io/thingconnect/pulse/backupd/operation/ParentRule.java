package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which backup a delta is made against, or why a full is due instead. The parent is the newest backup of the job (for a
 * differential its newest full), and nothing but that one: where it cannot serve, something has happened, and a full is
 * the safe answer to it.
 *
 * @param backups of the job, as the catalog knows them
 * @param destinations the job's, by name
 * @param present labels of the job whose files lie at each destination that answers
 * @param waiting labels of the job that lie, proven, in the outbox
 * @param timeline the present one
 */
record ParentRule(
        List<BackupRecord> backups,
        List<String> destinations,
        Map<String, Set<Label>> present,
        Set<Label> waiting,
        int timeline,
        Instant now) {
    private static final Duration MOST_TOLERANCE = Duration.ofMinutes(10);

    /** Newest first; a consolidated full before the backup whose place it has taken. */
    private static final Comparator<BackupRecord> NEWEST_FIRST = Comparator.comparing(
                    (BackupRecord backup) -> backup.label().at())
            .reversed()
            .thenComparing(backup -> backup.label().kind());

    ParentRule {
        backups = List.copyOf(backups);
        destinations = List.copyOf(destinations);
        requireNonNull(present, "present is null");
        waiting = Set.copyOf(waiting);
    }

    /** What the rule says. */
    sealed interface Choice {}

    /**
     * A full, read from the application.
     *
     * @param why a clause, "" where a full was asked for
     */
    record Full(String why) implements Choice {}

    /**
     * A delta.
     *
     * @param chain oldest first, the parent last
     * @param holders destinations that answer and hold all of the chain
     * @param endOfChain why a new chain is due with this run, to be made by consolidating; else ""
     */
    record Delta(List<BackupRecord> chain, List<String> holders, String endOfChain) implements Choice {
        BackupRecord parent() {
            return chain.get(chain.size() - 1);
        }
    }

    Choice choose(Kind wanted, List<Component> components, ChainPolicy policy) {
        if (wanted == Kind.FULL) {
            return new Full("");
        }
        Optional<BackupRecord> newest = backups.stream()
                .filter(backup -> !backup.isExpired())
                .filter(backup -> new HashSet<>(backup.components()).equals(new HashSet<>(components)))
                .filter(backup -> wanted != Kind.DIFFERENTIAL || backup.label().kind() == Kind.FULL)
                .min(NEWEST_FIRST);
        if (newest.isEmpty()) {
            return new Full(
                    "the job has no " + (wanted == Kind.DIFFERENTIAL ? "full " : "") + "backup to build on yet");
        }
        BackupRecord parent = newest.get();
        if (parent.lineage().timeline() != timeline) {
            return new Full("the installation was restored since " + parent.label());
        }
        List<BackupRecord> chain = chain(parent);
        Optional<String> unfit = chain.stream()
                .map(this::unfit)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> rootless(chain));
        if (unfit.isPresent()) {
            return new Full(unfit.get());
        }
        List<String> holders =
                destinations.stream().filter(name -> holds(name, chain)).toList();
        if (holders.isEmpty() && !canWait(chain)) {
            return new Full("no destination that answers holds " + parent.label());
        }
        String ended = ended(chain, policy);
        return ended.isEmpty() || policy.consolidate() ? new Delta(chain, holders, ended) : new Full(ended);
    }

    private List<BackupRecord> chain(BackupRecord newest) {
        Map<Label, BackupRecord> byLabel = new HashMap<>();
        backups.forEach(backup -> byLabel.put(backup.label(), backup));
        List<Ancestry.Member> good = backups.stream()
                .filter(backup -> backup.isGood() || waiting.contains(backup.label()))
                .map(BackupRecord::member)
                .toList();
        return Ancestry.among(good).chain(newest.member()).stream()
                .map(member -> byLabel.get(member.label()))
                .toList();
    }

    private static Optional<String> rootless(List<BackupRecord> chain) {
        BackupRecord first = chain.get(0);
        return first.lineage().isDelta()
                ? Optional.of(first.parent() + ", which " + first.label() + " needs, is not there")
                : Optional.empty();
    }

    /** Every destination must hold it, or be about to get it. */
    private Optional<String> unfit(BackupRecord backup) {
        for (String name : destinations) {
            Optional<CopyState> state = state(backup, name);
            if (state.isEmpty()) {
                return Optional.of("destination '" + name + "' never got " + backup.label());
            }
            boolean here = !present.containsKey(name) || present.get(name).contains(backup.label());
            switch (state.get()) {
                case PENDING -> {
                    // It will get it, and its ancestors before it.
                }
                case GOOD -> {
                    if (!here) {
                        return Optional.of(backup.label() + " is missing at destination '" + name + "'");
                    }
                }
                case QUARANTINED, MISSING, EXPIRED -> {
                    return Optional.of(backup.label() + " is " + state.get().word() + " at destination '" + name + "'");
                }
            }
        }
        return backup.isGood() || waiting.contains(backup.label())
                ? Optional.empty()
                : Optional.of(backup.label() + " was never proven");
    }

    /**
     * Whether a delta may be built in the outbox though no destination that answers holds the chain: none answers, or what
     * is missing there waits in the outbox as well.
     */
    private boolean canWait(List<BackupRecord> chain) {
        boolean reachable = chain.stream()
                .allMatch(backup -> waiting.contains(backup.label())
                        || destinations.stream().anyMatch(name -> holds(name, List.of(backup))));
        return present.isEmpty() || (reachable && chain.stream().anyMatch(b -> waiting.contains(b.label())));
    }

    private boolean holds(String destination, List<BackupRecord> chain) {
        return present.containsKey(destination)
                && chain.stream().allMatch(backup -> state(backup, destination).equals(Optional.of(CopyState.GOOD)));
    }

    private static Optional<CopyState> state(BackupRecord backup, String destination) {
        return backup.copies().stream()
                .filter(copy -> copy.destination().equals(destination))
                .map(CopyRecord::state)
                .findFirst();
    }

    private String ended(List<BackupRecord> chain, ChainPolicy policy) {
        BackupRecord full = chain.get(0);
        if (chain.size() >= policy.maxChain()) {
            return "the chain has " + chain.size() + " backups, as many as maxChain allows";
        }
        // A full that was made from a chain is as old as the state it holds.
        Duration age = Duration.between(full.takenAt(), now);
        return age.plus(tolerance(policy.fullEvery())).compareTo(policy.fullEvery()) >= 0
                ? "a full is due every " + days(policy.fullEvery())
                : "";
    }

    /** Two runs of a schedule are never apart by exactly its interval. */
    private static Duration tolerance(Duration fullEvery) {
        Duration part = fullEvery.dividedBy(20);
        return part.compareTo(MOST_TOLERANCE) > 0 ? MOST_TOLERANCE : part;
    }

    private static String days(Duration span) {
        if (span.toDays() >= 2) {
            return span.toDays() + " days";
        }
        return span.toHours() >= 2 ? span.toHours() + " hours" : Math.max(1, span.toMinutes()) + " min";
    }
}
