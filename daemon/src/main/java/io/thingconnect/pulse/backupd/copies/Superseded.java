package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.retention.Candidate;
import io.thingconnect.pulse.backupd.retention.Health;
import io.thingconnect.pulse.backupd.retention.Pin;
import io.thingconnect.pulse.backupd.retention.Retention;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pending copies that are not made any more: were they made, the job's policy would drop them there at once. It goes by the
 * catalog alone, because what makes copies pending is a destination that does not answer. Otherwise a disk that stays in a
 * drawer would keep every backup of all that time from expiring elsewhere, and fill the outbox.
 */
public final class Superseded {
    private static final Logger LOG = LoggerFactory.getLogger(Superseded.class);

    private final Catalog catalog;
    private final Installation installation;
    private final ZoneId zone;
    private final Instant now;

    public Superseded(Catalog catalog, Installation installation, ZoneId zone, Instant now) {
        this.catalog = catalog;
        this.installation = installation;
        this.zone = zone;
        this.now = now;
    }

    /** Notes those of a job as expired, at each of its destinations. */
    public void drop(JobSpec job) throws BackupException {
        boolean any = false;
        for (String destination : job.destinations()) {
            for (Label label : dropped(job, destination)) {
                catalog.putCopy(label, new CopyRecord(destination, CopyState.EXPIRED, "", now));
                LOG.info("destination {}: {} is not copied there any more, newer ones do", destination, label);
                any = true;
            }
        }
        if (any) {
            installation.outbox().settle(catalog, installation.destinations().keySet());
        }
    }

    private List<Label> dropped(JobSpec job, String destination) throws BackupException {
        List<BackupRecord> meant = new ArrayList<>();
        boolean pending = false;
        for (BackupRecord backup : catalog.backups()) {
            Optional<CopyState> state = Copying.state(backup, destination);
            boolean waits = state.equals(Optional.of(CopyState.PENDING));
            if (backup.job().equals(job.name()) && (waits || state.equals(Optional.of(CopyState.GOOD)))) {
                meant.add(backup);
                pending |= waits;
            }
        }
        if (!pending) {
            return List.of();
        }
        return Retention.plan(candidates(meant, destination), job.keep(), zone, now).deletions().stream()
                .filter(label -> meant.stream()
                        .anyMatch(backup -> backup.label().equals(label)
                                && Copying.state(backup, destination).equals(Optional.of(CopyState.PENDING))))
                .toList();
    }

    private List<Candidate> candidates(List<BackupRecord> meant, String destination) throws BackupException {
        Map<Label, PinRecord> pins = new HashMap<>();
        catalog.pins().forEach(pin -> pins.put(pin.label(), pin));
        Ancestry ancestry =
                Ancestry.among(meant.stream().map(BackupRecord::member).toList());
        List<Candidate> candidates = new ArrayList<>();
        for (BackupRecord backup : meant) {
            Label parent =
                    ancestry.parent(backup.member()).map(Ancestry.Member::label).orElse(backup.parent());
            candidates.add(new Candidate(
                    backup.label(),
                    backup.takenAt(),
                    parent,
                    // What can be read nowhere never arrives: nothing older may go for its sake.
                    canArrive(backup, destination) ? Health.GOOD : Health.UNPROVEN,
                    Optional.empty(),
                    Optional.ofNullable(pins.get(backup.label()))
                            .map(pin -> new Pin(Optional.ofNullable(pin.until()), pin.reason())),
                    Set.of()));
        }
        return candidates;
    }

    private boolean canArrive(BackupRecord backup, String destination) throws BackupException {
        return Copying.state(backup, destination).equals(Optional.of(CopyState.GOOD))
                || backup.isGood()
                || installation.outbox().holds(backup);
    }
}
