package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyAttempt;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.OldKeys;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.PathReader;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The control room's view of backups: the catalog's, and for contents the first copy that answers, good ones first. */
final class CatalogBackups implements Backups {
    private final Catalog catalog;
    private final Supplier<Installation> installation;
    private final Clock clock;

    CatalogBackups(Catalog catalog, Supplier<Installation> installation, Clock clock) {
        this.catalog = catalog;
        this.installation = installation;
        this.clock = clock;
    }

    @Override
    public List<BackupRecord> all() throws BackupException {
        return catalog.backups();
    }

    @Override
    public BackupRecord find(String labelOrPrefix) throws BackupException {
        return catalog.find(labelOrPrefix);
    }

    @Override
    public List<VerificationRecord> verifications(Label label) throws BackupException {
        return catalog.verifications(label);
    }

    @Override
    public Optional<PinRecord> pin(Label label) throws BackupException {
        return catalog.pin(label).filter(pin -> pin.holds(clock.instant()));
    }

    @Override
    public Optional<Seal> seal(Label label) throws BackupException {
        return catalog.seal(label);
    }

    @Override
    public List<String> keys(Label label) throws BackupException {
        Optional<Seal> seal = catalog.seal(label);
        return seal.isPresent() ? OldKeys.words(seal.get(), installation.get()) : List.of();
    }

    @Override
    public List<CopyAttempt> attempts(Label label) throws BackupException {
        return catalog.attempts().stream()
                .filter(attempt -> attempt.label().equals(label))
                .toList();
    }

    @Override
    public Manifest manifest(Label label) throws BackupException {
        return fromBest(label, CopyReader::open).manifest();
    }

    @Override
    public void readPath(Label label, String path, OutputStream out) throws BackupException {
        PathReader.read(chain(label), path, out, installation.get().spool(), new Work());
    }

    /** A backup and all that it stands on, at the first destination that has them. */
    ChainReader chain(Label label) throws BackupException {
        return fromBest(label, ChainReader::open);
    }

    /** Opens a backup at one destination. */
    private interface Opening<T> {
        T open(Destination destination, String job, Label label) throws BackupException;
    }

    private <T> T fromBest(Label label, Opening<T> opening) throws BackupException {
        BackupRecord backup = catalog.find(label.toString());
        BackupException last = new BackupException(
                ErrorCode.BACKUP_NOT_FOUND,
                "no configured destination holds a copy of backup " + label,
                "See where copies were last seen: pulsectl show " + label);
        for (CopyRecord copy : bestFirst(backup)) {
            Destination destination = installation.get().destinations().get(copy.destination());
            if (destination == null) {
                continue;
            }
            try {
                return opening.open(destination, backup.job(), label);
            } catch (BackupException e) {
                last = e;
            }
        }
        throw last;
    }

    /** A quarantined copy may still tell what was in it: whoever reads contents from it has them proven on the way. */
    private static List<CopyRecord> bestFirst(BackupRecord backup) {
        List<CopyRecord> copies = new ArrayList<>();
        for (CopyState state : List.of(CopyState.GOOD, CopyState.QUARANTINED)) {
            backup.copies().stream().filter(copy -> copy.state() == state).forEach(copies::add);
        }
        return copies;
    }
}
