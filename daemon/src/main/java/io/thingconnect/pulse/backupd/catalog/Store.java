package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteException;

/**
 * The catalog's one connection. A lock lets one thread at a time use it: the catalog is small, every question is
 * answered from an index, and one connection never meets SQLITE_BUSY from itself.
 */
final class Store implements AutoCloseable {
    private final Path file;
    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();

    /** The connection is in auto-commit mode and from now on used through this object only. */
    Store(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Several statements that take effect together or not at all. */
    @FunctionalInterface
    interface Change<T> {
        T apply(Store store) throws SQLException, BackupException;
    }

    /** Makes a value of the current row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs reads as of one moment, or writes as one transaction, durable when this returns. */
    <T> T together(Change<T> change) throws BackupException {
        lock.lock();
        try {
            if (connection.isClosed()) {
                throw new BackupException(
                        ErrorCode.INTERRUPTED,
                        "the catalog '" + file + "' is closed already",
                        "Ask again when the daemon is up: 'systemctl status thingconnect-pulse-backup'.");
            }
            return inTransaction(connection, () -> change.apply(this));
        } catch (SQLException e) {
            throw translated(file, e);
        } finally {
            lock.unlock();
        }
    }

    /** What is done within one transaction. */
    @FunctionalInterface
    interface Body<T> {
        T run() throws SQLException, BackupException;
    }

    /** By plain statements: JDBC's own way begins a new transaction after each one and needs a second to leave it. */
    static <T> T inTransaction(Connection connection, Body<T> body) throws SQLException, BackupException {
        execute(connection, "BEGIN");
        try {
            T result = body.run();
            execute(connection, "COMMIT");
            return result;
        } catch (SQLException | BackupException | RuntimeException | Error e) {
            rollBack(connection, e);
            throw e;
        }
    }

    private static void rollBack(Connection connection, Throwable reason) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            // After a full disk, for example, SQLite has rolled back already; that must not hide the reason.
            reason.addSuppressed(e);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Within {@link #together} only. */
    int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            SqlValues.bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /** Within {@link #together} only. */
    <T> List<T> list(Row<T> read, String sql, Object... values) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            SqlValues.bind(statement, values);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(value(read, rows));
                }
            }
        }
        return found;
    }

    private static <T> T value(Row<T> read, ResultSet row) throws SQLException {
        try {
            return read.read(row);
        } catch (RuntimeException e) {
            // A text that is no time, a null where none may be: a damaged row is the catalog's fault, not a defect.
            throw new SQLException("a row holds what nothing wrote: " + e.getMessage(), e);
        }
    }

    /** Within {@link #together} only; the first row. */
    <T> Optional<T> first(Row<T> read, String sql, Object... values) throws SQLException {
        return list(read, sql, values).stream().findFirst();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            // Every change was durable when its call returned; a close that fails loses nothing.
            return;
        } finally {
            lock.unlock();
        }
    }

    /** The one place where SQLite's complaints become ours. */
    static BackupException translated(Path file, SQLException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        // Extended result codes carry the primary one in their low byte.
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
        return switch (code) {
            case 13 ->
                new BackupException(
                        ErrorCode.NO_SPACE,
                        "the catalog '" + file + "' cannot be written: no space left",
                        "Free some space on that file system and try again.",
                        e);
            case 5, 6 ->
                new BackupException(
                        ErrorCode.BUSY,
                        "the catalog '" + file + "' is locked by another program",
                        "Find it with 'fuser " + file + "' and end it; only one daemon may use a catalog.",
                        e);
            case 3, 8, 10, 14, 23 ->
                new BackupException(
                        ErrorCode.CATALOG_CORRUPT,
                        "the catalog '" + file + "' cannot be read or written: " + why,
                        "See to it that its directory is on a sound, writable file system and belongs to the daemon's"
                                + " user.",
                        e);
            default -> corrupt(file, why, e);
        };
    }

    static BackupException corrupt(Path file, String why, Throwable cause) {
        return new BackupException(
                ErrorCode.CATALOG_CORRUPT,
                "the catalog '" + file + "' cannot be used: " + why,
                "Move it aside together with its -wal and -shm and start the daemon again; restores do not need it.",
                cause);
    }
}
