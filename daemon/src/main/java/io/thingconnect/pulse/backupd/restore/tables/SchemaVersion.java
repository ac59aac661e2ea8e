package io.thingconnect.pulse.backupd.restore.tables;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The version of the application's schema that a database has: the last row of {@code __EFMigrationsHistory}. */
public final class SchemaVersion {
    private static final String HISTORY = "__EFMigrationsHistory";

    private SchemaVersion() {}

    /**
     * Of the main file alone, without its WAL and without a lock: on the worst day both may be broken, and waiting for them
     * would hold up the restore. An upgrade that is still in the WAL is not seen. Reading changes nothing.
     *
     * @return "" where there is none
     */
    public static String read(Path database) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(database), readOnly());
                Statement statement = connection.createStatement()) {
            return of(statement, "main");
        }
    }

    static String url(Path database) {
        return "jdbc:sqlite:" + uri(database);
    }

    /** Read as it lies there, whatever lies beside it. */
    static String uri(Path database) {
        return database.toUri().toString().replaceFirst("^file:/+", "file:/") + "?immutable=1";
    }

    static Properties readOnly() {
        Properties properties = new Properties();
        properties.setProperty("open_mode", "1");
        return properties;
    }

    /** @param schema {@code main} or the name of an attached one */
    static String of(Statement statement, String schema) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT 1 FROM " + schema + ".sqlite_schema WHERE type = 'table' AND name = '" + HISTORY + "'")) {
            if (!row.next()) {
                return "";
            }
        }
        try (ResultSet row = statement.executeQuery(
                "SELECT MigrationId FROM " + schema + "." + HISTORY + " ORDER BY rowid DESC LIMIT 1")) {
            String version = row.next() ? row.getString(1) : null;
            return version == null ? "" : version;
        }
    }
}
