package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.expire.Expirer;
import io.thingconnect.pulse.backupd.retention.Candidate;
import io.thingconnect.pulse.backupd.retention.Health;
import io.thingconnect.pulse.backupd.retention.Hold;
import io.thingconnect.pulse.backupd.retention.Pin;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What retention decides over: the backups of one job that really lie at one destination, with all that the catalog knows of
 * them. A copy that only one of the two knows of does not count as good.
 *
 * @param unknown labels that are there and of which the catalog knows no copy there
 * @param watched whether this catalog has seen a backup of the job made or proven here; one that was made anew has not
 */
public record Candidates(List<Candidate> list, Set<Label> unknown, boolean watched) {
    public Candidates {
        list = List.copyOf(list);
        unknown = Set.copyOf(unknown);
    }

    /** @throws BackupException {@code DESTINATION_UNAVAILABLE}; what the catalog has to say */
    public static Candidates gather(Catalog catalog, String job, Destination destination) throws BackupException {
        return new Gathering(catalog, job, destination).gather();
    }

    /** An incremental or differential whose parent nobody knows: nothing may go, since it might be that. */
    public void requireParentsKnown(String job, Destination destination) throws BackupException {
        Optional<Label> delta = list.stream()
                .filter(candidate -> candidate.health() == Health.UNPROVEN)
                .map(Candidate::label)
                .filter(label -> label.kind() != Kind.FULL && unknown.contains(label))
                .findFirst();
        if (delta.isPresent()) {
            throw new BackupException(
                    ErrorCode.BUSY,
                    "destination '" + destination.name() + "' ("
                            + destination.storage().location() + ") holds " + delta.get() + " of job '" + job
                            + "', which the catalog could not take in, so nobody knows what it needs; nothing expires"
                            + " there",
                    "See why in the journal, then repair or move it away: journalctl -u thingconnect-pulse-backup");
        }
    }

    /** While one list is made. */
    private static final class Gathering {
        private final Catalog catalog;
        private final String job;
        private final Destination destination;
        private final Expirer.Present present;
        private final Map<Label, Instant> restored;
        private final Optional<Instant> rebuilt;
        private final Map<Label, PinRecord> pins = new HashMap<>();
        private final Set<String> inUse;
        private final Set<Label> pendingSources;
        private final List<Candidate> found = new ArrayList<>();

        Gathering(Catalog catalog, String job, Destination destination) throws BackupException {
            this.catalog = catalog;
            this.job = job;
            this.destination = destination;
            // What lies there first: a backup that is published meanwhile is then missing from this list only, not from
            // the catalog's.
            present = Expirer.present(job, destination);
            rebuilt = catalog.rebuilt().map(Catalog.Rebuilt::at);
            restored = catalog.provenRestores(destination.name());
            catalog.pins().forEach(pin -> pins.put(pin.label(), pin));
            inUse = new HashSet<>(catalog.labelsInUse());
            pendingSources = PendingSources.at(destination.name(), job, catalog.backups());
        }

        Candidates gather() throws BackupException {
            Set<Label> proven = rebuilt.isPresent()
                    ? catalog.provenSince(destination.name(), rebuilt.get())
                    : catalog.proven(destination.name());
            Set<Label> unknown = new HashSet<>(present.whole());
            boolean watched = false;
            List<BackupRecord> backups = catalog.backups();
            Ancestry ancestry = Ancestry.among(backups.stream()
                    .filter(this::isGoodHere)
                    .map(BackupRecord::member)
                    .toList());
            for (BackupRecord backup : backups) {
                Optional<CopyRecord> copy = copyHere(backup);
                if (copy.isPresent()) {
                    // The recorded parent where none serves: somebody has to miss it.
                    Label parent = ancestry.parent(backup.member())
                            .map(Ancestry.Member::label)
                            .orElse(backup.parent());
                    found.add(candidate(backup.label(), backup.takenAt(), parent, health(backup, copy.get())));
                    unknown.remove(backup.label());
                    watched |= madeHere(backup, copy.get()) || proven.contains(backup.label());
                } else if (isArriving(backup)) {
                    // Being copied here at this moment, and published already, but not yet read back.
                    unknown.remove(backup.label());
                    inUse.add(backup.label().toString());
                    found.add(candidate(backup.label(), backup.takenAt(), backup.parent(), Health.UNPROVEN));
                }
            }
            for (Label label : unknown) {
                found.add(candidate(label, label.at(), null, Health.UNPROVEN));
            }
            return new Candidates(found, unknown, watched);
        }

        /** By a run that this catalog remembers, and since it was made or made again. */
        private boolean madeHere(BackupRecord backup, CopyRecord copy) {
            boolean since = rebuilt.isEmpty() || !copy.at().isBefore(rebuilt.get());
            return backup.runId() > 0 && copy.state() == CopyState.GOOD && since;
        }

        private Optional<CopyRecord> copyHere(BackupRecord backup) {
            Label label = backup.label();
            if (!backup.job().equals(job)
                    || !(present.whole().contains(label) || present.setAside().contains(label))) {
                return Optional.empty();
            }
            return backup.copies().stream()
                    .filter(copy -> copy.destination().equals(destination.name()))
                    .filter(copy -> copy.state().isPresent())
                    .findFirst();
        }

        private boolean isArriving(BackupRecord backup) {
            return backup.job().equals(job)
                    && present.whole().contains(backup.label())
                    && Copying.state(backup, destination.name()).equals(Optional.of(CopyState.PENDING));
        }

        private Set<Hold> holds(Label label) {
            Set<Hold> holds = EnumSet.noneOf(Hold.class);
            if (inUse.contains(label.toString())) {
                holds.add(Hold.IN_USE);
            }
            if (pendingSources.contains(label)) {
                holds.add(Hold.PENDING_SOURCE);
            }
            return holds;
        }

        private boolean isGoodHere(BackupRecord backup) {
            return copyHere(backup)
                    .filter(copy -> health(backup, copy) == Health.GOOD)
                    .isPresent();
        }

        private Health health(BackupRecord backup, CopyRecord copy) {
            boolean good = copy.state() == CopyState.GOOD && present.whole().contains(backup.label());
            return good ? Health.GOOD : Health.QUARANTINED;
        }

        private Candidate candidate(Label label, Instant takenAt, Label parent, Health health) {
            return new Candidate(
                    label,
                    takenAt,
                    parent,
                    health,
                    Optional.ofNullable(restored.get(label)),
                    Optional.ofNullable(pins.get(label))
                            .map(pin -> new Pin(Optional.ofNullable(pin.until()), pin.reason())),
                    holds(label));
        }
    }
}
