package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyName;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.FoundCopy;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
    public void requireLookedThrough(Destination destination) throws BackupException {
        if (!lookedThrough.contains(identity(destination))) {
            throw notYet(destination);
        }
    }

    /** Looks through a destination that was not there at start, or that a reload has added. */
    public void lookThroughUnlessDone(Destination destination, Work work) throws BackupException {
        if (!lookedThrough.contains(identity(destination))) {
            lookThrough(destination, work);
        }
    }

    /**
     * Looks through one destination now.
     *
     * @throws BackupException {@code BUSY} where the look at start is still under way; {@code DESTINATION_UNAVAILABLE}
     */
    public void lookThrough(Destination destination, Work work) throws BackupException {
        if (!looking.tryLock()) {
            throw notYet(destination);
        }
        try {
            look(destination, work);
        } catch (IOException e) {
            throw unreadable(destination, e);
        } finally {
            looking.unlock();
        }
    }

    private static BackupException unreadable(Destination destination, IOException e) {
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                "destination '" + destination.name() + "' ("
                        + destination.storage().location() + ") could not be looked through: " + Errno.reason(e),
                "Look at it with: pulsectl destinations",
                e);
    }

    /**
     * Makes what the catalog knows of copies again from the small files beside them; no archive is read. What destinations
     * cannot tell (runs, copies elsewhere) stays. From then on nothing expires at a place until a backup was made or proven
     * there.
     *
     * @param why a clause for people
     * @param warnings told of each destination and backup that could not be read
     * @return one line for people
     * @throws BackupException where no destination could be read: {@code DESTINATION_UNAVAILABLE}; {@code CANCELLED}
     */
    public String rebuild(List<Destination> destinations, String why, Work work, Consumer<String> warnings)
            throws BackupException {
        awaitLook(work);
        try {
            return rebuildAlone(destinations, why, work, warnings);
        } finally {
            looking.unlock();
        }
    }

    private void awaitLook(Work work) throws BackupException {
        try {
            while (!looking.tryLock(100, TimeUnit.MILLISECONDS)) {
                work.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(ErrorCode.CANCELLED, "the rebuild was interrupted", "");
        }
    }

    private String rebuildAlone(List<Destination> destinations, String why, Work work, Consumer<String> warnings)
            throws BackupException {
        List<BackupRecord> known = catalog.backups();
        Map<Destination, FoundCopies.All> found = new LinkedHashMap<>();
        BackupException last = null;
        for (Destination destination : destinations) {
            try {
                OwnedStorage.requireNotAnothers(destination.storage());
                found.put(destination, new FoundCopies(destination, clock).all(work, warnings));
            } catch (IOException e) {
                last = unreadable(destination, e);
                warnings.accept(last.getMessage());
            }
        }
        if (found.isEmpty() && last != null) {
            throw last;
        }
        List<FoundCopy> copies = new ArrayList<>();
        found.values().forEach(all -> copies.addAll(all.copies()));
        // Before anything is taken in: an expiry that sees it must see this too.
        catalog.setRebuilt(clock.instant(), why);
        catalog.takeIn(copies);
        List<String> results = new ArrayList<>();
        for (Map.Entry<Destination, FoundCopies.All> each : found.entrySet()) {
            markMissing(each.getKey(), known, each.getValue().present());
            lookedThrough.add(identity(each.getKey()));
            int locked = each.getValue().locked().count();
            results.add(each.getValue().copies().size() + " from "
                    + each.getKey().name() + (locked == 0 ? "" : " (" + locked + " cannot be opened)"));
        }
        requireSomeOpened(found.values());
        return "backups taken in: " + String.join(", ", results);
    }

    /** That nothing was taken in because nothing could be opened is no success. */
    private static void requireSomeOpened(Collection<FoundCopies.All> found) throws BackupException {
        for (FoundCopies.All all : found) {
            Optional<BackupException> locked = all.locked().first();
            if (locked.isPresent()
                    && found.stream().allMatch(each -> each.copies().isEmpty())) {
                throw new BackupException(
                        ErrorCode.KEY_MISSING,
                        "no backup could be taken in; for example "
                                + locked.get().getMessage(),
                        locked.get().hint(),
                        locked.get());
            }
        }
    }

    private void look(Destination destination, Work work) throws IOException, BackupException {
        OwnedStorage.requireNotAnothers(destination.storage());
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

    private void takeIn(Destination destination, String job, Label label, Work work)
            throws IOException, BackupException {
        try {
            FoundCopy found = new FoundCopies(destination, clock).one(job, label);
            if (!found.copy().readBack().isEmpty() || found.copy().state() == CopyState.QUARANTINED) {
                // Somebody noted beside it that it was read back.
                if (!hasCopy(catalog.backup(label), destination)) {
                    catalog.takeIn(List.of(found));
                    LOG.info(
                            "destination {}: took in {} ({})",
                            destination.name(),
                            label,
                            found.copy().state().word());
                }
                return;
            }
            prove(found, destination, job, label, work);
        } catch (BackupException e) {
            switch (e.code()) {
                case CANCELLED, CATALOG_CORRUPT, NO_SPACE, BUSY, INTERRUPTED -> throw e;
                default ->
                    LOG.warn("destination {}: {} was not taken in: {}", destination.name(), label, e.getMessage());
            }
        }
    }

    private void prove(FoundCopy found, Destination destination, String job, Label label, Work work)
            throws BackupException {
        Verdict verdict = verifier.verifyAlone(destination, job, label, work);
        CopyState state = verdict instanceof Verdict.Intact ? CopyState.GOOD : CopyState.QUARANTINED;
        CopyRecord copy = new CopyRecord(destination.name(), state, "cached", clock.instant());
        // Reading it took a while: the run that has just published it may have noted it itself, and knows more of it.
        if (hasCopy(catalog.backup(label), destination)) {
            return;
        }
        BackupRecord backup = found.backup().withCopies(0, List.of(copy));
        catalog.takeIn(List.of(new FoundCopy(backup, found.pin(), found.proofs(), found.drills(), found.seal())));
        catalog.tellAgain(new CopyName(label, destination.name()));
        LOG.info("destination {}: took in {} ({})", destination.name(), label, state.word());
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
