package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tables {@code backup}, {@code copy} and {@code label}. A list costs two queries, however many backups there are. */
final class Backups {
    private final Store store;

    private final KnownBackups known;

    Backups(Store store) {
        this.store = store;
        this.known = new KnownBackups(store);
    }

    void put(BackupRecord backup) throws BackupException {
        known.changing(backup.label(), s -> {
            put(s, backup);
            return true;
        });
    }

    /** Several at once; all or none. */
    void takeIn(List<FoundCopy> found) throws BackupException {
        store.together(s -> {
            known.forget();
            new Import(s).take(found);
            return true;
        });
    }

    /** Within {@link Store#together} only. */
    static void put(Store s, BackupRecord backup) throws SQLException {
        String label = backup.label().toString();
        // Not INSERT OR REPLACE: that deletes the row first, and the copies with it.
        s.update(
                "INSERT INTO backup VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (label) DO UPDATE SET"
                        + " job = excluded.job, content_id = excluded.content_id, parent = excluded.parent,"
                        + " taken_at = excluded.taken_at, finished_at = excluded.finished_at,"
                        + " compression = excluded.compression, archive_bytes = excluded.archive_bytes,"
                        + " plain_bytes = excluded.plain_bytes, database_bytes = excluded.database_bytes,"
                        + " entries = excluded.entries, schema_version = excluded.schema_version,"
                        + " components = excluded.components, note = excluded.note,"
                        + " warnings = excluded.warnings, run_id = excluded.run_id,"
                        + " timeline = excluded.timeline, parent_id = excluded.parent_id,"
                        + " full_reason = excluded.full_reason, consolidated_from = excluded.consolidated_from,"
                        + " restored_from = excluded.restored_from",
                label,
                backup.job(),
                backup.contentId(),
                label(backup.parent()),
                SqlValues.text(backup.takenAt()),
                SqlValues.text(backup.finishedAt()),
                backup.compression().word(),
                backup.archiveBytes(),
                backup.plainBytes(),
                backup.databaseBytes(),
                backup.entries(),
                backup.schemaVersion(),
                SqlValues.text(backup.components().stream().map(Component::word).toList()),
                backup.note(),
                SqlValues.text(backup.warnings()),
                backup.runId(),
                backup.lineage().timeline(),
                backup.lineage().parentId(),
                backup.lineage().fullReason(),
                label(backup.lineage().consolidatedFrom()),
                label(backup.lineage().restoredFrom()));
        s.update("DELETE FROM copy WHERE label = ?", label);
        for (CopyRecord copy : backup.copies()) {
            putCopy(s, label, copy);
        }
        CopyAttempts.forgetSettled(s, label);
        s.update("INSERT OR IGNORE INTO label VALUES (?)", label);
    }

    void putCopy(Label label, CopyRecord copy) throws BackupException {
        known.changing(label, s -> {
            if (s.first(row -> true, "SELECT 1 FROM backup WHERE label = ?", label.toString())
                    .isEmpty()) {
                throw LabelSearch.unknown(label);
            }
            int changed = putCopy(s, label.toString(), copy);
            CopyAttempts.forgetSettled(s, label.toString());
            return changed;
        });
    }

    /** As if the backup had never been meant for that destination. */
    void forgetCopy(Label label, String destination) throws BackupException {
        known.changing(label, s -> {
            s.update("DELETE FROM copy WHERE label = ? AND destination = ?", label.toString(), destination);
            CopyAttempts.forgetSettled(s, label.toString());
            return true;
        });
    }

    /**
     * Retention has removed a copy. Where it was the last one, no copy can be made for another destination any more, and
     * none is pending.
     */
    void expire(Label label, String destination, Instant at) throws BackupException {
        known.changing(label, s -> {
            String expired = CopyState.EXPIRED.word();
            s.update(
                    "UPDATE copy SET state = ?, read_back = '', at = ? WHERE label = ? AND destination = ?",
                    expired,
                    SqlValues.text(at),
                    label.toString(),
                    destination);
            s.update(
                    "UPDATE copy SET state = ?1, at = ?2 WHERE label = ?3 AND state = 'pending' AND NOT EXISTS"
                            + " (SELECT 1 FROM copy WHERE label = ?3 AND state IN ('good', 'quarantined'))",
                    expired,
                    SqlValues.text(at),
                    label.toString());
            // A pin of a backup that is gone everywhere holds nothing.
            s.update(
                    "DELETE FROM pin WHERE label = ?1 AND NOT EXISTS"
                            + " (SELECT 1 FROM copy WHERE label = ?1 AND state IN ('good', 'quarantined'))",
                    label.toString());
            Pins.endRemoval(s, label, destination);
            CopyAttempts.forgetSettled(s, label.toString());
            return true;
        });
    }

    private static int putCopy(Store s, String label, CopyRecord copy) throws SQLException {
        return s.update(
                "INSERT INTO copy VALUES (?1, ?2, (SELECT count(*) FROM copy WHERE label = ?1), ?3, ?4, ?5)"
                        + " ON CONFLICT (label, destination) DO UPDATE SET"
                        + " state = excluded.state, read_back = excluded.read_back, at = excluded.at",
                label,
                copy.destination(),
                copy.state().word(),
                copy.readBack(),
                SqlValues.text(copy.at()));
    }

    List<BackupRecord> all() throws BackupException {
        return store.together(s -> {
            List<BackupRecord> all = known.get();
            if (all == null) {
                all = List.copyOf(read(s, "ORDER BY label DESC", ""));
                known.set(all);
            }
            return all;
        });
    }

    Optional<BackupRecord> byLabel(String label) throws BackupException {
        return store.together(s -> read(s, "WHERE label = ?", "WHERE label = ?", label)).stream()
                .findFirst();
    }

    /** Within {@link Store#together} only. */
    static Optional<BackupRecord> byLabel(Store s, Label label) throws SQLException {
        return read(s, "WHERE label = ?", "WHERE label = ?", label.toString()).stream()
                .findFirst();
    }

    Optional<String> newestGood() throws BackupException {
        return store.together(s -> s.first(
                row -> row.getString(1), "SELECT label FROM copy WHERE state = 'good' ORDER BY label DESC LIMIT 1"));
    }

    /** Labels that start with a prefix, newest first. */
    List<String> startingWith(String prefix) throws BackupException {
        // A range, not LIKE: it uses the index, and % and _ mean themselves. U+FFFF sorts after any character of a
        // label.
        return store.together(s -> s.list(
                row -> row.getString(1),
                "SELECT label FROM backup WHERE label >= ? AND label < ? ORDER BY label DESC",
                prefix,
                prefix + '\uffff'));
    }

    Optional<Label> newestLabel() throws BackupException {
        return store.together(
                        s -> s.first(row -> row.getString(1), "SELECT label FROM label ORDER BY label DESC LIMIT 1"))
                .flatMap(Label::parse);
    }

    void recordLabel(Label label) throws BackupException {
        store.together(s -> s.update("INSERT OR IGNORE INTO label VALUES (?)", label.toString()));
    }

    private static List<BackupRecord> read(Store s, String which, String whichCopies, Object... values)
            throws SQLException {
        Map<String, List<CopyRecord>> copies = new HashMap<>();
        s.list(
                row -> copies.computeIfAbsent(row.getString("label"), label -> new ArrayList<>())
                        .add(copy(row)),
                "SELECT * FROM copy " + whichCopies + " ORDER BY label, position",
                values);
        return s.list(
                row -> backup(row, copies.getOrDefault(row.getString("label"), List.of())),
                "SELECT * FROM backup " + which,
                values);
    }

    private static CopyRecord copy(ResultSet row) throws SQLException {
        return new CopyRecord(
                row.getString("destination"),
                known(CopyState.parse(row.getString("state")), row, "state"),
                row.getString("read_back"),
                SqlValues.instant(row, "at"));
    }

    private static BackupRecord backup(ResultSet row, List<CopyRecord> copies) throws SQLException {
        List<Component> components = new ArrayList<>();
        for (String word : SqlValues.words(row, "components")) {
            components.add(known(Component.parse(word), row, "components"));
        }
        return new BackupRecord(
                known(Label.parse(row.getString("label")), row, "label"),
                row.getString("job"),
                row.getString("content_id"),
                new Lineage(
                        row.getInt("timeline"),
                        row.getString("parent_id"),
                        label(row, "parent"),
                        row.getString("full_reason"),
                        label(row, "consolidated_from"),
                        label(row, "restored_from")),
                SqlValues.instant(row, "taken_at"),
                SqlValues.instant(row, "finished_at"),
                known(Compression.parse(row.getString("compression")), row, "compression"),
                row.getLong("archive_bytes"),
                row.getLong("plain_bytes"),
                row.getLong("database_bytes"),
                row.getLong("entries"),
                row.getString("schema_version"),
                components,
                row.getString("note"),
                SqlValues.words(row, "warnings"),
                row.getLong("run_id"),
                copies);
    }

    private static String label(Label label) {
        return label == null ? null : label.toString();
    }

    private static Label label(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : known(Label.parse(text), row, column);
    }

    private static <T> T known(Optional<T> value, ResultSet row, String column) throws SQLException {
        if (value.isEmpty()) {
            throw new SQLException("column " + column + " holds '" + row.getString(column) + "', which nothing wrote");
        }
        return value.get();
    }
}
