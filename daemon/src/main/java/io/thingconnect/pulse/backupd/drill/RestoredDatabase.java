package io.thingconnect.pulse.backupd.drill;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.ProgressHandler;

/**
 * A restored database to ask. Opened as immutable, so that nothing appears beside it; nothing can be attached, or a query
 * could open the live file in this process and, closing it, drop the locks of the backup under way.
 */
final class RestoredDatabase implements AutoCloseable {
    private static final int STEPS_BETWEEN_LOOKS = 10_000;
    private static final int LONGEST_VALUE = 16 << 20;

    private final Connection connection;

    private RestoredDatabase(Connection connection) {
        this.connection = connection;
    }

    static RestoredDatabase open(Path file) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("open_mode", "1");
        properties.setProperty("limit_attached", "0");
        properties.setProperty("limit_length", Integer.toString(LONGEST_VALUE));
        String url = "jdbc:sqlite:" + file.toUri().toString().replaceFirst("^file:/+", "file:/") + "?immutable=1";
        return new RestoredDatabase(JDBC.createConnection(url, properties));
    }

    /**
     * @param atMost a query that takes longer is broken off
     * @return the first column of the first row; empty where there is no row or the value is null
     * @throws SQLException also where it took too long
     * @throws BackupException {@code CANCELLED}
     */
    Optional<String> ask(String sql, Duration atMost, Work work) throws SQLException, BackupException {
        Watcher watcher = new Watcher(System.nanoTime() + atMost.toNanos(), work);
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, watcher);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            work.check();
            if (watcher.late) {
                throw new SQLException("it took longer than " + atMost.toSeconds() + " s", e);
            }
            throw e;
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Called by SQLite on the asking thread. */
    private static final class Watcher extends ProgressHandler {
        private final long deadline;
        private final Work work;
        private boolean late;

        Watcher(long deadline, Work work) {
            this.deadline = deadline;
            this.work = work;
        }

        @Override
        protected int progress() {
            late = System.nanoTime() - deadline > 0;
            return late || work.isCancelled() ? 1 : 0;
        }
    }
}
