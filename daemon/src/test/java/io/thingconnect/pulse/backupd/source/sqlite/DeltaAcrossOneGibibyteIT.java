package io.thingconnect.pulse.backupd.source.sqlite;

import static io.thingconnect.pulse.backupd.source.sqlite.Databases.LATER;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.options;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.Changed;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database grows across the page of the lock bytes, and shrinks back. */
final class DeltaAcrossOneGibibyteIT {
    private static final long GIBIBYTE = 1L << 30;

    @TempDir
    private Path dir;

    private final LiveDatabases databases = new LiveDatabases(LATER);
    private Path db;

    private Changed changed(Path parentMap, String name) throws Exception {
        try (DatabaseSnapshot snapshot = databases.open(db, options(dir), new Work())) {
            Path delta = dir.resolve(name + ".delta");
            return assertInstanceOf(
                    Changed.class, snapshot.copyChanged(parentMap, dir.resolve(name + ".map"), delta, new Work()));
        }
    }

    private static String rows(int count) {
        return "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<" + count
                + ") SELECT zeroblob(1000000) FROM n";
    }

    @Test
    void growthAndShrinkage_areAppliedByteForByte() throws Exception {
        StockSqlite.assumePresent();
        db = dir.resolve("pulse.db");
        Databases.execute(db, "PRAGMA auto_vacuum=1", "CREATE TABLE t(x)", "PRAGMA synchronous=OFF", rows(1065));
        assertTrue(Files.size(db) < GIBIBYTE, "already " + Files.size(db));
        Path base = dir.resolve("base.db");
        Path map = Databases.capture(databases, db, options(dir), base).pageMap();

        Databases.execute(db, rows(20));
        assertTrue(Files.size(db) > GIBIBYTE, "only " + Files.size(db));
        Changed grown = changed(map, "grown");
        assertEquals(StockSqlite.sha256sum(db), grown.after().hex());
        // All new pages but the one of the lock bytes, and the few that point to them.
        long added = (Files.size(db) - Files.size(base)) / 4096;
        assertTrue(grown.changedPages() >= added - 1 && grown.changedPages() < added + 40, grown.toString());

        Databases.execute(db, "DELETE FROM t WHERE rowid > 1060");
        assertTrue(Files.size(db) < GIBIBYTE, "still " + Files.size(db));
        Changed shrunk = changed(dir.resolve("grown.map"), "shrunk");
        assertEquals(StockSqlite.sha256sum(db), shrunk.after().hex());

        List<Path> both = List.of(dir.resolve("grown.delta"), dir.resolve("shrunk.delta"));
        overlay(base, both.subList(0, 1), grown);
        overlay(base, both, shrunk);
        StockSqlite.apply(both.get(0), base);
        assertEquals(grown.after().hex(), StockSqlite.sha256sum(base));
        StockSqlite.apply(both.get(1), base);
        assertEquals(shrunk.after().hex(), StockSqlite.sha256sum(base));
    }

    private static void overlay(Path base, List<Path> deltas, Changed expected) throws Exception {
        try (DeltaOverlay overlay = DeltaOverlay.open(deltas, OutputStream.nullOutputStream(), new Work())) {
            Files.copy(base, overlay);
            assertEquals(expected.after(), overlay.finish().sha256());
        }
    }
}
