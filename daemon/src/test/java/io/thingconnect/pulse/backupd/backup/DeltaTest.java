package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thingconnect.pulse.backupd.backup.World.Made;
import io.thingconnect.pulse.backupd.backupset.Chain;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One change each, and what the delta after it holds. {@link World} holds every archive against its manifest. */
final class DeltaTest extends DeltaCase {

    private static Entry entry(Made made, String path) {
        return made.manifest().entries().stream()
                .filter(each -> each.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothingChanged_carriesAnEmptyDeltaAndTheDirectoriesAboveIt() throws Exception {
        Made delta = world.delta(full);
        assertCarried(delta);
        assertEquals(full.manifest().contentId(), delta.manifest().contentId());
        assertEquals(0, database(delta, DB).delta().size());
        assertEquals(List.of(), delta.manifest().difference().deleted());
        assertEquals(List.of(), delta.manifest().warnings());
    }

    @Test
    void controlFilesComeFirst_asTheManifestListsThem() throws Exception {
        Made delta = world.delta(full);
        assertEquals(
                List.of(Difference.DELETED, Difference.BEFORE, Difference.AFTER, Difference.APPLY),
                World.paths(delta).subList(0, 4));
        World.members(delta).keySet().stream().limit(4).forEach(member -> {
            assertEquals(0, member.owner().uid());
            assertEquals("root", member.owner().user());
        });
        assertFalse(World.paths(full).stream().anyMatch(path -> path.startsWith(Difference.DIRECTORY)));
    }

    @Test
    void aRewriteOfTheSameSizeAndTime_isCarried() throws Exception {
        Path file = etc.resolve("s\u00fcb/deep/file");
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "DEEP\n");
        Files.setLastModifiedTime(file, time);
        Made delta = world.delta(full);
        assertCarried(
                delta, "etc", "etc/app", "etc/app/s\u00fcb", "etc/app/s\u00fcb/deep", "etc/app/s\u00fcb/deep/file");
        assertEquals(
                Sha256.of("DEEP\n".getBytes(StandardCharsets.UTF_8)),
                entry(delta, "etc/app/s\u00fcb/deep/file").sha256());
    }

    @Test
    void aFileThatChangedJustBeforeTheWalk_isCarriedAgain() throws Exception {
        world.clock(Clock.systemUTC());
        Files.writeString(etc.resolve("-dash\nand line"), "new\n");
        Made first = world.delta(full);
        Made second = world.delta(first);
        assertTrue(carried(second).contains("etc/app/-dash\nand line"));
        world.clock(World.LATER);
        assertTrue(carried(world.delta(second)).contains("etc/app/-dash\nand line"));
        assertFalse(carried(world.delta(world.delta(second))).contains("etc/app/-dash\nand line"));
    }

    @Test
    void anotherMode_isCarried() throws Exception {
        Files.setPosixFilePermissions(etc.resolve("-dash\nand line"), PosixFilePermissions.fromString("rw-------"));
        assertCarried(world.delta(full), "etc", "etc/app", "etc/app/-dash\nand line");
        Files.setPosixFilePermissions(etc, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void anotherOwner_isCarried() throws Exception {
        assumeTrue(isRoot(), "needs root: gives files away");
        Files.setAttribute(etc.resolve("link"), "unix:gid", 4711, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(etc.resolve("-dash\nand line"), "unix:uid", 4711);
        Made delta = world.delta(full);
        assertCarried(delta, "etc", "etc/app", "etc/app/-dash\nand line", "etc/app/link");
        assertEquals(4711, entry(delta, "etc/app/-dash\nand line").owner().uid());
    }

    private static boolean isRoot() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    @Test
    void aRenamedFile_isDeletedUnderItsOldName() throws Exception {
        Files.move(etc.resolve("-dash\nand line"), etc.resolve("\u00e4 new\nname"));
        Made delta = world.delta(full);
        assertCarried(delta, "etc", "etc/app", "etc/app/\u00e4 new\nname");
        assertEquals(
                List.of("etc/app/-dash\nand line"),
                delta.manifest().difference().deleted());
    }

    @Test
    void aRenamedDirectory_isCarriedWithAllBelow() throws Exception {
        Files.move(etc.resolve("s\u00fcb"), etc.resolve("other"));
        Made delta = world.delta(full);
        assertCarried(delta, "etc", "etc/app", "etc/app/other", "etc/app/other/deep", "etc/app/other/deep/file");
        assertEquals(List.of("etc/app/s\u00fcb"), delta.manifest().difference().deleted());
    }

    @Test
    void aRemovedTree_isDeletedByItsTop() throws Exception {
        Files.delete(etc.resolve("s\u00fcb/deep/file"));
        Files.delete(etc.resolve("s\u00fcb/deep"));
        Files.delete(etc.resolve("s\u00fcb"));
        Made delta = world.delta(full);
        assertCarried(delta, "etc", "etc/app");
        assertEquals(List.of("etc/app/s\u00fcb"), delta.manifest().difference().deleted());
    }

    @Test
    void otherTypes_goFirstAndComeBack() throws Exception {
        Path path = etc.resolve("-dash\nand line");
        Files.delete(path);
        Files.createDirectory(path);
        Made directory = world.delta(full);
        assertCarried(directory, "etc", "etc/app", "etc/app/-dash\nand line");
        assertEquals(
                List.of("etc/app/-dash\nand line"),
                directory.manifest().difference().deleted());
        Files.delete(path);
        Files.createSymbolicLink(path, Path.of("nowhere"));
        Made link = world.delta(directory);
        assertEquals(
                List.of("etc/app/-dash\nand line"), link.manifest().difference().deleted());
        assertEquals(EntryType.SYMLINK, entry(link, "etc/app/-dash\nand line").type());
        Files.delete(path);
        Files.writeString(path, "file\n");
        Made file = world.delta(link);
        assertEquals(
                List.of("etc/app/-dash\nand line"), file.manifest().difference().deleted());
        assertEquals(EntryType.FILE, entry(file, "etc/app/-dash\nand line").type());
    }

    @Test
    void aNewHardLink_drawsInItsFileAndTheOtherNames() throws Exception {
        Files.createLink(etc.resolve("third"), etc.resolve("config.yaml"));
        Made delta = world.delta(full);
        assertCarried(delta, "etc", "etc/app", "etc/app/config.yaml", "etc/app/second", "etc/app/third");
        assertEquals(List.of(), delta.manifest().difference().deleted());
    }

    @Test
    void aRemovedFirstName_makesTheSecondTheFile() throws Exception {
        Files.delete(etc.resolve("config.yaml"));
        Made delta = world.delta(full);
        assertCarried(delta, "etc", "etc/app", "etc/app/second");
        assertEquals(
                List.of("etc/app/config.yaml", "etc/app/second"),
                delta.manifest().difference().deleted());
        assertEquals(EntryType.FILE, entry(delta, "etc/app/second").type());
    }

    @Test
    void whatLiesWhereTheControlFilesGo_isLeftOutWithAWarning() throws Exception {
        world.tree(Component.STATE, Difference.DIRECTORY);
        Path reserved = Files.createDirectory(world.root.resolve(Difference.DIRECTORY));
        Files.writeString(reserved.resolve("apply.sh"), "hostile\n");
        world.sql(Difference.DIRECTORY + "/x.db", "CREATE TABLE t(x)");
        for (Made made : List.of(world.full(), world.delta(full))) {
            assertFalse(made.manifest().entries().stream()
                    .anyMatch(each -> each.path().startsWith(Difference.DIRECTORY)));
            assertTrue(
                    made.manifest().warnings().stream()
                            .anyMatch(warning -> warning.contains("'.pulse-backup/apply.sh'")),
                    made.manifest().warnings().toString());
        }
        world.database(Difference.DIRECTORY + "/x.db");
        assertEquals(
                ErrorCode.CONFIG_INVALID,
                assertThrows(BackupException.class, world::full).code());
    }

    @Test
    void aFileThatVanishesAfterTheWalk_isDeletedToo_withItsOtherName() throws Exception {
        Files.createLink(etc.resolve("zz"), etc.resolve("s\u00fcb/deep/file"));
        // Read before the other, and long enough for it to go meanwhile.
        try (RandomAccessFile large = new RandomAccessFile(etc.resolve("large").toFile(), "rw")) {
            large.setLength(128 << 20);
        }
        Work work = new Work();
        Thread remover = new Thread(() -> removeDuringFiles(work));
        remover.start();
        Order order = world.childOf(full);
        Comparison comparison = world.builder().compare(order, full.asParent(), work);
        remover.join();
        try (DeltaCapture capture =
                assertInstanceOf(Comparison.Ready.class, comparison).capture()) {
            Manifest manifest = world.builder()
                    .build(order, capture, OutputStream.nullOutputStream(), new Work())
                    .manifest();
            Chain.of(List.of(full.manifest(), manifest));
            assertEquals(
                    List.of("etc/app/s\u00fcb/deep/file"), manifest.difference().deleted());
            assertFalse(manifest.difference().unchanged().contains("etc/app/s\u00fcb/deep"));
            assertEquals(2, manifest.warnings().size(), manifest.warnings().toString());
            assertFalse(manifest.entries().stream().anyMatch(each -> each.path().equals("etc/app/zz")));
        }
    }

    private void removeDuringFiles(Work work) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!work.phase().equals("files") || work.done() == 0) {
            if (System.nanoTime() > deadline) {
                return;
            }
            Thread.onSpinWait();
        }
        try {
            Files.delete(etc.resolve("s\u00fcb/deep/file"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
