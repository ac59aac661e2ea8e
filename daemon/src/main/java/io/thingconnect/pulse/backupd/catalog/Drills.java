package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Table {@code drill}: restores for practice, and what came of them. */
final class Drills {
    private final Store store;

    Drills(Store store) {
        this.store = store;
    }

    long add(DrillRecord drill) throws BackupException {
        return store.together(s -> {
            put(s, drill);
            return s.first(row -> row.getLong(1), "SELECT last_insert_rowid()").orElseThrow();
        });
    }

    /** Within {@link Store#together} only. */
    static void addUnlessKnown(Store s, DrillRecord drill) throws SQLException {
        boolean known = s.first(
                        row -> true,
                        "SELECT 1 FROM drill WHERE label = ? AND destination = ? AND name = ? AND started_at = ?",
                        drill.label(),
                        drill.destination(),
                        drill.name(),
                        SqlValues.text(drill.startedAt()))
                .isPresent();
        if (!known) {
            put(s, drill);
        }
    }

    private static void put(Store s, DrillRecord drill) throws SQLException {
        s.update(
                "INSERT INTO drill (run_id, name, label, destination, scope, passed, started_at, ended_at,"
                        + " bytes_read, phases, checks, message, note) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                drill.runId(),
                drill.name(),
                drill.label(),
                drill.destination(),
                drill.scope(),
                drill.passed() ? 1 : 0,
                SqlValues.text(drill.startedAt()),
                SqlValues.text(drill.endedAt()),
                drill.bytesRead(),
                phases(drill),
                checks(drill),
                drill.message(),
                drill.note());
    }

    /** With one copy, newest first. */
    List<DrillRecord> of(String label, String destination, int limit) throws BackupException {
        return store.together(s -> s.list(
                Drills::drill,
                "SELECT * FROM drill WHERE label = ? AND destination = ? ORDER BY id DESC LIMIT ?",
                label,
                destination,
                limit));
    }

    boolean note(long id, String note) throws BackupException {
        return store.together(s -> s.update("UPDATE drill SET note = ? WHERE id = ?", note, id)) == 1;
    }

    Optional<DrillRecord> byId(long id) throws BackupException {
        return store.together(s -> s.first(Drills::drill, "SELECT * FROM drill WHERE id = ?", id));
    }

    List<DrillRecord> newest(int limit) throws BackupException {
        return store.together(s -> s.list(Drills::drill, "SELECT * FROM drill ORDER BY id DESC LIMIT ?", limit));
    }

    /** Of each name at each destination the newest one. */
    List<DrillRecord> latest() throws BackupException {
        return store.together(s -> s.list(
                Drills::drill,
                "SELECT * FROM drill WHERE id IN (SELECT max(id) FROM drill GROUP BY name, destination) ORDER BY id"));
    }

    private static String phases(DrillRecord drill) throws SQLException {
        List<String> words = new ArrayList<>();
        for (DrillRecord.Phase phase : drill.phases()) {
            words.add(phase.name());
            words.add(Long.toString(phase.millis()));
        }
        return SqlValues.text(words);
    }

    private static String checks(DrillRecord drill) throws SQLException {
        List<String> words = new ArrayList<>();
        for (DrillRecord.Check check : drill.checks()) {
            words.add(check.name());
            words.add(check.passed() ? "passed" : "failed");
            words.add(check.detail());
        }
        return SqlValues.text(words);
    }

    private static DrillRecord drill(ResultSet row) throws SQLException {
        List<DrillRecord.Phase> phases = new ArrayList<>();
        List<String> words = SqlValues.words(row, "phases");
        for (int i = 0; i + 1 < words.size(); i += 2) {
            phases.add(new DrillRecord.Phase(words.get(i), Long.parseLong(words.get(i + 1))));
        }
        List<DrillRecord.Check> checks = new ArrayList<>();
        words = SqlValues.words(row, "checks");
        for (int i = 0; i + 2 < words.size(); i += 3) {
            boolean passed = words.get(i + 1).equals("passed");
            checks.add(new DrillRecord.Check(words.get(i), passed, words.get(i + 2)));
        }
        return new DrillRecord(
                row.getLong("id"),
                row.getLong("run_id"),
                row.getString("name"),
                row.getString("label"),
                row.getString("destination"),
                row.getString("scope"),
                row.getInt("passed") == 1,
                SqlValues.instant(row, "started_at"),
                SqlValues.instant(row, "ended_at"),
                row.getLong("bytes_read"),
                phases,
                checks,
                row.getString("message"),
                row.getString("note"));
    }
}
