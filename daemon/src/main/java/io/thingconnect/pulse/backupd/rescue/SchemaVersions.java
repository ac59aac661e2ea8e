package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Whether the databases in place and those of a backup are of the same version of the application. It brings an older one
 * up to date when it starts, and does not notice that one is newer than itself.
 */
final class SchemaVersions {
    private static final String HISTORY = "__EFMigrationsHistory";

    private SchemaVersions() {}

    /** For people, a clause for each database that differs or cannot be read. Reading changes nothing. */
    static List<String> differences(Manifest manifest, List<String> names, Path root) {
        List<String> found = new ArrayList<>();
        for (DatabaseState state : manifest.databases()) {
            Path live = root.resolve(state.path());
            if (!names.contains(state.path()) || !Files.exists(live)) {
                continue;
            }
            try {
                String version = version(live);
                if (!version.equals(state.schemaVersion())) {
                    found.add("/" + state.path() + " has the schema " + shown(version) + " now, and "
                            + shown(state.schemaVersion())
                            + " in the backup: use the application's version of that time");
                }
            } catch (SQLException e) {
                found.add("the schema version of /" + state.path() + " cannot be read: " + e.getMessage());
            }
        }
        return found;
    }

    private static String shown(String version) {
        return version.isEmpty() ? "(none)" : version;
    }

    /**
     * Of the main file alone, without its WAL and without a lock: on the worst day both may be broken, and waiting for them
     * would hold up the restore. An upgrade that is still in the WAL is not seen.
     */
    private static String version(Path database) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("open_mode", "1");
        String url = "jdbc:sqlite:" + database.toUri().toString().replaceFirst("^file:/+", "file:/") + "?immutable=1";
        try (Connection connection = DriverManager.getConnection(url, readOnly);
                Statement statement = connection.createStatement()) {
            if (!hasRow(statement, "SELECT 1 FROM sqlite_schema WHERE name = '" + HISTORY + "'")) {
                return "";
            }
            try (ResultSet row =
                    statement.executeQuery("SELECT MigrationId FROM " + HISTORY + " ORDER BY rowid DESC LIMIT 1")) {
                String version = row.next() ? row.getString(1) : null;
                return version == null ? "" : version;
            }
        }
    }

    private static boolean hasRow(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next();
        }
    }
}
