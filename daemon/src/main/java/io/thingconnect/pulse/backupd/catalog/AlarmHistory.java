package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.AlarmBook;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import io.thingconnect.pulse.backupd.watch.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Table {@code alarm}: which are open, and which were. Of this box alone; no destination holds any of it. */
public final class AlarmHistory {
    /** Alarms that have cleared are kept so far back. */
    static final int KEPT = 1_000;

    private final Store store;

    AlarmHistory(Store store) {
        this.store = store;
    }

    /**
     * Takes the next turn, in one step with whoever acknowledges meanwhile.
     *
     * @param turn from what is open to what is open now
     * @param notices what is to be told because of it, kept in the same step: a crash loses neither or both
     */
    public AlarmBook.Turned turn(
            Function<List<OpenAlarm>, AlarmBook.Turned> turn,
            Function<AlarmBook.Turned, List<NoticeRecord>> notices,
            Instant now)
            throws BackupException {
        return store.together(s -> {
            List<OpenAlarm> before =
                    openRecords(s).stream().map(AlarmRecord::state).toList();
            AlarmBook.Turned turned = turn.apply(before);
            for (OpenAlarm alarm : turned.open()) {
                // Most of the time nothing has changed, and nothing is written.
                if (!before.contains(alarm)) {
                    put(s, alarm);
                }
            }
            for (AlarmBook.Change change : turned.changes()) {
                if (change.what() == AlarmBook.What.CLEARED) {
                    clear(s, change.alarm().alarm().id(), now);
                }
            }
            for (NoticeRecord notice : notices.apply(turned)) {
                Notices.add(s, notice);
            }
            return turned;
        });
    }

    /** The severest first, then the oldest. */
    public List<AlarmRecord> open() throws BackupException {
        return store.together(AlarmHistory::openRecords);
    }

    /** Open and cleared ones, newest first. */
    public List<AlarmRecord> newest(int limit) throws BackupException {
        return store.together(
                s -> s.list(AlarmHistory::alarm, "SELECT * FROM alarm ORDER BY number DESC LIMIT ?", limit));
    }

    /** Empty where no such alarm is open. */
    public Optional<AlarmRecord> acknowledge(String id, OpenAlarm.Acknowledgement by) throws BackupException {
        return store.together(s -> {
            int changed = s.update(
                    "UPDATE alarm SET acknowledged_by = ?, acknowledged_at = ?, note = ?"
                            + " WHERE id = ? AND cleared_at IS NULL",
                    by.by(),
                    SqlValues.text(by.at()),
                    by.note(),
                    id);
            return changed == 0
                    ? Optional.<AlarmRecord>empty()
                    : s.first(AlarmHistory::alarm, "SELECT * FROM alarm WHERE id = ? AND cleared_at IS NULL", id);
        });
    }

    private static List<AlarmRecord> openRecords(Store s) throws SQLException {
        return s.list(
                AlarmHistory::alarm,
                "SELECT * FROM alarm WHERE cleared_at IS NULL ORDER BY severity = 'warning', since, number");
    }

    private static void put(Store s, OpenAlarm state) throws SQLException {
        Alarm alarm = state.alarm();
        Optional<OpenAlarm.Acknowledgement> acknowledged = state.acknowledged();
        Object[] values = {
            alarm.severity().word(),
            state.worst().word(),
            SqlValues.text(alarm.since()),
            alarm.message(),
            alarm.hint(),
            SqlValues.text(state.openedAt()),
            SqlValues.text(state.toldAt()),
            SqlValues.text(state.absentSince().orElse(null)),
            acknowledged.map(OpenAlarm.Acknowledgement::by).orElse(null),
            SqlValues.text(acknowledged.map(OpenAlarm.Acknowledgement::at).orElse(null)),
            acknowledged.map(OpenAlarm.Acknowledgement::note).orElse(""),
            alarm.id()
        };
        int known = s.update(
                "UPDATE alarm SET severity = ?, worst = ?, since = ?, message = ?, hint = ?, opened_at = ?, told_at = ?,"
                        + " absent_since = ?, acknowledged_by = ?, acknowledged_at = ?, note = ?"
                        + " WHERE id = ? AND cleared_at IS NULL",
                values);
        if (known == 0) {
            s.update(
                    "INSERT INTO alarm (severity, worst, since, message, hint, opened_at, told_at, absent_since,"
                            + " acknowledged_by, acknowledged_at, note, id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                    values);
        }
    }

    private static void clear(Store s, String id, Instant now) throws SQLException {
        s.update("UPDATE alarm SET cleared_at = ? WHERE id = ? AND cleared_at IS NULL", SqlValues.text(now), id);
        s.update(
                "DELETE FROM alarm WHERE cleared_at IS NOT NULL AND number NOT IN"
                        + " (SELECT number FROM alarm WHERE cleared_at IS NOT NULL ORDER BY number DESC LIMIT ?)",
                KEPT);
    }

    private static AlarmRecord alarm(ResultSet row) throws SQLException {
        Alarm alarm = new Alarm(
                row.getString("id"),
                severity(row, "severity"),
                SqlValues.instant(row, "since"),
                row.getString("message"),
                row.getString("hint"));
        String by = row.getString("acknowledged_by");
        Instant at = SqlValues.instant(row, "acknowledged_at");
        Optional<OpenAlarm.Acknowledgement> acknowledged = by == null
                ? Optional.empty()
                : Optional.of(new OpenAlarm.Acknowledgement(by, at, row.getString("note")));
        return new AlarmRecord(
                row.getLong("number"),
                new OpenAlarm(
                        alarm,
                        SqlValues.instant(row, "opened_at"),
                        severity(row, "worst"),
                        SqlValues.instant(row, "told_at"),
                        acknowledged,
                        Optional.ofNullable(SqlValues.instant(row, "absent_since"))),
                SqlValues.instant(row, "cleared_at"));
    }

    private static Severity severity(ResultSet row, String column) throws SQLException {
        return Severity.valueOf(row.getString(column).toUpperCase(Locale.ROOT));
    }
}
