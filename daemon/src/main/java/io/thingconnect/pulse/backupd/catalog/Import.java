package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes in what was found at destinations. What stands there wins over what was known of those copies; what cannot stand there
 * (the run that made a backup, copies elsewhere, a pin whose file was not written) is kept.
 */
final class Import {
    private final Store s;

    /** Within {@link Store#together} only. */
    Import(Store s) {
        this.s = s;
    }

    void take(List<FoundCopy> found) throws SQLException, BackupException {
        Map<String, List<FoundCopy>> byLabel = new LinkedHashMap<>();
        found.forEach(copy -> byLabel.computeIfAbsent(copy.backup().label().toString(), label -> new ArrayList<>())
                .add(copy));
        for (List<FoundCopy> copies : byLabel.values()) {
            backup(copies);
        }
        // Both tables number what is put in, and whoever asks for the newest goes by that.
        List<VerificationRecord> proofs = new ArrayList<>();
        List<DrillRecord> drills = new ArrayList<>();
        for (FoundCopy copy : found) {
            proofs.addAll(copy.proofs());
            drills.addAll(copy.drills());
        }
        proofs.sort(Comparator.comparing(VerificationRecord::at));
        drills.sort(Comparator.comparing(DrillRecord::endedAt));
        for (VerificationRecord proof : proofs) {
            Verifications.addUnlessKnown(s, proof);
        }
        for (DrillRecord drill : drills) {
            Drills.addUnlessKnown(s, drill);
        }
    }

    private void backup(List<FoundCopy> found) throws SQLException, BackupException {
        BackupRecord first = found.get(0).backup();
        List<CopyRecord> copies =
                new ArrayList<>(found.stream().map(FoundCopy::copy).toList());
        BackupRecord known = Backups.byLabel(s, first.label()).orElse(first.withCopies(0, List.of()));
        known.copies().stream()
                .filter(copy ->
                        copies.stream().noneMatch(other -> other.destination().equals(copy.destination())))
                .toList()
                .forEach(copies::add);
        Backups.put(s, first.withCopies(known.runId(), copies));
        Seals.put(s, first.label(), found.get(0).seal());
        for (FoundCopy copy : found) {
            if (copy.pin().isPresent()) {
                Pins.putUnlessKnown(s, copy.pin().get());
            }
        }
    }
}
