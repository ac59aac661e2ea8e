package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What can be wrong with the application's database, done to a real one. */
final class DatabaseTroubles {
    /** A copy of a stopped database's files wants them to be older than a tick of the file system's clock. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    private final Bed bed;
    private final LiveDatabases live = new LiveDatabases(LATER);
    private final List<Connection> open = new ArrayList<>();
    private String version = "3.54.1";

    DatabaseTroubles(Bed bed) throws SQLException {
        this.bed = bed;
        bed.makeDatabase();
    }

    private Check look() {
        return new DatabaseLook(bed.db, live, Bed.COMMANDS);
    }

    Trouble unusable() {
        Path kept = bed.directory.resolve("kept.db");
        return new Trouble(
                this::look,
                () -> {
                    Files.copy(bed.db, kept);
                    Files.write(bed.db, new byte[0]);
                },
                () -> Files.copy(kept, bed.db, StandardCopyOption.REPLACE_EXISTING));
    }

    Trouble locked() {
        return new Trouble(
                () -> new LocksLook(bed.db, Duration.ofMillis(20)),
                () -> {
                    Bed.execute(bed.db, "PRAGMA journal_mode=DELETE");
                    Connection other = Bed.connect(bed.db);
                    open.add(other);
                    try (Statement statement = other.createStatement()) {
                        statement.execute("BEGIN EXCLUSIVE");
                    }
                },
                () -> open.remove(0).close());
    }

    Trouble journalMode() {
        return Trouble.mendedByCommand(this::look, () -> Bed.execute(bed.db, "PRAGMA journal_mode=DELETE"));
    }

    /** As after a power cut: the files of a transaction under way, copied from under it. */
    Trouble hotJournal() {
        return Trouble.mendedByCommand(this::look, () -> {
            Path journal = Path.of(bed.db + "-journal");
            Path away = Files.createDirectories(bed.directory.resolve("cut"));
            Bed.execute(bed.db, "PRAGMA journal_mode=DELETE");
            try (Connection writer = Bed.connect(bed.db);
                    Statement statement = writer.createStatement()) {
                statement.execute("PRAGMA cache_size=2");
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 3000)"
                        + " INSERT INTO t SELECT i, hex(randomblob(50)) FROM n");
                Files.copy(bed.db, away.resolve("db"));
                Files.copy(journal, away.resolve("journal"));
                statement.execute("ROLLBACK");
            }
            Files.copy(away.resolve("db"), bed.db, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(away.resolve("journal"), journal);
            bed.onRestart("sqlite3 '" + bed.db + "' 'SELECT count(*) FROM t'");
        });
    }

    Trouble walSize() {
        return Trouble.mendedByCommand(this::look, () -> {
            try (RandomAccessFile wal = new RandomAccessFile(bed.db + "-wal", "rw")) {
                wal.setLength(300L << 20);
            }
            bed.onRestart("sqlite3 '" + bed.db + "' 'INSERT INTO t VALUES (9, 9)'");
        });
    }

    /** Key cells of an index are overwritten: the file opens, and queries lie. */
    Trouble integrity() {
        Path kept = bed.directory.resolve("kept.db");
        CaptureOptions options = new CaptureOptions(1L << 40, Duration.ofMinutes(1), 1L << 30, 0, true, bed.spool);
        return new Trouble(
                () -> new IntegrityLook(bed.db, live, options, 0),
                () -> {
                    Files.copy(bed.db, kept);
                    try (RandomAccessFile file = new RandomAccessFile(bed.db.toFile(), "rw")) {
                        file.seek(rootPage() * 4096L - 16);
                        file.write(new byte[] {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7});
                    }
                },
                () -> Files.copy(kept, bed.db, StandardCopyOption.REPLACE_EXISTING));
    }

    private long rootPage() throws SQLException {
        try (Connection connection = Bed.connect(bed.db);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT rootpage FROM sqlite_schema WHERE name = 'i'")) {
            row.next();
            return row.getLong(1);
        }
    }

    Trouble owner() {
        return Trouble.mendedByCommand(this::look, () -> Files.setAttribute(bed.db, "unix:uid", 12_345));
    }

    Trouble version() {
        return new Trouble(() -> new VersionLook(version), () -> version = "3.46.1", () -> version = "3.51.3");
    }
}
