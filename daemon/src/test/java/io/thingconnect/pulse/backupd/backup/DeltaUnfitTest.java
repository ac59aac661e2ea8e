package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thingconnect.pulse.backupd.backup.World.Made;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.source.files.TreeIndex;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where no delta can be made: why, and that nothing of the attempt stays. */
final class DeltaUnfitTest {
    private static final String DB = "var/lib/app/pulse.db";

    @TempDir
    Path dir;

    private World world;
    private Made full;

    @BeforeEach
    void makeWorld() throws Exception {
        build(World.LATER);
    }

    private void build(Clock liveClock) throws Exception {
        DurableFiles.deleteTree(dir.resolve("root"));
        world = new World(dir, liveClock).database(DB).tree(Component.STATE, "var/lib/app");
        Files.createDirectories(world.root.resolve("var/lib/app"));
        world.sql(DB, "PRAGMA journal_mode=WAL", "CREATE TABLE t(x)", "INSERT INTO t VALUES (zeroblob(3000000))");
        Files.writeString(world.root.resolve("var/lib/app/file"), "content\n");
        full = world.full();
    }

    private Path map() {
        return full.index().resolve(DatabaseMembers.mapName(DB));
    }

    @Test
    void aMissingTreeIndex() throws Exception {
        Files.delete(full.index().resolve(TreeIndex.NAME));
        assertEquals("the parent's tree index is missing", world.unfit(full));
    }

    @Test
    void aDamagedTreeIndex() throws Exception {
        flip(full.index().resolve(TreeIndex.NAME));
        assertEquals("the parent's tree index is damaged", world.unfit(full));
    }

    @Test
    void theTreeIndexOfAnotherState() throws Exception {
        Files.writeString(world.root.resolve("var/lib/app/file"), "other\n");
        Made other = world.full();
        Files.copy(
                other.index().resolve(TreeIndex.NAME),
                full.index().resolve(TreeIndex.NAME),
                StandardCopyOption.REPLACE_EXISTING);
        assertEquals("the parent's tree index is that of another state", world.unfit(full));
    }

    @Test
    void aMissingPageMap() throws Exception {
        Files.delete(map());
        assertEquals("the parent's page map is missing (database '" + DB + "')", world.unfit(full));
    }

    @Test
    void aDamagedPageMap() throws Exception {
        flip(map());
        assertEquals("the parent's page map is damaged (database '" + DB + "')", world.unfit(full));
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void noIndexDirectoryAtAll() throws Exception {
        DurableFiles.deleteTree(full.index());
        assertEquals("the parent's tree index is missing", world.unfit(full));
    }

    @Test
    void anotherPageSize() throws Exception {
        world.sql(DB, "PRAGMA journal_mode=DELETE", "PRAGMA page_size=8192", "VACUUM", "PRAGMA journal_mode=WAL");
        String why = world.unfit(full);
        assertTrue(why.contains("pages are now 8192 bytes") && why.endsWith("(database '" + DB + "')"), why);
    }

    @Test
    void aReplacedDatabase() throws Exception {
        Path file = world.root.resolve(DB);
        Path copy = Files.copy(file, dir.resolve("copy"));
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        assertEquals("database '" + DB + "' was replaced by another file", world.unfit(full));
    }

    @Test
    void otherComponents() throws Exception {
        world.components(Component.DATABASE, Component.STATE);
        assertEquals("the parent holds other components", world.unfit(full));
    }

    @Test
    void aNameTooLongForADelta() throws Exception {
        String longName = "var/lib/app/" + "x".repeat(240) + ".db";
        world.sql(longName, "CREATE TABLE t(x)");
        Made parent = world.full();
        assertTrue(world.unfit(parent).endsWith("is too long for that of a delta"));
    }

    @Test
    void aFullAfterIt_goesThrough() throws Exception {
        Files.delete(full.index().resolve(TreeIndex.NAME));
        world.unfit(full);
        world.delta(world.full());
    }

    @Test
    void aParentThatIsNotNamed_isADefect() {
        Order order = world.childOf(full);
        Made other = new Made(World.asIfFull(full.manifest()), full.archive(), full.index(), full.built());
        Order wrong = world.order(Kind.INCREMENTAL, Lineage.delta(1, "0".repeat(64), order.label()));
        assertThrows(
                IllegalArgumentException.class, () -> world.builder().compare(wrong, other.asParent(), new Work()));
    }

    /** An hour later at each look. */
    private static final class Racing extends Clock {
        private final AtomicLong step = new AtomicLong();
        private boolean racing;

        @Override
        public Instant instant() {
            return World.LATER.instant().plusSeconds(racing ? 3600 * step.incrementAndGet() : 0);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aSnapshotHeldTooLong_isNamed_andNothingStays() throws Exception {
        Racing clock = new Racing();
        build(clock);
        // Someone must have it open, or its files are copied as those of a stopped application.
        try (Connection application = application()) {
            clock.racing = true;
            Order order = world.childOf(full);
            BackupException fault = assertThrows(
                    BackupException.class, () -> world.builder().compare(order, full.asParent(), new Work()));
            assertEquals(ErrorCode.CAPTURE_BUDGET, fault.code());
            world.checkNothingLeft(order);
        }
    }

    @Test
    void aCancelledOne_leavesNothing() throws Exception {
        Work work = new Work();
        work.cancel();
        Order order = world.childOf(full);
        BackupException fault =
                assertThrows(BackupException.class, () -> world.builder().compare(order, full.asParent(), work));
        assertEquals(ErrorCode.CANCELLED, fault.code());
        world.checkNothingLeft(order);
    }

    @Test
    void aFullSpool_isNamed_andNothingStays() throws Exception {
        Files.createDirectories(world.spool);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", world.spool.toString()) == 0,
                "no small file system can be mounted here");
        // With nobody there to lock against, its files would be copied to the spool first.
        try (Connection application = application()) {
            // More than fits: of a known database by its changes, of a new one and of files by what they say.
            world.sql(DB, "UPDATE t SET x = randomblob(3000000)");
            assertFull();
            full = world.full();
            world.sql("var/lib/app/new.db", "CREATE TABLE t(x)", "INSERT INTO t VALUES (randomblob(2000000))");
            assertFull();
            Files.delete(world.root.resolve("var/lib/app/new.db"));
            Files.write(world.root.resolve("var/lib/app/file"), new byte[2_000_000]);
            assertFull();
            Files.write(world.root.resolve("var/lib/app/file"), new byte[20_000]);
            world.delta(full);
        } finally {
            run("umount", world.spool.toString());
        }
    }

    private Connection application() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + world.root.resolve(DB));
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1)");
        }
        return connection;
    }

    private void assertFull() throws IOException {
        Order order = world.childOf(full);
        BackupException fault =
                assertThrows(BackupException.class, () -> world.builder().compare(order, full.asParent(), new Work()));
        assertEquals(ErrorCode.NO_SPACE, fault.code(), fault.getMessage());
        assertTrue(fault.getMessage().contains("spool '" + world.spool + "'"), fault.getMessage());
        world.checkNothingLeft(order);
    }

    private static int run(String... command) throws Exception {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue();
    }

    @Test
    void anIndexThatCannotBeWritten_isAWarning_andTheNextOneAFull() throws Exception {
        Order order = world.childOf(full);
        Files.createDirectories(world.index(order).resolve(TreeIndex.NAME).resolve("in the way"));
        Comparison comparison = world.builder().compare(order, full.asParent(), new Work());
        Built built;
        try (DeltaCapture capture =
                assertInstanceOf(Comparison.Ready.class, comparison).capture()) {
            built = world.builder().build(order, capture, OutputStream.nullOutputStream(), new Work());
        }
        assertEquals(1, built.manifest().warnings().size());
        assertTrue(built.manifest().warnings().get(0).contains("the next backup will be a full"));
        Made made = new Made(built.manifest(), new byte[0], world.index(order), built);
        assertTrue(world.unfit(made).contains("the parent's tree index"));
    }
}
