package io.thingconnect.pulse.backupd.source.sqlite;

import static io.thingconnect.pulse.backupd.source.sqlite.Databases.LATER;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.options;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.query;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.sha256;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.staged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.Changed;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.Misfit;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot.ParentUnfit;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deltas of real databases, applied by the stock {@code sqlite3} and by our own overlay. */
final class DeltaIT {
    @TempDir
    private Path dir;

    private Path spool;
    private Path db;
    private final LiveDatabases databases = new LiveDatabases(LATER);
    private final Random random = new Random(20261125);

    @BeforeEach
    void prepare() throws IOException {
        StockSqlite.assumePresent();
        spool = Files.createDirectory(dir.resolve("spool"));
        db = Files.createDirectory(dir.resolve("app")).resolve("pulse.db");
    }

    private Changed changed(Path parentMap, String name, CaptureOptions options) throws Exception {
        return changed(databases, parentMap, name, options);
    }

    private Changed changed(LiveDatabases live, Path parentMap, String name, CaptureOptions options) throws Exception {
        try (DatabaseSnapshot snapshot = live.open(db, options, new Work())) {
            return assertInstanceOf(Changed.class, snapshot.copyChanged(parentMap, map(name), delta(name), new Work()));
        }
    }

    private Path map(String name) {
        return dir.resolve(name + ".map");
    }

    private Path delta(String name) {
        return dir.resolve("pulse.db.delta-" + name);
    }

    private static void overlay(Path base, List<Path> deltas, Path into, Sha256 expected) throws Exception {
        try (OutputStream out = Files.newOutputStream(into);
                DeltaOverlay overlay = DeltaOverlay.open(deltas, out, new Work())) {
            Files.copy(base, overlay);
            DeltaOverlay.Result result = overlay.finish();
            assertEquals(expected, result.sha256());
            assertEquals(Files.size(into), result.bytes());
        }
        assertEquals(expected.hex(), StockSqlite.sha256sum(into));
    }

    /** Every page size, and within it every kind of auto_vacuum and both kinds of journal. */
    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 8192, 16384, 32768, 65536})
    void randomChanges_areAppliedByteForByte(int pageSize) throws Exception {
        for (int vacuum = 0; vacuum < 3; vacuum++) {
            for (String journal : List.of("WAL", "DELETE")) {
                Path home = Files.createDirectory(dir.resolve(vacuum + journal));
                db = home.resolve("pulse.db");
                Databases.execute(
                        db,
                        "PRAGMA page_size=" + pageSize,
                        "PRAGMA auto_vacuum=" + vacuum,
                        "PRAGMA journal_mode=" + journal,
                        "CREATE TABLE t(id INTEGER PRIMARY KEY, x BLOB)",
                        "CREATE INDEX i ON t(x)");
                Databases.execute(db, insert(50, pageSize));
                chain(home, vacuum + journal, pageSize);
            }
        }
    }

    private void chain(Path home, String name, int pageSize) throws Exception {
        Path gold = home.resolve("gold.db");
        Path base = home.resolve("base.db");
        Path map = Databases.capture(databases, db, options(spool), base).pageMap();
        Files.copy(base, gold);
        List<Path> deltas = new ArrayList<>();
        int length = 1 + random.nextInt(10);
        for (int i = 0; i < length; i++) {
            String step = name + "-" + i;
            change(pageSize);
            Path next = home.resolve("next.db");
            Databases.Copy full = Databases.capture(databases, db, options(spool), next);
            Changed changed = changed(map, step, random.nextBoolean() ? options(spool) : staged(spool));
            map = map(step);
            deltas.add(delta(step));
            assertEquals(full.captured().sha256(), changed.after(), step);
            assertEquals(changed.deltaSha256(), sha256(delta(step)), step);
            assertEquals(-1, Files.mismatch(full.pageMap(), map), step);
            byHand(gold, delta(step), next, step);
            overlay(base, deltas, home.resolve("overlaid.db"), changed.after());
            Files.move(next, gold, StandardCopyOption.REPLACE_EXISTING);
        }
        assertEquals(List.of(), Databases.names(spool));
    }

    private void byHand(Path parent, Path delta, Path expected, String step) throws Exception {
        Path work = dir.resolve("work.db");
        Files.copy(parent, work, StandardCopyOption.REPLACE_EXISTING);
        int times = 1 + random.nextInt(2);
        for (int i = 0; i < times; i++) {
            if (random.nextInt(3) == 0) {
                byte[] stale = new byte[32768];
                random.nextBytes(stale);
                Files.write(Side.SHM.of(work), stale);
            }
            StockSqlite.apply(delta, work);
            assertEquals(-1, Files.mismatch(expected, work), step);
        }
        assertEquals(StockSqlite.sha256sum(expected), StockSqlite.sha256sum(work));
        Databases.assertIntact(work);
    }

    private String insert(int rows, int pageSize) {
        return "INSERT INTO t(x) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<" + rows
                + ") SELECT randomblob(" + (1 + random.nextInt(pageSize / 2)) + ") FROM n";
    }

    private void change(int pageSize) throws Exception {
        int from = random.nextInt(200);
        String range = " WHERE id BETWEEN " + from + " AND " + (from + random.nextInt(100));
        // Frees a page a step, and so needs a program that takes all of them.
        if (random.nextInt(4) == 0) {
            StockSqlite.execute(db, "PRAGMA incremental_vacuum(" + (1 + random.nextInt(40)) + ")");
        }
        String sql =
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> insert(1 + random.nextInt(60), pageSize);
                    case 3 -> "UPDATE t SET x=randomblob(length(x))" + range;
                    case 4 -> "DELETE FROM t" + range;
                    case 5 -> "VACUUM";
                    case 6 -> "CREATE TABLE IF NOT EXISTS t" + random.nextInt(5) + "(x)";
                    default -> "SELECT 1";
                };
        Databases.execute(db, sql);
        if (random.nextInt(3) == 0) {
            Databases.execute(db, "DELETE FROM t WHERE id > " + random.nextInt(150), "VACUUM");
        }
    }

    /** Why an empty delta is not to be applied: with a rollback journal SQLite answers as if it had failed. */
    @ParameterizedTest
    @CsvSource({"WAL,0|0|0", "DELETE,0|-1|-1"})
    void nothingChanged_isAnEmptyDelta(String journal, String answer) throws Exception {
        Databases.execute(db, "PRAGMA journal_mode=" + journal, "CREATE TABLE t(x)");
        Path base = dir.resolve("base.db");
        Path map = Databases.capture(databases, db, options(spool), base).pageMap();
        Changed changed = changed(map, "none", options(spool));
        assertEquals(0, changed.deltaBytes());
        Files.copy(delta("none"), Side.WAL.of(base));
        assertEquals(answer, StockSqlite.execute(base, "PRAGMA wal_checkpoint(TRUNCATE)"));
        assertEquals(changed.after().hex(), StockSqlite.sha256sum(base));
    }

    /** What the WAL of a running application holds is in the delta, without a checkpoint. */
    @Test
    void changesThatAreOnlyInTheWal_areInTheDelta() throws Exception {
        try (Application app = Application.start(db)) {
            app.run(
                    "PRAGMA journal_mode=WAL",
                    "PRAGMA wal_autocheckpoint=0",
                    "CREATE TABLE t(id INTEGER PRIMARY KEY, x)");
            app.run(insert(200, 4096));
            Path base = dir.resolve("base.db");
            Databases.Copy full = Databases.capture(databases, db, options(spool), base);
            assertEquals("streamed", full.method());
            Path map = full.pageMap();
            List<Path> deltas = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                app.run("UPDATE t SET x=randomblob(500) WHERE id % 50 = " + i);
                CaptureOptions options = i % 2 == 0 ? options(spool) : staged(spool);
                Changed changed = changed(map, "live-" + i, options);
                Path next = dir.resolve("next.db");
                Databases.Copy whole = Databases.capture(databases, db, options, next);
                assertEquals(i % 2 == 0 ? "streamed" : "staged", whole.method());
                assertEquals(whole.captured().sha256(), changed.after());
                map = map("live-" + i);
                deltas.add(delta("live-" + i));
                overlay(base, deltas, dir.resolve("overlaid.db"), changed.after());
            }
        }
    }

    @Test
    void aWriterAtWork_doesNotDisturbTheChain() throws Exception {
        // It closes and opens the database at times; then only true times tell whether the files stood still.
        LiveDatabases stormy = new LiveDatabases(Clock.systemUTC());
        StormWriterMain.create(db);
        Process writer = Application.java(
                List.of(),
                System.getProperty("java.class.path"),
                StormWriterMain.class,
                ReadTransaction.url(db),
                StormWriterMain.Mode.WAL.name(),
                "1");
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("ready", said.readLine());
            Path base = dir.resolve("base.db");
            Path map = Databases.capture(stormy, db, options(spool), base).pageMap();
            Path current = Files.copy(base, dir.resolve("current.db"));
            List<Path> deltas = new ArrayList<>();
            long carried = 0;
            for (int i = 0; i < 40; i++) {
                Changed changed = changed(stormy, map, "storm-" + i, i % 3 == 0 ? staged(spool) : options(spool));
                carried += changed.changedPages();
                map = map("storm-" + i);
                deltas.add(delta("storm-" + i));
                StockSqlite.apply(delta("storm-" + i), current);
                assertEquals(changed.after().hex(), StockSqlite.sha256sum(current), "delta " + i);
                overlay(base, deltas, dir.resolve("overlaid.db"), changed.after());
                Databases.assertIntact(dir.resolve("overlaid.db"));
                assertEquals("1", query(dir.resolve("overlaid.db"), StormWriterMain.INVARIANT));
            }
            assertTrue(carried > 40, "the writer hardly wrote: " + carried);
        } finally {
            writer.destroyForcibly();
            writer.onExit().join();
        }
    }

    /** The same snapshot then gives the full that has to be made instead. */
    @Test
    void aParentThatDoesNotFit_leavesTheSnapshotForAFull() throws Exception {
        try (Application app = Application.start(db)) {
            app.run("PRAGMA journal_mode=WAL", "CREATE TABLE t(id INTEGER PRIMARY KEY, x)", insert(20, 4096));
            try (DatabaseSnapshot snapshot = databases.open(db, options(spool), new Work())) {
                ParentUnfit unfit = assertInstanceOf(
                        ParentUnfit.class,
                        snapshot.copyChanged(dir.resolve("lost.map"), map("x"), delta("x"), new Work()));
                assertEquals(Misfit.MISSING, unfit.misfit());
                assertFalse(Files.exists(map("x")));
                assertFalse(Files.exists(delta("x")));
                Path full = dir.resolve("full.db");
                try (OutputStream out = Files.newOutputStream(full)) {
                    assertEquals(snapshot.copyTo(out, map("full"), new Work()).sha256(), sha256(full));
                }
            }
        }
    }

    @Test
    void cancelling_leavesNoFile() throws Exception {
        try (Application app = Application.start(db)) {
            app.run("PRAGMA journal_mode=WAL", "CREATE TABLE t(id INTEGER PRIMARY KEY, x)", insert(200, 4096));
            Path map = Databases.capture(databases, db, options(spool), dir.resolve("base.db"))
                    .pageMap();
            for (CaptureOptions options : List.of(options(spool), staged(spool))) {
                Work work = new Work();
                try (DatabaseSnapshot snapshot = databases.open(db, options, work)) {
                    work.cancel();
                    BackupException fault = assertThrows(
                            BackupException.class, () -> snapshot.copyChanged(map, map("x"), delta("x"), work));
                    assertEquals(ErrorCode.CANCELLED, fault.code());
                }
                assertFalse(Files.exists(map("x")));
                assertFalse(Files.exists(delta("x")));
                assertEquals(0, databases.open().size());
            }
        }
    }
}
