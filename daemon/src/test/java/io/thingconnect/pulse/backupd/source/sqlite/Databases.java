package io.thingconnect.pulse.backupd.source.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Databases made, captured and looked into by the tests of this room. */
final class Databases {
    /** So far ahead that no file looks as if it had changed just now. */
    static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    private Databases() {}

    static CaptureOptions options(Path spool) {
        return new CaptureOptions(1L << 40, Duration.ofMinutes(5), 0, 0, false, spool);
    }

    static CaptureOptions staged(Path spool) {
        return new CaptureOptions(1L << 40, Duration.ofMinutes(5), 0, 0, true, spool);
    }

    static CaptureOptions impatient(Path spool) {
        return new CaptureOptions(1L << 40, Duration.ofMillis(200), 0, 0, false, spool);
    }

    /** Executes in this process and closes again; never while a capture of the same database is under way here. */
    static void execute(Path db, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(ReadTransaction.url(db));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String query(Path db, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(ReadTransaction.url(db));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** A capture, how it was made, and what it says of itself. */
    record Copy(Path file, Path pageMap, String method, String schemaVersion, DatabaseSnapshot.Captured captured) {}

    static Copy capture(LiveDatabases databases, Path db, CaptureOptions options, Path into)
            throws BackupException, IOException {
        Work work = new Work();
        try (DatabaseSnapshot snapshot = databases.open(db, options, work)) {
            Path map = into.resolveSibling(into.getFileName() + ".map");
            DatabaseSnapshot.Captured captured;
            try (OutputStream out = Files.newOutputStream(into)) {
                captured = snapshot.copyTo(out, map, work);
            }
            assertEquals(snapshot.bytes(), Files.size(into));
            assertEquals(snapshot.bytes(), work.done());
            return new Copy(into, map, snapshot.method(), snapshot.schemaVersion(), captured);
        }
    }

    static void assertIntact(Path db) throws SQLException {
        assertEquals("ok", query(db, "PRAGMA integrity_check"));
    }

    static Sha256 sha256(Path file) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.of(digest);
    }

    static BackupException assertFault(ErrorCode code, LiveDatabases databases, Path db, CaptureOptions options) {
        BackupException fault = assertThrows(
                BackupException.class,
                () -> databases.open(db, options, new Work()).close());
        assertEquals(code, fault.code(), fault.getMessage());
        assertEquals(0, databases.open().size());
        return fault;
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
