package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.TreeText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class InPlaceRestoreTest extends InPlaceCase {

    @Test
    void restore_yieldsTheBackup_andUndoEveryByteAndBitOfWhatWasThere() throws Exception {
        InPlaceRestore engine = engine();
        RestoreRecord record = engine.restore(box.request(ALL), new Work());
        assertSame(box.expected(old), box.tree());
        assertTrue(record.isRestored());
        assertEquals(List.of(), box.leftovers());
        assertEquals(3, box.previous().size(), box.previous().toString());
        assertTrue(record.note().contains("backup.yaml stays as it is"), record.note());

        Map<String, String> restored = box.tree();
        RestoreRecord undone = engine.undo(new Work());
        assertEquals("undo", undone.kind());
        assertSame(old, box.tree());
        assertEquals(List.of(), box.leftovers());

        engine.undo(new Work());
        assertSame(restored, box.tree());
        assertTrue(engine.history().stream().allMatch(RestoreRecord::closed));
    }

    @Test
    void undo_takesAwayWhatCameSince_andSaysWhereNothingIsKept() throws Exception {
        InPlaceRestore engine = engine();
        BackupException nothing = assertThrows(BackupException.class, () -> engine.undo(new Work()));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, nothing.code());
        engine.restore(box.request(ALL), new Work());
        box.write(InPlaceBox.LIB + "/pulse.db-wal", "rows since the restore");
        box.write(InPlaceBox.LIB + "/versions/20240303_000000_dddddddd.yaml", "v: 4\n");
        box.write(InPlaceBox.LIB + "/keys/new.xml", "<key/>");
        engine.undo(new Work());
        assertSame(old, box.tree());

        DurableFiles.deleteTree(box.at(InPlaceBox.LIB + ".none"));
        for (Path previous : box.previous()) {
            DurableFiles.deleteTree(previous);
        }
        BackupException gone = assertThrows(BackupException.class, () -> engine.undo(new Work()));
        assertEquals(ErrorCode.PATH_NOT_FOUND, gone.code());
    }

    @Test
    void undoOfSinglePaths_leavesNothingOfTheirsBeside() throws Exception {
        InPlaceRestore engine = engine();
        String own = InPlaceBox.ETC + "/backup.yaml";
        engine.restore(box.request(new Selection(EnumSet.allOf(Component.class), List.of(own))), new Work());
        assertTrue(box.tree().containsKey(own + ".restored-" + InPlaceBox.NEWEST));
        engine.undo(new Work());
        assertSame(old, box.tree());
        assertEquals(List.of(), box.leftovers());
    }

    @Test
    void onlyTheDatabase_isReplacedAsAGroup_andNothingElse() throws Exception {
        InPlaceRestore engine = engine();
        Selection selection = new Selection(EnumSet.of(Component.DATABASE), List.of());
        Map<String, String> expected = new TreeMap<>(old);
        String database = InPlaceBox.LIB + "/pulse.db";
        expected.put(database, box.expected(old).get(database));
        expected.remove(database + "-wal");
        expected.remove(database + "-shm");
        engine.restore(box.request(selection), new Work());
        Map<String, String> actual = box.tree();
        // The directory it lies in has another time now; nobody recorded which it should have.
        expected.put(InPlaceBox.LIB, actual.get(InPlaceBox.LIB));
        assertSame(expected, actual);
        engine.undo(new Work());
        assertSame(old, box.tree());
    }

    @Test
    void onlyTheConfiguration_leavesDatabaseAndStateAlone() throws Exception {
        InPlaceRestore engine = engine();
        Selection selection = new Selection(
                EnumSet.of(Component.CONFIGURATION, Component.CERTIFICATES, Component.SCRIPTS), List.of());
        engine.restore(box.request(selection), new Work());
        Map<String, String> expected = new TreeMap<>(old);
        expected.keySet().removeIf(name -> name.startsWith(InPlaceBox.ETC));
        box.expected(old).forEach((name, line) -> {
            if (name.startsWith(InPlaceBox.ETC)) {
                expected.put(name, line);
            }
        });
        assertSame(expected, box.tree());
    }

    @Test
    void onePath_isReplaced_andItsNeighboursStay() throws Exception {
        InPlaceRestore engine = engine();
        String file = InPlaceBox.ETC + "/config.yaml";
        String gone = InPlaceBox.LIB + "/keys";
        engine.restore(box.request(new Selection(EnumSet.allOf(Component.class), List.of(file, gone))), new Work());
        Map<String, String> actual = box.tree();
        Map<String, String> expected = new TreeMap<>(old);
        for (String name : List.of(file, gone, gone + "/key-1.xml", gone + "/same.xml")) {
            expected.put(name, box.expected(old).get(name));
        }
        expected.put(InPlaceBox.ETC, actual.get(InPlaceBox.ETC));
        expected.put(InPlaceBox.LIB, actual.get(InPlaceBox.LIB));
        assertSame(expected, actual);
        engine.undo(new Work());
        assertSame(old, box.tree());
    }

    @Test
    void aHardLinkAlone_bringsItsContent_andWhatIsNotThereIsAnError() throws Exception {
        InPlaceRestore engine = engine();
        DurableFiles.deleteTree(box.at(InPlaceBox.LIB + "/keys"));
        engine.restore(
                box.request(new Selection(EnumSet.allOf(Component.class), List.of(InPlaceBox.LIB + "/keys/same.xml"))),
                new Work());
        assertEquals("<key/>", Files.readString(box.at(InPlaceBox.LIB + "/keys/same.xml")));
        InPlaceRestore.Request nothing =
                box.request(new Selection(EnumSet.allOf(Component.class), List.of("etc/nothing")));
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(nothing, new Work()));
        assertEquals(ErrorCode.PATH_NOT_FOUND, e.code());
    }

    @Test
    void anEmptyBox_getsEverything() throws Exception {
        Path backups = directory.resolve("backups");
        Files.move(box.backups(), backups);
        for (String tree : List.of("etc", "var/lib/thingconnect-pulse", "var/log")) {
            DurableFiles.deleteTree(box.at(tree));
        }
        var chain = io.thingconnect.pulse.backupd.verify.ChainReader.open(
                new io.thingconnect.pulse.backupd.storage.Destination(
                        "local",
                        new io.thingconnect.pulse.backupd.storage.local.LocalStorage(backups, false),
                        Keys.none()),
                InPlaceBox.JOB,
                InPlaceBox.NEWEST);
        InPlaceRestore engine = engine();
        engine.restore(new InPlaceRestore.Request(chain, ALL, false), new Work());
        Map<String, String> actual = box.tree();
        Map<String, String> expected = box.expected(old);
        expected.put(
                InPlaceBox.ETC + "/backup.yaml",
                expected.remove(InPlaceBox.ETC + "/backup.yaml.restored-" + InPlaceBox.NEWEST));
        for (String left : List.of(
                InPlaceBox.ETC + "/backup.env",
                InPlaceBox.ETC + "/secrets/left-out",
                InPlaceBox.LIB + "/mixed/scratch.tmp")) {
            expected.remove(left);
        }
        expected.keySet().removeIf(name -> name.startsWith(InPlaceBox.LIB + "/backups"));
        assertSame(expected, actual);
        assertEquals(List.of(), box.leftovers());
    }

    @Test
    void aDamagedLinkOfTheChain_isFoundBeforeAnyServiceIsStopped() throws Exception {
        Path archive = box.backups().resolve(InPlaceBox.JOB).resolve(InPlaceBox.FULL + ".tar.gz");
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 4;
        Files.write(archive, bytes);
        old = box.tree();
        FakeUnits units = new FakeUnits("one", "two");
        InPlaceRestore engine =
                box.engine(with(units, Surroundings.Check.none(), Surroundings.Check.none()), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code());
        assertEquals(List.of(), units.calls);
        assertRolledBack(engine);
    }

    @Test
    void whatLiesInNoTree_isRefused() throws Exception {
        ProtectedTrees all = box.trees();
        ProtectedTrees fewer = new ProtectedTrees(
                all.root(),
                all.trees().stream()
                        .filter(tree -> !tree.path().startsWith(box.at("etc")))
                        .toList(),
                all.databases(),
                all.exclude(),
                all.leftAlone());
        InPlaceRestore engine =
                new InPlaceRestore(fewer, box.state(), Surroundings.none(), FileSteps.unwatched(), Clock.systemUTC());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals(ErrorCode.ARCHIVE_UNSAFE, e.code());
        assertSame(old, box.tree());
        assertEquals(List.of(), engine.history());
    }

    @Test
    void aLinkInTheWay_isNeverFollowed() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Path scripts = box.at(InPlaceBox.ETC + "/scripts");
        DurableFiles.deleteTree(scripts);
        Files.createSymbolicLink(scripts, elsewhere);
        engine().restore(box.request(ALL), new Work());
        assertTrue(Files.isDirectory(scripts, java.nio.file.LinkOption.NOFOLLOW_LINKS));
        try (var files = Files.list(elsewhere)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void theSameBackup_isRestoredTwice_andBothAreUndone() throws Exception {
        engine().restore(box.request(ALL), new Work());
        Map<String, String> once = box.tree();
        assertTrue(once.keySet().stream().anyMatch(name -> name.endsWith("backup.yaml.restored-" + InPlaceBox.NEWEST)));
        engine().restore(box.request(ALL), new Work());
        assertEquals(once.keySet(), box.tree().keySet());
        engine().undo(new Work());
        assertSame(once, box.tree());
    }

    @Test
    void ourOwnConfiguration_isReplacedWhereAsked() throws Exception {
        InPlaceRestore engine = engine();
        engine.restore(new InPlaceRestore.Request(box.chain(), ALL, true), new Work());
        assertEquals("backup: {enabled: false}\n", Files.readString(box.at(InPlaceBox.ETC + "/backup.yaml")));
        assertEquals("SECRET=1\n", Files.readString(box.at(InPlaceBox.ETC + "/backup.env")));
        engine.undo(new Work());
        assertSame(old, box.tree());
    }

    @Test
    void aMountPointInATree_andOneThatIsATree_stayMounted() throws Exception {
        assumeTrue(TreeText.ROOT, "mounting needs root");
        Path inside = box.at(InPlaceBox.LIB + "/versions");
        Path tree = box.at(InPlaceBox.LOG);
        assumeTrue(mount(inside), "this machine does not let us mount a tmpfs");
        try {
            assertTrue(mount(tree));
            box.write(InPlaceBox.LIB + "/versions/on the mount", "x");
            box.write(InPlaceBox.LOG + "/other.log", "x");
            old = box.tree();
            InPlaceRestore engine = engine();
            engine.restore(box.request(ALL), new Work());
            Map<String, String> actual = withoutKept(box.tree());
            assertSame(box.expected(old), actual);
            assertTrue(Files.exists(inside), "still there");
            engine.undo(new Work());
            assertSame(old, withoutKept(box.tree()));

            InPlaceRestore refused = box.engine(
                    with(new FakeUnits("one", "two"), failing("no"), Surroundings.Check.none()), FileSteps.unwatched());
            Map<String, String> before = box.tree();
            assertThrows(BackupException.class, () -> refused.restore(box.request(ALL), new Work()));
            assertSame(before, box.tree());
        } finally {
            unmount(tree);
            unmount(inside);
        }
    }

    /** In a mount the state before lies in the tree itself. */
    private static Map<String, String> withoutKept(Map<String, String> tree) {
        Map<String, String> less = new TreeMap<>(tree);
        less.keySet().removeIf(Places::isOurs);
        return less;
    }

    private static boolean mount(Path place) throws Exception {
        return call("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place.toString()) == 0;
    }

    private static void unmount(Path place) throws Exception {
        call("umount", place.toString());
    }

    private static int call(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return process.exitValue();
    }
}
