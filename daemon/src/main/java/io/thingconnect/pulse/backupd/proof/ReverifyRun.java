package io.thingconnect.pulse.backupd.proof;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One night's reading of old copies. What it has read counts against the night's budget also after a restart. */
public final class ReverifyRun {
    private static final String SPENT = "verification.spent";

    private final Catalog catalog;
    private final Installation installation;
    private final Proving proving;
    private final Remaking remaking;
    private final Clock clock;

    public ReverifyRun(Catalog catalog, Installation installation, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.installation = requireNonNull(installation, "installation is null");
        this.clock = requireNonNull(clock, "clock is null");
        Verifier verifier = new Verifier(installation.spool());
        this.proving = new Proving(catalog, verifier, clock);
        this.remaking = new Remaking(catalog, verifier, new Publisher(clock));
    }

    /**
     * @return one line for people
     * @throws BackupException the first damage, after every copy of the night was read; {@code CANCELLED}
     */
    public String run(VerificationPolicy policy, Instant night, Work work, Consumer<String> warnings)
            throws BackupException {
        long spent = spent(night);
        List<Reverification.Copy> copies = new Reverification(policy.reverifyAfter(), policy.nightlyBudget())
                .tonight(copies(warnings), spent, clock.instant());
        work.phase(
                "re-read", copies.stream().mapToLong(Reverification.Copy::bytes).sum());
        int intact = 0;
        long bytes = 0;
        BackupException damage = null;
        for (Reverification.Copy copy : copies) {
            work.check();
            Optional<BackupException> failure = read(copy, work, warnings);
            intact += failure.isEmpty() ? 1 : 0;
            damage = damage == null ? failure.orElse(null) : damage;
            bytes += copy.bytes();
            catalog.setFact(SPENT, night + " " + (spent + bytes));
        }
        if (damage != null) {
            throw damage;
        }
        return "%d of %d copies read again and intact, %,d bytes".formatted(intact, copies.size(), bytes);
    }

    private long spent(Instant night) throws BackupException {
        return catalog.fact(SPENT)
                .map(fact -> fact.split(" ", -1))
                .filter(words -> words.length == 2 && words[0].equals(night.toString()))
                .map(words -> Long.parseLong(words[1]))
                .orElse(0L);
    }

    /** Copies at destinations that answer: one that does not would be the oldest every night, and nothing else be read. */
    private List<Reverification.Copy> copies(Consumer<String> warnings) throws BackupException {
        Map<String, Map<Label, Instant>> looked = new HashMap<>();
        for (Destination destination : installation.destinations().values()) {
            try {
                destination.storage().directories();
                looked.put(destination.name(), catalog.lookedAt(destination.name()));
            } catch (IOException e) {
                warnings.accept("destination '" + destination.name() + "' does not answer, and is left out: "
                        + Errno.reason(e));
            }
        }
        List<Reverification.Copy> copies = new ArrayList<>();
        for (BackupRecord backup : catalog.backups()) {
            for (CopyRecord copy : backup.copies()) {
                Map<Label, Instant> times = looked.get(copy.destination());
                boolean damaged = copy.state() == CopyState.QUARANTINED
                        && Remaking.isPossible(backup, copy.destination(), installation.destinations());
                if (times != null && (copy.state() == CopyState.GOOD || damaged)) {
                    Instant last = later(times.getOrDefault(backup.label(), copy.at()), damaged ? copy.at() : null);
                    copies.add(new Reverification.Copy(
                            backup.label(), copy.destination(), backup.archiveBytes(), last, damaged));
                }
            }
        }
        return copies;
    }

    private static Instant later(Instant one, Instant other) {
        return other == null || one.isAfter(other) ? one : other;
    }

    private Optional<BackupException> read(Reverification.Copy copy, Work work, Consumer<String> warnings)
            throws BackupException {
        Optional<BackupRecord> backup = catalog.backup(copy.label());
        Destination destination = installation.destinations().get(copy.destination());
        if (backup.isEmpty() || !catalog.beginReading(copy.label())) {
            return Optional.empty();
        }
        try {
            if (isGone(backup.get(), copy.destination())) {
                return Optional.empty();
            }
            Verdict verdict = proving.proveAlone(backup.get(), destination, work);
            if (verdict instanceof Verdict.Damaged damaged) {
                warnings.accept(damaged.failure().getMessage());
                warnings.accept(remaking.run(copy.label(), destination, installation.destinations(), work));
                return Optional.of(damaged.failure());
            }
            return Optional.empty();
        } catch (BackupException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            warnings.accept(e.getMessage());
            return Optional.of(e);
        } finally {
            catalog.endReading(copy.label());
        }
    }

    /** It may have expired since the night was planned. */
    private static boolean isGone(BackupRecord backup, String destination) {
        return backup.copies().stream()
                .noneMatch(copy ->
                        copy.destination().equals(destination) && copy.state().isPresent());
    }
}
