package io.thingconnect.pulse.backupd.job;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the catalog against what really lies at the destinations, once at start: leftovers of killed uploads are removed
 * and reported, copies that are gone are called missing, and backups that the catalog does not know (because the daemon was
 * killed before it could note them, or the catalog was lost) are read, proven by checksum, and taken in.
 */
public final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    private final Catalog catalog;
    private final Verifier verifier;
    private final Clock clock;
    private final Lock looking = new ReentrantLock();
    private final Set<String> lookedThrough = ConcurrentHashMap.newKeySet();

    public Reconciliation(Catalog catalog, Path scratch, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.verifier = new Verifier(scratch);
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Removes what killed uploads left. To be called before any upload begins: it cannot tell one under way from a dead one. */
    public void sweep(List<Destination> destinations) {
        for (Destination destination : destinations) {
            try {
                for (String left : destination.storage().sweep()) {
                    LOG.info("destination {}: removed {}, left by an interrupted backup", destination.name(), left);
                }
            } catch (IOException e) {
                LOG.warn("destination {} was not swept: {}", destination.name(), Errno.reason(e));
            }
        }
    }

    /**
     * Takes in and marks missing. A destination that does not answer is skipped, and nothing is said of its copies. May
     * run beside everything else.
     *
     * @throws BackupException {@code CANCELLED}; what the catalog has to say
     */
    public void run(List<Destination> destinations, Work work) throws BackupException {
        looking.lock();
        try {
            for (Destination destination : destinations) {
                try {
                    look(destination, work);
                } catch (IOException e) {
                    LOG.warn("destination {} was not looked through: {}", destination.name(), Errno.reason(e));
                }
            }
        } finally {
            looking.unlock();
        }
    }

    /** @throws BackupException {@code BUSY} where a destination has not been looked through yet */
    void requireLookedThrough(Destination destination) throws BackupException {
        if (!lookedThrough.contains(identity(destination))) {
            throw notYet(destination);
        }
    }

    /** Looks through a destination that was not there at start, or that a reload has added. */
    void lookThroughUnlessDone(Destination destination, Work work) throws BackupException {
        if (!lookedThrough.contains(identity(destination))) {
            lookThrough(destination, work);
        }
    }

    /**
     * Looks through one destination now.
     *
     * @throws BackupException {@code BUSY} where the look at start is still under way; {@code DESTINATION_UNAVAILABLE}
     */
    void lookThrough(Destination destination, Work work) throws BackupException {
        if (!looking.tryLock()) {
            throw notYet(destination);
        }
        try {
            look(destination, work);
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "destination '" + destination.name() + "' ("
                            + destination.storage().location() + ") could not be looked through: " + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        } finally {
            looking.unlock();
        }
    }

    private void look(Destination destination, Work work) throws IOException, BackupException {
        // As it was before the look: what is published meanwhile is not missed for not having been seen.
        List<BackupRecord> known = catalog.backups();
        Set<String> present = takeIn(destination, known, work);
        markMissing(destination, known, present);
        lookedThrough.add(identity(destination));
    }

    /** A reload may give a name to another place. */
    private static String identity(Destination destination) {
        return destination.name() + " " + destination.storage().location();
    }

    private static BackupException notYet(Destination destination) {
        return new BackupException(
                ErrorCode.BUSY,
                "destination '" + destination.name() + "' ("
                        + destination.storage().location()
                        + ") is still being held against the catalog; until then nothing expires there",
                "Try again in a while; the journal says when unknown backups were taken in.");
    }

    /** Returns the labels of which something is there. */
    private Set<String> takeIn(Destination destination, List<BackupRecord> backups, Work work)
            throws IOException, BackupException {
        Set<String> present = new HashSet<>();
        Map<Label, BackupRecord> known = new HashMap<>();
        backups.forEach(backup -> known.put(backup.label(), backup));
        for (String job : destination.storage().directories()) {
            List<String> names = destination.storage().list(job).stream()
                    .map(StoredFile::name)
                    .toList();
            for (Label label : BackupFiles.labels(names)) {
                work.check();
                present.add(label.toString());
                Optional<BackupRecord> backup = Optional.ofNullable(known.get(label));
                if (!hasCopy(backup, destination)) {
                    takeIn(destination, job, label, work);
                    if (names.contains(label + ".pin")) {
                        takeInPin(destination, job, label);
                    }
                    if (names.contains(label + ".verdict.json")) {
                        takeInVerdict(destination, job, label);
                    }
                }
            }
            // An archive that was set aside still is a copy, if a bad one.
            names.stream()
                    .filter(name -> name.endsWith(".quarantined"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .forEach(present::add);
        }
        return present;
    }

    private static boolean hasCopy(Optional<BackupRecord> backup, Destination destination) {
        return backup.stream()
                .flatMap(known -> known.copies().stream())
                .anyMatch(copy -> copy.destination().equals(destination.name())
                        && copy.state().isPresent());
    }

    private void takeIn(Destination destination, String job, Label label, Work work) throws BackupException {
        try {
            Verdict verdict = verifier.verifyAlone(destination, job, label, work);
            CopyState state = verdict instanceof Verdict.Intact ? CopyState.GOOD : CopyState.QUARANTINED;
            CopyRecord copy = new CopyRecord(destination.name(), state, "cached", clock.instant());
            // Reading it took a while: the run that has just published it may have noted it itself, and knows more of
            // it.
            Optional<BackupRecord> known = catalog.backup(label);
            if (hasCopy(known, destination)) {
                return;
            }
            if (known.isPresent()) {
                catalog.putCopy(label, copy);
            } else {
                CopyReader reader = CopyReader.open(destination, job, label);
                catalog.putBackup(Records.of(reader.manifest(), 0, List.of(copy)));
            }
            LOG.info("destination {}: took in {} ({})", destination.name(), label, state.word());
        } catch (BackupException e) {
            switch (e.code()) {
                case MANIFEST_CORRUPT, FORMAT_TOO_NEW, KEY_MISSING, BACKUP_NOT_FOUND, DESTINATION_UNAVAILABLE ->
                    LOG.warn("destination {}: {} was not taken in: {}", destination.name(), label, e.getMessage());
                default -> throw e;
            }
        }
    }

    /** What the catalog knows already counts for more: the file may be older. */
    private void takeInPin(Destination destination, String job, Label label) throws IOException, BackupException {
        Optional<PinRecord> pin = PinFile.read(destination.storage(), job, label);
        if (pin.isEmpty()) {
            LOG.warn("destination {}: {}.pin is no pin, and was passed over", destination.name(), label);
        } else if (catalog.pin(label).isEmpty()) {
            catalog.putPin(pin.get());
            LOG.info("destination {}: took in the pin of {}", destination.name(), label);
        }
    }

    /** Only where the catalog knows no drill of this backup: its own history says more. */
    private void takeInVerdict(Destination destination, String job, Label label) throws IOException, BackupException {
        boolean known = catalog.drills(Integer.MAX_VALUE).stream()
                .anyMatch(drill -> drill.label().equals(label.toString())
                        && drill.destination().equals(destination.name()));
        if (known) {
            return;
        }
        Optional<DrillRecord> verdict = VerdictFile.read(destination.storage(), job, label, destination.name());
        if (verdict.isEmpty()) {
            LOG.warn("destination {}: {}.verdict.json is no verdict, and was passed over", destination.name(), label);
        } else {
            catalog.addDrill(verdict.get());
            LOG.info("destination {}: took in the verdict of {}", destination.name(), label);
        }
    }

    private void markMissing(Destination destination, List<BackupRecord> known, Set<String> present)
            throws BackupException {
        for (BackupRecord backup : known) {
            for (CopyRecord copy : backup.copies()) {
                boolean gone = copy.destination().equals(destination.name())
                        && copy.state().isPresent()
                        && !present.contains(backup.label().toString());
                if (gone) {
                    LOG.warn("destination {}: the copy of {} is gone", destination.name(), backup.label());
                    catalog.putCopy(
                            backup.label(), new CopyRecord(destination.name(), CopyState.MISSING, "", clock.instant()));
                }
            }
        }
    }
}
