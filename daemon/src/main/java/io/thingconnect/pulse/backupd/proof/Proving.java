package io.thingconnect.pulse.backupd.proof;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.recovery.GoodChains;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.Level;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Proves copies, notes what was found, and sets aside what is damaged. */
public final class Proving {
    private static final Logger LOG = LoggerFactory.getLogger(Proving.class);

    private final Catalog catalog;
    private final Verifier verifier;
    private final Clock clock;
    private final List<Aside> aside = new ArrayList<>();

    public Proving(Catalog catalog, Verifier verifier, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.verifier = requireNonNull(verifier, "verifier is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** @throws BackupException as {@code Verifier.verify}, where there is no verdict */
    public Verdict prove(BackupRecord backup, Destination destination, Level level, Work work) throws BackupException {
        Verdict verdict = verdict(backup, destination, level, work);
        settle(backup, destination, verdict, work);
        return verdict;
    }

    /** Without the key the bytes of a whole chain can still be proven: what it is made of, the catalog knows. */
    private Verdict verdict(BackupRecord backup, Destination destination, Level level, Work work)
            throws BackupException {
        try {
            return verifier.verify(destination, backup.job(), backup.label(), level, work);
        } catch (BackupException e) {
            List<Label> chain = level == Level.CHECKSUM && e.code() == ErrorCode.KEY_MISSING
                    ? remembered(backup, destination)
                    : List.of();
            if (chain.isEmpty()) {
                throw e;
            }
            long bytes = 0;
            for (Label link : chain) {
                Verdict verdict = verifier.verifyAlone(destination, backup.job(), link, work);
                if (!(verdict instanceof Verdict.Intact intact)) {
                    return verdict;
                }
                bytes += intact.bytesRead();
            }
            return new Verdict.Intact(level, bytes);
        }
    }

    private List<Label> remembered(BackupRecord backup, Destination destination) throws BackupException {
        Set<CopyState> there = Set.of(CopyState.GOOD, CopyState.QUARANTINED);
        return new GoodChains(catalog.backups(), List.of(destination.name()), there)
                .find(backup).stream()
                        .flatMap(found -> found.chain().stream())
                        .map(BackupRecord::label)
                        .toList();
    }

    /** Notes what somebody else found, and sets aside what is damaged. */
    void settle(BackupRecord backup, Destination destination, Verdict verdict, Work work) throws BackupException {
        note(backup, destination, verdict);
        if (verdict instanceof Verdict.Damaged) {
            quarantine(backup, destination, work);
        }
    }

    /**
     * Proves by checksum one copy, and nothing of what it stands on. One that is gone, though the catalog has it, is as bad
     * as a damaged one.
     *
     * @throws BackupException as {@code Verifier.verifyAlone}, where there is no verdict
     */
    Verdict proveAlone(BackupRecord backup, Destination destination, Work work) throws BackupException {
        Verdict verdict = alone(backup, destination, work);
        note(backup, destination, verdict);
        if (verdict instanceof Verdict.Damaged) {
            setAside(backup.label(), destination);
        }
        return verdict;
    }

    private Verdict alone(BackupRecord backup, Destination destination, Work work) throws BackupException {
        try {
            return verifier.verifyAlone(destination, backup.job(), backup.label(), work);
        } catch (BackupException e) {
            if (e.code() != ErrorCode.BACKUP_NOT_FOUND) {
                throw e;
            }
            return new Verdict.Damaged(Level.CHECKSUM, e);
        }
    }

    /** What was set aside since this was asked last. */
    public List<Aside> takeAside() {
        List<Aside> taken = List.copyOf(aside);
        aside.clear();
        return taken;
    }

    /** A copy that was set aside. */
    public record Aside(Label label, Destination destination) {}

    private void note(BackupRecord backup, Destination destination, Verdict verdict) throws BackupException {
        Label label = backup.label();
        if (verdict instanceof Verdict.Intact proof) {
            catalog.addVerification(new VerificationRecord(
                    label, destination.name(), proof.level().word(), true, clock.instant(), proof.bytesRead(), ""));
            putCopy(label, destination, CopyState.GOOD);
            return;
        }
        Verdict.Damaged damaged = (Verdict.Damaged) verdict;
        catalog.addVerification(new VerificationRecord(
                label,
                destination.name(),
                damaged.level().word(),
                false,
                clock.instant(),
                0,
                damaged.failure().getMessage()));
    }

    /**
     * Sets aside what is damaged: of the archives that a backup stands on, itself included, those that are not what was
     * written; where each is, but they do not fit together, the backup itself.
     */
    private void quarantine(BackupRecord backup, Destination destination, Work work) throws BackupException {
        List<Label> damaged = new ArrayList<>();
        for (Label link : links(backup, destination)) {
            if (verifier.verifyAlone(destination, backup.job(), link, work) instanceof Verdict.Damaged) {
                damaged.add(link);
            }
        }
        for (Label label : damaged.isEmpty() ? List.of(backup.label()) : damaged) {
            setAside(label, destination);
        }
    }

    private void setAside(Label label, Destination destination) throws BackupException {
        putCopy(label, destination, CopyState.QUARANTINED);
        aside.add(new Aside(label, destination));
        LOG.error("destination {}: {} is damaged, and was set aside", destination.name(), label);
    }

    private List<Label> links(BackupRecord backup, Destination destination) throws BackupException {
        try {
            return ChainReader.open(destination, backup.job(), backup.label()).chain().manifests().stream()
                    .map(Manifest::label)
                    .toList();
        } catch (BackupException e) {
            if (e.code() == ErrorCode.DESTINATION_UNAVAILABLE) {
                throw e;
            }
            if (e.code() == ErrorCode.KEY_MISSING) {
                return remembered(backup, destination);
            }
            // What it says is known already: it is why the backup was found damaged.
            return List.of(backup.label());
        }
    }

    private void putCopy(Label label, Destination destination, CopyState state) throws BackupException {
        if (catalog.backup(label).isPresent()) {
            catalog.putCopy(label, new CopyRecord(destination.name(), state, "cached", clock.instant()));
        }
    }
}
