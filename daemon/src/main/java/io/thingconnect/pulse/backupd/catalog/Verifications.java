package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Table {@code verification}: what was proven, and what failed to be. */
final class Verifications {
    private final Store store;

    Verifications(Store store) {
        this.store = store;
    }

    void add(VerificationRecord verification) throws BackupException {
        store.together(s -> add(s, verification));
    }

    /** Within {@link Store#together} only. */
    static void addUnlessKnown(Store s, VerificationRecord verification) throws SQLException {
        boolean known = s.first(
                        row -> true,
                        "SELECT 1 FROM verification WHERE label = ? AND destination = ? AND level = ? AND at = ?",
                        verification.label().toString(),
                        verification.destination(),
                        verification.level(),
                        SqlValues.text(verification.at()))
                .isPresent();
        if (!known) {
            add(s, verification);
        }
    }

    private static int add(Store s, VerificationRecord verification) throws SQLException {
        return s.update(
                "INSERT INTO verification (label, destination, level, passed, at, bytes_read, message)"
                        + " VALUES (?,?,?,?,?,?,?)",
                verification.label().toString(),
                verification.destination(),
                verification.level(),
                verification.passed() ? 1 : 0,
                SqlValues.text(verification.at()),
                verification.bytesRead(),
                verification.message());
    }

    List<VerificationRecord> of(Label label) throws BackupException {
        return store.together(s -> s.list(
                Verifications::verification,
                "SELECT * FROM verification WHERE label = ? ORDER BY id DESC",
                label.toString()));
    }

    Optional<VerificationRecord> lastProvenRestore() throws BackupException {
        return store.together(s -> s.first(
                Verifications::verification,
                "SELECT * FROM verification WHERE level = 'restore' AND passed = 1 ORDER BY at DESC, id DESC LIMIT 1"));
    }

    /** When each copy at a destination was last restored as a proof, and passed. */
    Map<Label, Instant> provenRestores(String destination) throws BackupException {
        Map<Label, Instant> proven = new HashMap<>();
        store.together(s -> s.list(
                        Verifications::verification,
                        "SELECT * FROM verification WHERE level = 'restore' AND passed = 1 AND destination = ? ORDER BY at",
                        destination))
                .forEach(proof -> proven.put(proof.label(), proof.at()));
        return proven;
    }

    /** When each copy at a destination was last looked at, whatever was found. */
    Map<Label, Instant> lookedAt(String destination) throws BackupException {
        Map<Label, Instant> looked = new HashMap<>();
        store.together(s -> s.list(
                        Verifications::verification,
                        "SELECT * FROM verification WHERE destination = ? ORDER BY at",
                        destination))
                .forEach(proof -> looked.put(proof.label(), proof.at()));
        return looked;
    }

    /** Labels with a passed proof of any level at a destination. */
    Set<Label> proven(String destination) throws BackupException {
        Set<Label> labels = new HashSet<>();
        store.together(s -> s.list(
                        Verifications::verification,
                        "SELECT * FROM verification WHERE passed = 1 AND destination = ?",
                        destination))
                .forEach(proof -> labels.add(proof.label()));
        return labels;
    }

    /** Labels with a proof of any level at a destination that passed at or after a time. */
    Set<Label> provenSince(String destination, Instant since) throws BackupException {
        Set<Label> labels = new HashSet<>();
        store.together(s -> s.list(
                        Verifications::verification,
                        "SELECT * FROM verification WHERE passed = 1 AND destination = ? AND at >= ?",
                        destination,
                        SqlValues.text(since)))
                .forEach(proof -> labels.add(proof.label()));
        return labels;
    }

    private static VerificationRecord verification(ResultSet row) throws SQLException {
        String label = row.getString("label");
        return new VerificationRecord(
                Label.parse(label)
                        .orElseThrow(() -> new SQLException("column label holds '" + label + "', which nothing wrote")),
                row.getString("destination"),
                row.getString("level"),
                row.getInt("passed") == 1,
                SqlValues.instant(row, "at"),
                row.getLong("bytes_read"),
                row.getString("message"));
    }
}
