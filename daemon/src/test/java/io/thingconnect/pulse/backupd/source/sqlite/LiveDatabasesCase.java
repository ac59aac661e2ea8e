package io.thingconnect.pulse.backupd.source.sqlite;

import static io.thingconnect.pulse.backupd.source.sqlite.Databases.LATER;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A database to capture. */
abstract class LiveDatabasesCase {
    @TempDir
    Path dir;

    Path spool;
    Path db;
    Path copy;
    final LiveDatabases databases = new LiveDatabases(LATER);

    @BeforeEach
    void prepare() throws IOException {
        spool = Files.createDirectory(dir.resolve("spool"));
        db = Files.createDirectory(dir.resolve("app")).resolve("pulse.db");
        copy = dir.resolve("copy.db");
    }

    void fill(String journalMode, String... pragmas) throws SQLException {
        execute(db, pragmas);
        execute(
                db,
                "PRAGMA journal_mode=" + journalMode,
                "CREATE TABLE t(x)",
                "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<300)"
                        + " SELECT randomblob(1000) FROM n");
    }
}
