package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Opens the file and brings it to the present schema. Nothing is written before the file has proven to be a sound
 * catalog of a version we know: neither a damaged one nor a stranger's database is touched.
 */
final class Schema {
    /** What this version writes; one resource {@code schema-N.sql} for each step up to it. */
    static final int VERSION = 9;

    /** "PBKC": tells our file from any other SQLite database. */
    static final int APPLICATION_ID = 0x50424b43;

    private static final int BUSY_MILLIS = 5_000;

    private final Path file;
    private final Connection connection;

    private Schema(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    static Connection open(Path file) throws BackupException {
        createPrivately(file);
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
            boolean ready = false;
            try {
                new Schema(file, connection).prepare();
                ready = true;
                return connection;
            } finally {
                if (!ready) {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            throw Store.translated(file, e);
        }
    }

    /** Before SQLite can: it would use the umask. Its -wal and -shm take the mode of the main file. */
    private static void createPrivately(Path file) throws BackupException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // The usual case.
            return;
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.CATALOG_CORRUPT,
                    "the catalog '" + file + "' cannot be created: " + e,
                    "See to it that its directory exists and belongs to the daemon's user.",
                    e);
        }
    }

    private void prepare() throws SQLException, BackupException {
        execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
        int version = number("PRAGMA user_version");
        if (version > VERSION) {
            throw new BackupException(
                    ErrorCode.CATALOG_TOO_NEW,
                    "the catalog '" + file + "' has version " + version + ", this program knows versions up to "
                            + VERSION,
                    "Install the version of thingconnect-pulse-backup that wrote it, or a newer one.");
        }
        boolean empty = number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && number("PRAGMA application_id") != APPLICATION_ID) {
            throw Store.corrupt(file, "it is a database of another program", null);
        }
        String health = text("PRAGMA quick_check(1)");
        if (!"ok".equals(health)) {
            throw Store.corrupt(file, health, null);
        }
        execute("PRAGMA journal_mode = WAL");
        // The default in WAL mode does not force the log at each commit.
        execute("PRAGMA synchronous = FULL");
        execute("PRAGMA foreign_keys = ON");
        for (int next = version + 1; next <= VERSION; next++) {
            migrate(next);
        }
    }

    private void migrate(int version) throws SQLException, BackupException {
        Store.inTransaction(connection, () -> {
            for (String statement : script(version).split(";\\s*\\n")) {
                if (!statement.isBlank()) {
                    execute(statement);
                }
            }
            execute("PRAGMA application_id = " + APPLICATION_ID);
            execute("PRAGMA user_version = " + version);
            return version;
        });
    }

    private static String script(int version) {
        String name = "schema-" + version + ".sql";
        try (InputStream in = Schema.class.getResourceAsStream(name)) {
            return new String(
                    Optional.ofNullable(in)
                            .orElseThrow(() -> new IOException("no such resource"))
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the program is incomplete: " + name, e);
        }
    }

    private void execute(String sql) throws SQLException {
        Store.execute(connection, sql);
    }

    private int number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
