package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.sql.SQLException;
import java.util.List;

/** Table {@code copy_attempt}: a row for each pending copy that was tried and failed. */
final class CopyAttempts {
    private final Store store;

    CopyAttempts(Store store) {
        this.store = store;
    }

    /** Where the copy is not pending any more, there is nothing to note. */
    void put(CopyAttempt attempt) throws BackupException {
        store.together(s -> s.update(
                "INSERT INTO copy_attempt SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS"
                        + " (SELECT 1 FROM copy WHERE label = ?1 AND destination = ?2 AND state = 'pending')"
                        + " ON CONFLICT (label, destination) DO UPDATE SET attempts = excluded.attempts,"
                        + " next_at = excluded.next_at, message = excluded.message",
                attempt.label().toString(),
                attempt.destination(),
                attempt.attempts(),
                SqlValues.text(attempt.nextAt()),
                attempt.message()));
    }

    List<CopyAttempt> all() throws BackupException {
        return store.together(s -> s.list(
                row -> new CopyAttempt(
                        Label.parse(row.getString("label")).orElseThrow(),
                        row.getString("destination"),
                        row.getInt("attempts"),
                        SqlValues.instant(row, "next_at"),
                        row.getString("message")),
                "SELECT * FROM copy_attempt ORDER BY label, destination"));
    }

    /** Within {@link Store#together} only. */
    static void forgetSettled(Store s, String label) throws SQLException {
        s.update(
                "DELETE FROM copy_attempt WHERE label = ?1 AND destination NOT IN"
                        + " (SELECT destination FROM copy WHERE label = ?1 AND state = 'pending')",
                label);
    }
}
