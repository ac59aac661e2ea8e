package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tables {@code pin} and {@code removal}: what must stay, and what is going at this moment. They exclude one another, so that
 * nobody is told that a backup is pinned which is being removed.
 */
final class Pins {
    private final Store store;

    /** Labels that are read at this moment, one for each reader. Guarded by the store's lock. */
    private final List<String> reading = new ArrayList<>();

    Pins(Store store) {
        this.store = store;
    }

    void put(PinRecord pin) throws BackupException {
        store.together(s -> {
            String label = pin.label().toString();
            if (s.first(row -> true, "SELECT 1 FROM removal WHERE label = ?", label)
                    .isPresent()) {
                throw new BackupException(
                        ErrorCode.BUSY,
                        "backup " + label + " is being removed",
                        "See what is left of it when that is over: pulsectl show " + label);
            }
            return s.update(
                    "INSERT INTO pin VALUES (?,?,?,?,?) ON CONFLICT (label) DO UPDATE SET until = excluded.until,"
                            + " reason = excluded.reason, pinned_by = excluded.pinned_by, at = excluded.at",
                    label,
                    SqlValues.text(pin.until()),
                    pin.reason(),
                    pin.by(),
                    SqlValues.text(pin.at()));
        });
    }

    /** Within {@link Store#together} only. What is known already counts for more: the other one may be older. */
    static void putUnlessKnown(Store s, PinRecord pin) throws SQLException {
        s.update(
                "INSERT OR IGNORE INTO pin VALUES (?,?,?,?,?)",
                pin.label().toString(),
                SqlValues.text(pin.until()),
                pin.reason(),
                pin.by(),
                SqlValues.text(pin.at()));
    }

    boolean remove(Label label) throws BackupException {
        return store.together(s -> s.update("DELETE FROM pin WHERE label = ?", label.toString())) > 0;
    }

    Optional<PinRecord> of(Label label) throws BackupException {
        return store.together(s -> s.first(Pins::pin, "SELECT * FROM pin WHERE label = ?", label.toString()));
    }

    List<PinRecord> all() throws BackupException {
        return store.together(s -> s.list(Pins::pin, "SELECT * FROM pin ORDER BY label"));
    }

    /** @throws BackupException {@code BUSY} where somebody has pinned it, or reads it */
    void beginRemoval(Label label, String job, String destination, Instant now) throws BackupException {
        store.together(s -> {
            String text = label.toString();
            Optional<PinRecord> pin = s.first(Pins::pin, "SELECT * FROM pin WHERE label = ?", text);
            if (pin.filter(p -> p.holds(now)).isPresent()) {
                throw changed(text, "was pinned");
            }
            if (reading.contains(text) || readers(s).contains(text)) {
                throw changed(text, "is being read");
            }
            return s.update("INSERT OR IGNORE INTO removal VALUES (?, ?, ?)", text, destination, job);
        });
    }

    private static BackupException changed(String label, String what) {
        return new BackupException(
                ErrorCode.BUSY,
                "backup " + label + " " + what
                        + " after the plan was made; it stays, and what was to go after it as well",
                "The next expiry goes by a new plan: pulsectl expire --dry-run");
    }

    /** Within {@link Store#together} only. */
    static void endRemoval(Store s, Label label, String destination) throws SQLException {
        s.update("DELETE FROM removal WHERE label = ? AND destination = ?", label.toString(), destination);
    }

    void endRemoval(Label label, String destination) throws BackupException {
        store.together(s -> {
            endRemoval(s, label, destination);
            return true;
        });
    }

    List<Label> removals(String job, String destination) throws BackupException {
        return store.together(s -> s.list(
                Pins::label,
                "SELECT label FROM removal WHERE job = ? AND destination = ? ORDER BY label DESC",
                job,
                destination));
    }

    /** Whole labels that verifications and restores read, queued ones included. */
    List<String> inUse() throws BackupException {
        return store.together(s -> {
            List<String> all = new ArrayList<>(readers(s));
            all.addAll(reading);
            return all;
        });
    }

    /** False where it is being removed. What is noted lives as long as this process: so do those who read. */
    boolean beginReading(Label label) throws BackupException {
        return store.together(s -> {
            boolean going = s.first(row -> true, "SELECT 1 FROM removal WHERE label = ?", label.toString())
                    .isPresent();
            return !going && reading.add(label.toString());
        });
    }

    void endReading(Label label) throws BackupException {
        store.together(s -> reading.remove(label.toString()));
    }

    private static List<String> readers(Store s) throws SQLException {
        return s.list(
                row -> row.getString(1),
                "SELECT label FROM run WHERE ended_at IS NULL AND label IS NOT NULL"
                        + " AND operation IN ('verify', 'restore', 'salvage', 'drill')");
    }

    private static PinRecord pin(ResultSet row) throws SQLException {
        return new PinRecord(
                label(row),
                SqlValues.instant(row, "until"),
                row.getString("reason"),
                row.getString("pinned_by"),
                SqlValues.instant(row, "at"));
    }

    private static Label label(ResultSet row) throws SQLException {
        String label = row.getString("label");
        return Label.parse(label)
                .orElseThrow(() -> new SQLException("column label holds '" + label + "', which nothing wrote"));
    }
}
