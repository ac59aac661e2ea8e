package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.Standing.Verdict;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Table {@code objective_day}: a row for each component and day. Of this box alone; no destination holds any of it. */
public final class ObjectiveDays {
    /** A year and a month: the same month of last year can be looked at whole. */
    public static final int KEPT_DAYS = 400;

    private final Store store;

    ObjectiveDays(Store store) {
        this.store = store;
    }

    /** In place of what is known of these days; what is {@link #KEPT_DAYS} older than the newest of them goes. */
    public void put(Collection<ObjectiveDay> days) throws BackupException {
        store.together(s -> {
            for (ObjectiveDay day : days) {
                s.update(
                        "INSERT OR REPLACE INTO objective_day"
                                + " (component, day, loss_seconds, recovery_seconds, rpo, rto) VALUES (?,?,?,?,?,?)",
                        day.component(),
                        day.day().toString(),
                        day.loss().map(Duration::toSeconds).orElse(null),
                        day.recovery().map(Duration::toSeconds).orElse(null),
                        day.rpo().word(),
                        day.rto().word());
            }
            Optional<LocalDate> newest = days.stream().map(ObjectiveDay::day).max(LocalDate::compareTo);
            return newest.isEmpty()
                    ? 0
                    : s.update(
                            "DELETE FROM objective_day WHERE day <= ?",
                            newest.get().minusDays(KEPT_DAYS).toString());
        });
    }

    /** From a day on, the newest first, and by component. */
    public List<ObjectiveDay> since(LocalDate first) throws BackupException {
        return store.together(s -> s.list(
                ObjectiveDays::day,
                "SELECT * FROM objective_day WHERE day >= ? ORDER BY day DESC, component",
                first.toString()));
    }

    private static ObjectiveDay day(ResultSet row) throws SQLException {
        return new ObjectiveDay(
                row.getString("component"),
                LocalDate.parse(row.getString("day")),
                seconds(row, "loss_seconds"),
                seconds(row, "recovery_seconds"),
                Verdict.parse(row.getString("rpo")),
                Verdict.parse(row.getString("rto")));
    }

    private static Optional<Duration> seconds(ResultSet row, String column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }
}
