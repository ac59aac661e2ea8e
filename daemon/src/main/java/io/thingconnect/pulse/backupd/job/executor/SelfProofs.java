package io.thingconnect.pulse.backupd.job.executor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.verify.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is proven without anybody asking: each full once it is made, the newest chain once a day, old copies at night. */
final class SelfProofs {
    static final String TRIGGER = "verification";

    private static final Logger LOG = LoggerFactory.getLogger(SelfProofs.class);

    /** A chain that was restored as a proof within so long before the night has had its proof of the day. */
    private static final Duration DAY = Duration.ofHours(20);

    private static final int RUNS_LOOKED_AT = 500;

    /** A proof that brings the daemon down must not do so for ever. */
    private static final int MOST_ATTEMPTS = 3;

    private final Catalog catalog;
    private final Configured configured;
    private final Clock clock;

    SelfProofs(Catalog catalog, Configured configured, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.configured = requireNonNull(configured, "configured is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** After a run that made a full: restore it into scratch. */
    Optional<Request> afterRun(RunRecord run) {
        boolean madeFull = run.state() == RunState.SUCCEEDED
                && (run.operation().equals("backup") || run.operation().equals("consolidate"))
                && Label.parse(run.label() == null ? "" : run.label())
                        .filter(label -> label.kind() == Kind.FULL)
                        .isPresent();
        if (!madeFull || !configured.verification().get().testRestore()) {
            return Optional.empty();
        }
        try {
            return catalog.backup(Label.parse(run.label()).orElseThrow()).flatMap(this::restoreOf);
        } catch (BackupException e) {
            LOG.warn("{} is not restored as a proof: {}", run.label(), e.getMessage());
            return Optional.empty();
        }
    }

    /** In the order in which they are to run. */
    List<Request> ofTonight(Instant due) throws BackupException {
        VerificationPolicy policy = configured.verification().get();
        List<Request> requests = new ArrayList<>();
        if (policy.testRestore()) {
            newestChain().ifPresent(requests::add);
        }
        if (policy.checksums()) {
            requests.add(new Request.Reverify(due));
        }
        return requests;
    }

    private Optional<Request> newestChain() throws BackupException {
        Optional<BackupRecord> newest = catalog.backups().stream()
                .filter(backup -> backup.hasDatabase() && destination(backup).isPresent())
                .findFirst();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Instant since = clock.instant().minus(DAY);
        boolean proven = catalog.verifications(newest.get().label()).stream()
                .anyMatch(proof -> proof.passed()
                        && proof.level().equals(Level.RESTORE.word())
                        && proof.at().isAfter(since));
        return proven ? Optional.empty() : restoreOf(newest.get());
    }

    private Optional<Request> restoreOf(BackupRecord backup) {
        return destination(backup)
                .map(destination ->
                        new Request.Verify(backup.label().toString(), Level.RESTORE.word(), Optional.of(destination)));
    }

    /** Of those that hold it the one whose last proven restore is longest ago, so that each has its turn. */
    private Optional<String> destination(BackupRecord backup) {
        Map<String, Instant> lastProofs = new HashMap<>();
        for (CopyRecord copy : backup.copies()) {
            if (copy.state() == CopyState.GOOD
                    && configured.destinations().get().contains(copy.destination())) {
                lastProofs.put(copy.destination(), lastProof(copy.destination()));
            }
        }
        return configured.destinations().get().stream()
                .filter(lastProofs::containsKey)
                .min(Comparator.comparing(lastProofs::get));
    }

    private Instant lastProof(String destination) {
        try {
            return catalog.provenRestores(destination).values().stream()
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
        } catch (BackupException e) {
            LOG.warn("when a restore from {} was proven last is not known: {}", destination, e.getMessage());
            return Instant.EPOCH;
        }
    }

    /** Runs that nobody asked for, that ended because the daemon did, and that nothing like them has followed; oldest first. */
    List<RunRecord> interrupted() throws BackupException {
        Instant since = clock.instant().minus(Duration.ofDays(1));
        Map<String, RunRecord> newest = new HashMap<>();
        Map<String, Integer> attempts = new HashMap<>();
        for (RunRecord run : catalog.runs(RUNS_LOOKED_AT)) {
            if (isOurs(run) && run.queuedAt().isAfter(since)) {
                String key = run.operation() + " " + run.job() + " " + run.label();
                newest.putIfAbsent(key, run);
                attempts.merge(key, run.state() == RunState.INTERRUPTED ? 1 : 0, Integer::sum);
            }
        }
        return newest.entrySet().stream()
                .filter(entry -> entry.getValue().state() == RunState.INTERRUPTED
                        && attempts.get(entry.getKey()) < MOST_ATTEMPTS)
                .map(Map.Entry::getValue)
                .sorted(Comparator.comparingLong(RunRecord::id))
                .toList();
    }

    private static boolean isOurs(RunRecord run) {
        boolean due = run.trigger().equals("schedule") || run.trigger().equals("catch-up");
        return run.trigger().equals(TRIGGER) || (run.operation().equals("drill") && due);
    }

    /** What such a run was to do, as far as the configuration still wants it. */
    Optional<Request> again(RunRecord run) {
        VerificationPolicy policy = configured.verification().get();
        if (run.operation().equals("drill")) {
            return configured.drills().get().stream()
                    .filter(drill -> drill.name().equals(run.job()))
                    .findFirst()
                    .map(Request.Drill::of);
        }
        if (run.label() == null) {
            return policy.checksums() && run.dueAt() != null
                    ? Optional.of(new Request.Reverify(run.dueAt()))
                    : Optional.empty();
        }
        return policy.testRestore()
                ? Optional.of(new Request.Verify(run.label(), Level.RESTORE.word(), Optional.empty()))
                : Optional.empty();
    }
}
