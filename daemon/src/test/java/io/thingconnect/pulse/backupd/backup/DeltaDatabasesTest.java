package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backup.World.Made;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Databases in deltas: changed, new, gone, staged. */
final class DeltaDatabasesTest extends DeltaCase {
    private static final String OTHER_DB = "var/lib/app/other.db";

    @Test
    void changedRows_areADelta() throws Exception {
        world.sql(DB, "INSERT INTO t VALUES ('row')");
        Made delta = world.delta(full);
        assertCarried(delta);
        DatabaseState now = database(delta, DB);
        assertEquals(database(full, DB).after(), now.before());
        assertNotEquals(now.before(), now.after());
        assertTrue(now.changedPages() > 0 && now.changedPages() < now.pages(), now.toString());
        assertEquals(
                32 + now.changedPages() * (24 + now.pageSize()), now.delta().size());
        assertEquals(0, delta.built().captureMillis());
    }

    @Test
    void aDeltaOnADelta_fits() throws Exception {
        world.sql(DB, "INSERT INTO t VALUES ('row')");
        Files.writeString(etc.resolve("config.yaml"), "version: 2\n");
        Made first = world.delta(full);
        assertCarried(first, "etc", "etc/app", "etc/app/config.yaml", "etc/app/second");
        world.sql(DB, "INSERT INTO t VALUES ('another')");
        Made second = world.delta(first);
        assertCarried(second);
        assertEquals(database(first, DB).after(), database(second, DB).before());
    }

    @Test
    void aNewDatabase_isWholeWithItsGuard() throws Exception {
        world.sql(OTHER_DB, "CREATE TABLE o(x)");
        Made delta = world.delta(full);
        assertCarried(delta, OTHER_DB, OTHER_DB + "-wal");
        assertFalse(database(delta, OTHER_DB).isDelta());
        world.sql(OTHER_DB, "INSERT INTO o VALUES (1)");
        Made next = world.delta(delta);
        assertCarried(next, OTHER_DB + ".delta-" + next.manifest().label());
    }

    @Test
    void aDatabaseThatIsGone_isDeleted() throws Exception {
        world.sql(OTHER_DB, "CREATE TABLE o(x)");
        Made with = world.full();
        Files.delete(world.root.resolve(OTHER_DB));
        Made delta = world.delta(with);
        assertCarried(delta);
        assertEquals(List.of(OTHER_DB), delta.manifest().difference().deleted());
    }

    @Test
    void aDatabaseThatBecameAPlainFile_isCarriedAsOne_andBack() throws Exception {
        world.sql(OTHER_DB, "CREATE TABLE o(x)");
        Made with = world.full();
        Files.delete(world.root.resolve(OTHER_DB));
        Files.writeString(world.root.resolve(OTHER_DB), "no database\n");
        Made plain = world.delta(with);
        assertCarried(plain, OTHER_DB);
        assertEquals(1, plain.manifest().databases().size());
        Files.delete(world.root.resolve(OTHER_DB));
        world.sql(OTHER_DB, "CREATE TABLE o(x)");
        Made back = world.delta(plain);
        assertCarried(back, OTHER_DB, OTHER_DB + "-wal");
        assertFalse(database(back, OTHER_DB).isDelta());
    }

    @Test
    void stagedIsHonoured_andYieldsTheSame() throws Exception {
        world.sql(DB, "INSERT INTO t VALUES ('row')");
        Made staged = world.staged(true).delta(full);
        Made streamed = world.staged(false).delta(full);
        assertEquals("staged", database(staged, DB).method().replace("copied", "staged"));
        assertEquals(staged.manifest().contentId(), streamed.manifest().contentId());
        assertEquals(database(staged, DB).delta(), database(streamed, DB).delta());
    }

    @Test
    void oneCapture_canBeWrittenTwice() throws Exception {
        world.sql(DB, "INSERT INTO t VALUES ('row')");
        Files.writeString(etc.resolve("config.yaml"), "version: 2\n");
        Order order = world.childOf(full);
        Comparison comparison = world.builder().compare(order, full.asParent(), new Work());
        try (DeltaCapture capture =
                assertInstanceOf(Comparison.Ready.class, comparison).capture()) {
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            OutputStream broken = new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                    throw new IOException("no such destination");
                }
            };
            assertThrows(IOException.class, () -> world.builder().build(order, capture, broken, new Work()));
            ByteArrayOutputStream second = new ByteArrayOutputStream();
            world.builder().build(order, capture, first, new Work());
            world.builder().build(order, capture, second, new Work());
            assertArrayEquals(first.toByteArray(), second.toByteArray());
        }
    }

    @Test
    void aChangeInTheSpool_isFound() throws Exception {
        Files.writeString(etc.resolve("config.yaml"), "version: 2\n");
        Order order = world.childOf(full);
        Comparison comparison = world.builder().compare(order, full.asParent(), new Work());
        try (DeltaCapture capture =
                assertInstanceOf(Comparison.Ready.class, comparison).capture()) {
            Path files = world.spool.resolve("delta-" + order.label()).resolve("files");
            byte[] bytes = Files.readAllBytes(files);
            bytes[0] ^= 1;
            Files.write(files, bytes);
            BackupException fault = assertThrows(
                    BackupException.class,
                    () -> world.builder().build(order, capture, OutputStream.nullOutputStream(), new Work()));
            assertTrue(fault.getMessage().contains("is not what was written there"), fault.getMessage());
        }
        assertEquals(List.of(), World.names(world.spool));
    }
}
