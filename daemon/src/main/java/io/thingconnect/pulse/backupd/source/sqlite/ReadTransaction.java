package io.thingconnect.pulse.backupd.source.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * A read transaction on a live database: until it is closed, no checkpoint moves what it sees away and no process
 * deletes the WAL. It cannot write, creates no {@code -shm}, and deletes nothing.
 */
final class ReadTransaction implements AutoCloseable {
    private final Connection connection;

    private ReadTransaction(Connection connection) {
        this.connection = connection;
    }

    /** Only while the caller has the {@link MainFile} open, and keeps it open until this is closed. */
    static ReadTransaction begin(Path db) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        // Waiting is done outside, where it can be cancelled.
        config.setBusyTimeout(0);
        Connection connection = connect(url(db) + "?mode=ro&readonly_shm=1", config.toProperties());
        ReadTransaction transaction = new ReadTransaction(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
            // BEGIN alone locks nothing: the snapshot is pinned by the first read.
            statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
            return transaction;
        } catch (SQLException e) {
            transaction.close();
            throw e;
        }
    }

    /** The raw bytes of the path, percent-encoded, so that every name a Linux file can have survives the URI. */
    static String url(Path db) {
        return "jdbc:sqlite:file:" + db.toUri().getRawPath();
    }

    static Connection connect(String url, Properties properties) throws SQLException {
        return JDBC.createConnection(url, properties);
    }

    String schemaVersion() throws SQLException {
        return schemaVersion(connection);
    }

    static String schemaVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!exists(
                    statement, "SELECT 1 FROM pragma_table_info('__EFMigrationsHistory') WHERE name = 'MigrationId'")) {
                return "";
            }
            boolean rowids = exists(
                    statement,
                    "SELECT 1 FROM pragma_table_list('__EFMigrationsHistory') WHERE type='table' AND NOT wr");
            try (ResultSet row = statement.executeQuery("SELECT MigrationId FROM \"__EFMigrationsHistory\" ORDER BY "
                    + (rowids ? "rowid" : "MigrationId") + " DESC LIMIT 1")) {
                String id = row.next() ? row.getString(1) : null;
                return id == null ? "" : id;
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            return row.next();
        }
    }

    @Override
    public void close() {
        try (Connection closing = connection;
                Statement statement = closing.createStatement()) {
            statement.execute("COMMIT");
        } catch (SQLException e) {
            // Without a transaction COMMIT fails, and closing ends whatever was open: reading has nothing to lose.
        }
    }
}
