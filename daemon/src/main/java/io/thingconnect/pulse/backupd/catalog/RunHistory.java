package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Table {@code run}. Ids rise for ever: an id is never given out a second time. */
final class RunHistory {
    private static final RunRecord.Failure GONE = new RunRecord.Failure(
            ErrorCode.INTERRUPTED,
            "the daemon stopped before the run ended",
            "Start it again, for example with 'pulsectl backup'; the journal says why the daemon stopped.");

    private final Store store;

    RunHistory(Store store) {
        this.store = store;
    }

    long add(RunRecord run) throws BackupException {
        return store.together(s -> {
            s.update(
                    "INSERT INTO run (operation, job, \"trigger\", due_at, queued_at, state, started_at, ended_at,"
                            + " label, error_code, error_message, error_hint, result, warnings)"
                            + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    values(run, false));
            return s.first(row -> row.getLong(1), "SELECT last_insert_rowid()").orElseThrow();
        });
    }

    void update(RunRecord run) throws BackupException {
        store.together(s -> write(s, run));
    }

    private static int write(Store s, RunRecord run) throws SQLException, BackupException {
        int rows = s.update(
                "UPDATE run SET operation = ?, job = ?, \"trigger\" = ?, due_at = ?, queued_at = ?, state = ?,"
                        + " started_at = ?, ended_at = ?, label = ?, error_code = ?, error_message = ?,"
                        + " error_hint = ?, result = ?, warnings = ? WHERE id = ?",
                values(run, true));
        if (rows != 1) {
            throw new BackupException(
                    ErrorCode.RUN_NOT_FOUND, "no run has the id " + run.id(), "List the runs with 'pulsectl jobs'.");
        }
        return rows;
    }

    private static Object[] values(RunRecord run, boolean withId) throws SQLException {
        RunRecord.Failure error = run.error();
        List<Object> values = new ArrayList<>();
        values.add(run.operation());
        values.add(run.job());
        values.add(run.trigger());
        values.add(SqlValues.text(run.dueAt()));
        values.add(SqlValues.text(run.queuedAt()));
        values.add(run.state().word());
        values.add(SqlValues.text(run.startedAt()));
        values.add(SqlValues.text(run.endedAt()));
        values.add(run.label());
        values.add(error == null ? null : error.code().wireName());
        values.add(error == null ? null : error.message());
        values.add(error == null ? null : error.hint());
        values.add(run.result());
        values.add(SqlValues.text(run.warnings()));
        if (withId) {
            values.add(run.id());
        }
        return values.toArray();
    }

    Optional<RunRecord> byId(long id) throws BackupException {
        return store.together(s -> s.first(RunHistory::run, "SELECT * FROM run WHERE id = ?", id));
    }

    List<RunRecord> newest(int limit) throws BackupException {
        return store.together(s -> s.list(RunHistory::run, "SELECT * FROM run ORDER BY id DESC LIMIT ?", limit));
    }

    Optional<RunRecord> lastEnded(String job) throws BackupException {
        return store.together(s -> s.first(
                RunHistory::run,
                "SELECT * FROM run WHERE job = ? AND operation = 'backup' AND ended_at IS NOT NULL"
                        + " ORDER BY id DESC LIMIT 1",
                job));
    }

    List<RunRecord> interruptUnfinished(Instant now) throws BackupException {
        return store.together(s -> {
            List<RunRecord> interrupted = new ArrayList<>();
            for (RunRecord run : s.list(RunHistory::run, "SELECT * FROM run WHERE ended_at IS NULL ORDER BY id")) {
                RunRecord ended = run.ended(RunState.INTERRUPTED, now, GONE);
                write(s, ended);
                interrupted.add(ended);
            }
            return List.copyOf(interrupted);
        });
    }

    private static RunRecord run(ResultSet row) throws SQLException {
        return new RunRecord(
                row.getLong("id"),
                row.getString("operation"),
                row.getString("job"),
                row.getString("trigger"),
                state(row.getString("state")),
                SqlValues.instant(row, "due_at"),
                SqlValues.instant(row, "queued_at"),
                SqlValues.instant(row, "started_at"),
                SqlValues.instant(row, "ended_at"),
                row.getString("label"),
                failure(row),
                row.getString("result"),
                SqlValues.words(row, "warnings"));
    }

    static RunState state(String word) throws SQLException {
        for (RunState state : RunState.values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new SQLException("column state holds '" + word + "', which nothing wrote");
    }

    private static RunRecord.Failure failure(ResultSet row) throws SQLException {
        String name = row.getString("error_code");
        if (name == null) {
            return null;
        }
        for (ErrorCode code : ErrorCode.values()) {
            if (code.wireName().equals(name)) {
                return new RunRecord.Failure(code, row.getString("error_message"), row.getString("error_hint"));
            }
        }
        throw new SQLException("column error_code holds '" + name + "', which nothing wrote");
    }
}
