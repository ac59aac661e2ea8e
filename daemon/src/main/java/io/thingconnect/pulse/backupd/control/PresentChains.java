package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whose parent serves now, among the good backups of each job. */
final class PresentChains {
    private final List<BackupRecord> backups;
    private final Map<String, Ancestry> byJob = new HashMap<>();

    private PresentChains(List<BackupRecord> backups) {
        this.backups = backups;
    }

    static PresentChains of(Backups known) throws BackupException {
        return new PresentChains(known.all());
    }

    /** For the parent of this one alone: of ten thousand others only those with its content matter. */
    static PresentChains toParentOf(BackupRecord backup, Backups known) throws BackupException {
        String parent = backup.lineage().parentId();
        return new PresentChains(known.all().stream()
                .filter(other -> backup.lineage().isDelta() && other.contentId().equals(parent))
                .toList());
    }

    List<BackupRecord> backups() {
        return backups;
    }

    /** Null in a full; the recorded one, which is not at hand any more, where no other serves. */
    Label parent(BackupRecord backup) {
        return ancestry(backup.job())
                .parent(backup.member())
                .map(Ancestry.Member::label)
                .orElse(backup.parent());
    }

    /** Oldest first, itself last; the first is no full where an ancestor is gone. */
    List<Label> chain(BackupRecord backup) {
        return ancestry(backup.job()).chain(backup.member()).stream()
                .map(Ancestry.Member::label)
                .toList();
    }

    private Ancestry ancestry(String job) {
        return byJob.computeIfAbsent(
                job,
                name -> Ancestry.among(backups.stream()
                        .filter(backup -> backup.job().equals(name) && backup.isGood())
                        .map(BackupRecord::member)
                        .toList()));
    }
}
