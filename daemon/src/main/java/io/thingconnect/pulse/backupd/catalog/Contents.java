package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the catalog is made and how much it holds, without what stands in it.
 *
 * @param version of the schema
 */
public record Contents(int version, List<Table> tables) {
    public Contents {
        tables = List.copyOf(tables);
    }

    /** @param sql that made it */
    public record Table(String name, String sql, long rows) {}

    static Contents of(Store store) throws BackupException {
        return store.together(s -> {
            int version = s.first(row -> row.getInt(1), "PRAGMA user_version").orElse(0);
            List<Table> tables = new ArrayList<>();
            for (Table table : s.list(
                    row -> new Table(row.getString("name"), row.getString("sql"), 0),
                    "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")) {
                long rows = s.first(row -> row.getLong(1), "SELECT count(*) FROM \"" + table.name() + "\"")
                        .orElse(0L);
                tables.add(new Table(table.name(), table.sql(), rows));
            }
            return new Contents(version, tables);
        });
    }
}
