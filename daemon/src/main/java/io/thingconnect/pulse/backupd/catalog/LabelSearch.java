package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.error.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** From what a person types to the one backup meant. */
final class LabelSearch {
    private static final String START = "pulse-backup-";
    private static final int SHOWN = 5;

    private final Backups backups;

    LabelSearch(Backups backups) {
        this.backups = backups;
    }

    BackupRecord find(String wanted) throws BackupException {
        if (wanted.isBlank()) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "no label was given",
                    "Give a label, the beginning of one, or 'latest'; 'pulsectl list' shows them.");
        }
        if (wanted.equals("latest")) {
            return record(backups.newestGood()
                    .orElseThrow(() -> new BackupException(
                            ErrorCode.BACKUP_NOT_FOUND,
                            "there is no good backup yet",
                            "Make one with 'pulsectl backup'.")));
        }
        BackupRecord found = record(unique(wanted));
        return found.isExpired() ? successor(found) : found;
    }

    /** A full that was made from it has taken its place, and is what its label stands for since. */
    private BackupRecord successor(BackupRecord expired) throws BackupException {
        String full = new Label(expired.label().at(), Kind.FULL).toString();
        return backups.byLabel(full)
                .filter(BackupRecord::isGood)
                .filter(backup -> expired.label().equals(backup.lineage().consolidatedFrom()))
                .orElse(expired);
    }

    private String unique(String wanted) throws BackupException {
        // "pulse-b" is the beginning of every label as well, so the prefix is tried as it stands, too.
        List<String> found = backups.startingWith(wanted);
        if (found.isEmpty()) {
            found = backups.startingWith(START + wanted);
        }
        if (found.isEmpty()) {
            throw unknown(wanted);
        }
        if (found.size() > 1) {
            String candidates = found.stream().limit(SHOWN).collect(Collectors.joining(", "));
            String more = found.size() > SHOWN ? " and " + (found.size() - SHOWN) + " more" : "";
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "'" + wanted + "' is the beginning of " + found.size() + " labels: " + candidates + more,
                    "Give more of the label.");
        }
        return found.get(0);
    }

    private BackupRecord record(String label) throws BackupException {
        Optional<BackupRecord> found = backups.byLabel(label);
        if (found.isEmpty()) {
            throw unknown(label);
        }
        return found.get();
    }

    private BackupException unknown(String wanted) throws BackupException {
        List<String> known = new ArrayList<>(backups.startingWith(""));
        String whole = wanted.startsWith(START) ? wanted : START + wanted;
        String meant = Nearest.only(whole, known)
                .or(() -> Nearest.only(wanted, List.of("latest")))
                .map(label -> "Did you mean '" + label + "'? ")
                .orElse("");
        return new BackupException(
                ErrorCode.BACKUP_NOT_FOUND,
                "no backup has the label '" + wanted + "'",
                meant + "List the backups with 'pulsectl list'.");
    }

    static BackupException unknown(Label label) {
        return new BackupException(
                ErrorCode.BACKUP_NOT_FOUND,
                "no backup has the label '" + label + "'",
                "List the backups with 'pulsectl list'.");
    }
}
