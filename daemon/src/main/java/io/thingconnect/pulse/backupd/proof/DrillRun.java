package io.thingconnect.pulse.backupd.proof;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.drill.Drill;
import io.thingconnect.pulse.backupd.drill.DrillOrder;
import io.thingconnect.pulse.backupd.drill.Findings;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Level;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One drill, at each of its destinations, with its verdict in the catalog, from where it is written beside the backup. */
public final class DrillRun {
    private final Catalog catalog;
    private final Installation installation;
    private final Clock clock;
    private final Proving proving;
    private final Remaking remaking;

    public DrillRun(Catalog catalog, Installation installation, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.installation = requireNonNull(installation, "installation is null");
        this.clock = requireNonNull(clock, "clock is null");
        Verifier verifier = new Verifier(installation.spool());
        this.proving = new Proving(catalog, verifier, clock);
        this.remaking = new Remaking(catalog, verifier, new Publisher(clock));
    }

    /**
     * @param label of the backup that was asked for; empty where the newest or oldest at each destination is
     * @throws BackupException {@code VERIFICATION_FAILED} where one failed, after each had its turn; {@code CANCELLED};
     *     {@code BACKUP_NOT_FOUND} where no destination holds anything
     */
    public Operations.Outcome run(
            DrillSpec spec, Optional<String> label, long runId, Work work, Consumer<String> warnings)
            throws BackupException {
        List<String> passed = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        String last = null;
        for (Destination destination : destinations(spec, label)) {
            DrillRecord drill = at(destination, spec, label, runId, work, warnings);
            last = drill.label().isEmpty() ? last : drill.label();
            String what = (drill.label().isEmpty() ? "" : drill.label() + " ") + "from " + destination.name();
            if (drill.passed()) {
                passed.add(what + " in " + millis(drill) + " ms");
            } else {
                failed.add(what + ": " + drill.message());
            }
        }
        if (!failed.isEmpty()) {
            throw new BackupException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the drill" + (spec.name().isEmpty() ? "" : " '" + spec.name() + "'") + " failed: "
                            + String.join("; ", failed),
                    "See every check with 'pulsectl drill report', and write down what you learn with 'pulsectl drill note'.");
        }
        return new Operations.Outcome(last, "drill passed: " + String.join("; ", passed));
    }

    private static long millis(DrillRecord drill) {
        return drill.phases().stream().mapToLong(DrillRecord.Phase::millis).sum();
    }

    private List<Destination> destinations(DrillSpec spec, Optional<String> label) throws BackupException {
        if (spec.from().isPresent() && !spec.from().get().equals(DrillSpec.EACH)) {
            return List.of(installation.destination(spec.from().get()));
        }
        List<BackupRecord> backups = label.isPresent() ? List.of(catalog.find(label.get())) : catalog.backups();
        boolean each = spec.from().isPresent();
        List<Destination> found = installation.destinations().values().stream()
                .filter(destination -> backups.stream().anyMatch(backup -> isAt(backup, destination, !each)))
                .toList();
        if (found.isEmpty()) {
            throw new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "no destination holds a good backup"
                            + label.map(text -> " " + text).orElse("") + " to restore",
                    "Make one with 'pulsectl backup', or look at 'pulsectl list'.");
        }
        return each ? found : found.subList(0, 1);
    }

    /** @param good whether it has to be good there; else it only was to be there */
    private static boolean isAt(BackupRecord backup, Destination destination, boolean good) {
        return backup.copies().stream()
                .anyMatch(copy -> copy.destination().equals(destination.name())
                        && (good ? copy.state() == CopyState.GOOD : copy.state() != CopyState.EXPIRED));
    }

    private DrillRecord at(
            Destination destination,
            DrillSpec spec,
            Optional<String> label,
            long runId,
            Work work,
            Consumer<String> warnings)
            throws BackupException {
        Instant began = clock.instant();
        Optional<BackupRecord> backup =
                label.isPresent() ? Optional.of(catalog.find(label.get())) : candidate(destination, spec.oldest());
        if (backup.isEmpty() || !catalog.beginReading(backup.get().label())) {
            BackupException none = new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "destination '" + destination.name() + "' holds no good backup with the database to restore",
                    "Make one with 'pulsectl backup'.");
            Findings nothing = new Findings(List.of(), List.of(), 0, Optional.of(none));
            DrillRecord drill = record(spec, runId, "", destination, began, nothing);
            return drill.withId(catalog.addDrill(drill));
        }
        try {
            return restore(backup.get(), destination, spec, runId, work, warnings);
        } finally {
            catalog.endReading(backup.get().label());
        }
    }

    private Optional<BackupRecord> candidate(Destination destination, boolean oldest) throws BackupException {
        List<BackupRecord> good = catalog.backups().stream()
                .filter(backup -> backup.hasDatabase() && isAt(backup, destination, true))
                .toList();
        return good.isEmpty() ? Optional.empty() : Optional.of(good.get(oldest ? good.size() - 1 : 0));
    }

    private DrillRecord restore(
            BackupRecord backup,
            Destination destination,
            DrillSpec spec,
            long runId,
            Work work,
            Consumer<String> warnings)
            throws BackupException {
        Instant began = clock.instant();
        DrillOrder order = new DrillOrder(
                destination, backup.job(), backup.label(), spec.scope(), spec.assertions(), spec.freshness());
        Findings findings = new Drill(installation.spool(), System::nanoTime).run(order, work);
        DrillRecord drill = record(spec, runId, backup.label().toString(), destination, began, findings);
        drill = drill.withId(catalog.addDrill(drill));
        prove(backup, destination, findings, work, warnings);
        return drill;
    }

    /** What the drill says about the copy, whatever it says about the application's data. */
    private void prove(
            BackupRecord backup, Destination destination, Findings findings, Work work, Consumer<String> warnings)
            throws BackupException {
        if (findings.isDamage()) {
            BackupException damage = findings.brokenOff().orElseThrow();
            proving.settle(backup, destination, new Verdict.Damaged(Level.RESTORE, damage), work);
            for (Proving.Aside aside : proving.takeAside()) {
                warnings.accept(remaking.run(aside.label(), aside.destination(), installation.destinations(), work));
            }
        } else if (findings.brokenOff().isEmpty()) {
            proving.settle(backup, destination, new Verdict.Intact(Level.RESTORE, findings.bytesRead()), work);
        }
    }

    private DrillRecord record(
            DrillSpec spec, long runId, String label, Destination destination, Instant began, Findings findings) {
        return new DrillRecord(
                0,
                runId,
                spec.name(),
                label,
                destination.name(),
                spec.scope().word(),
                findings.passed(),
                began,
                clock.instant(),
                findings.bytesRead(),
                findings.phases(),
                findings.checks(),
                findings.message(),
                "");
    }
}
