package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Instant;
import java.util.Optional;

/** Tables {@code last_due} and {@code fact}: what has to be known after a restart. */
final class Facts {
    private final Store store;

    Facts(Store store) {
        this.store = store;
    }

    Optional<Instant> lastDue(String job) throws BackupException {
        return store.together(
                s -> s.first(row -> SqlValues.instant(row, "due"), "SELECT due FROM last_due WHERE job = ?", job));
    }

    void setLastDue(String job, Instant due) throws BackupException {
        store.together(s -> s.update(
                "INSERT INTO last_due VALUES (?, ?) ON CONFLICT (job) DO UPDATE SET due = excluded.due",
                job,
                SqlValues.text(due)));
    }

    Optional<String> value(String name) throws BackupException {
        return store.together(
                s -> s.first(row -> row.getString("value"), "SELECT value FROM fact WHERE name = ?", name));
    }

    void set(String name, String value) throws BackupException {
        store.together(s -> s.update(
                "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value));
    }
}
