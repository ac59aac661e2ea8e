package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must not go from a destination because copies are pending. */
final class PendingSources {
    private PendingSources() {}

    /**
     * Backups of the job whose last good copy is the one at this destination while another destination still waits for it,
     * or for what stands on it; and what a copy that is pending here will stand on.
     */
    static Set<Label> at(String destination, String job, List<BackupRecord> backups) {
        List<BackupRecord> ofJob =
                backups.stream().filter(backup -> backup.job().equals(job)).toList();
        Map<Label, BackupRecord> byLabel = new HashMap<>();
        ofJob.forEach(backup -> byLabel.put(backup.label(), backup));
        Ancestry ancestry = Ancestry.among(ofJob.stream()
                .filter(backup -> backup.isGood() || isPendingAnywhere(backup))
                .map(BackupRecord::member)
                .toList());
        Set<Label> held = new HashSet<>();
        for (BackupRecord backup : ofJob) {
            for (CopyRecord copy : backup.copies()) {
                if (copy.state() == CopyState.PENDING) {
                    ancestry.chain(backup.member()).stream()
                            .map(member -> byLabel.get(member.label()))
                            .filter(link -> isNeeded(link, destination, copy.destination()))
                            .forEach(link -> held.add(link.label()));
                }
            }
        }
        return held;
    }

    private static boolean isNeeded(BackupRecord link, String here, String waiting) {
        if (waiting.equals(here)) {
            return true;
        }
        boolean there = Copying.state(link, waiting).equals(Optional.of(CopyState.GOOD));
        boolean elsewhere = link.copies().stream()
                .anyMatch(copy ->
                        copy.state() == CopyState.GOOD && !copy.destination().equals(here));
        return !there && !elsewhere;
    }

    private static boolean isPendingAnywhere(BackupRecord backup) {
        return backup.copies().stream().anyMatch(copy -> copy.state() == CopyState.PENDING);
    }
}
