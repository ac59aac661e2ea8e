package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.config.CopyTerms;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.watch.CopyRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which destinations hold the newest backups that are meant for them. */
final class CopyRuleFacts {
    private final Settings settings;
    private final List<BackupRecord> backups;
    private final Instant now;

    /** @param backups newest first */
    CopyRuleFacts(Settings settings, List<BackupRecord> backups, Instant now) {
        this.settings = settings;
        this.backups = backups;
        this.now = now;
    }

    CopyRule.Verdict verdict() {
        List<CopyRule.Place> places = new ArrayList<>();
        settings.copyTerms()
                .forEach((name, terms) ->
                        places.add(new CopyRule.Place(name, terms.media(), terms.offsite(), isCurrent(name, terms))));
        places.sort((one, other) -> one.name().compareTo(other.name()));
        return CopyRule.of(places);
    }

    /** Of each job that writes there the newest; never where no job does, or none has made a backup. */
    private boolean isCurrent(String destination, CopyTerms terms) {
        boolean any = false;
        for (JobSpec job : settings.jobs()) {
            Optional<BackupRecord> newest = backups.stream()
                    .filter(backup -> backup.job().equals(job.name()) && backup.isGood())
                    .findFirst();
            if (job.destinations().contains(destination) && newest.isPresent()) {
                if (!isCurrent(newest.get(), destination, terms)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** While a copy is under way, and until it is overdue, the one before counts: the rule is not broken by each backup anew. */
    private boolean isCurrent(BackupRecord newest, String destination, CopyTerms terms) {
        Optional<CopyRecord> copy = copy(newest, destination);
        if (copy.isEmpty() || copy.get().state() == CopyState.GOOD) {
            return copy.isPresent();
        }
        boolean arrives = copy.get().state() == CopyState.PENDING
                && copy.get().at().plus(terms.overdue()).isAfter(now);
        return arrives
                && backups.stream()
                        .filter(backup -> backup.job().equals(newest.job()))
                        .anyMatch(backup -> copy(backup, destination)
                                .filter(before -> before.state() == CopyState.GOOD)
                                .isPresent());
    }

    private static Optional<CopyRecord> copy(BackupRecord backup, String destination) {
        return backup.copies().stream()
                .filter(copy -> copy.destination().equals(destination))
                .findFirst();
    }
}
