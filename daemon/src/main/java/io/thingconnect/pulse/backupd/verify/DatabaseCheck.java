package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * What SQLite itself says of a restored database: {@code integrity_check} and {@code foreign_key_check}. For unpacked
 * copies only, never for a live file: it is opened as immutable, so that no side file appears beside it.
 */
public final class DatabaseCheck {
    private DatabaseCheck() {}

    /**
     * @param file a restored database nobody else uses
     * @param name for messages: its path in the backup
     * @throws BackupException {@code VERIFICATION_FAILED} with SQLite's first complaints
     */
    public static void run(Path file, String name) throws BackupException {
        check(file, name, true);
    }

    /** {@link #run} without foreign keys, for a database that may have rows without parents. */
    public static void integrity(Path file, String name) throws BackupException {
        check(file, name, false);
    }

    private static void check(Path file, String name, boolean foreignKeys) throws BackupException {
        Properties readOnly = new Properties();
        readOnly.setProperty("open_mode", "1");
        String url = "jdbc:sqlite:" + file.toUri().toString().replaceFirst("^file:/+", "file:/") + "?immutable=1";
        try (Connection connection = JDBC.createConnection(url, readOnly);
                Statement statement = connection.createStatement()) {
            List<String> complaints = rows(statement, "PRAGMA integrity_check(5)", 1);
            if (!complaints.equals(List.of("ok"))) {
                throw failed(name, "integrity_check: " + String.join("; ", complaints), null);
            }
            List<String> orphans = foreignKeys ? rows(statement, "PRAGMA foreign_key_check", 5) : List.of();
            if (!orphans.isEmpty()) {
                throw failed(name, "foreign_key_check: rows without parent in " + String.join(", ", orphans), null);
            }
        } catch (SQLException e) {
            throw failed(name, e.getMessage(), e);
        }
    }

    private static List<String> rows(Statement statement, String sql, int limit) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(sql)) {
            while (result.next() && rows.size() < Math.max(limit, 5)) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    private static BackupException failed(String name, String why, SQLException cause) {
        return new BackupException(
                ErrorCode.VERIFICATION_FAILED,
                "database '" + name + "' as restored is not sound: " + why,
                "Restore an earlier backup, and check the live database: sqlite3 /" + name
                        + " 'PRAGMA integrity_check'",
                cause);
    }
}
