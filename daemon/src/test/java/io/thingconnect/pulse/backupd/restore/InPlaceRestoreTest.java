package io.thingconnect.pulse.backupd.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InPlaceRestoreTest {
    private static final Selection ALL = Selection.everything();

    @TempDir
    Path directory;

    private InPlaceBox box;
    private Map<String, String> old;

    @BeforeEach
    void create() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
        old = box.tree();
    }

    private InPlaceRestore engine() {
        return box.engine(Surroundings.none(), FileSteps.unwatched());
    }

    private static Surroundings with(FakeUnits units, Surroundings.Check validation, Surroundings.Check health) {
        return new Surroundings(units, List.of("one", "two"), Duration.ofSeconds(1), validation, health);
    }

    private static Surroundings.Check failing(String message) {
        return () -> {
            throw new BackupException(ErrorCode.VERIFICATION_FAILED, message, "");
        };
    }

    private static void assertSame(Map<String, String> expected, Map<String, String> actual) {
        List<String> differences = new ArrayList<>();
        expected.forEach((name, line) -> {
            if (!line.equals(actual.get(name))) {
                differences.add(name + "\n  is     " + actual.get(name) + "\n  should " + line);
            }
        });
        actual.forEach((name, line) -> {
            if (!expected.containsKey(name)) {
                differences.add(name + "\n  is     " + line + "\n  should not be there");
            }
        });
        assertEquals("", String.join("\n", differences));
    }

    private void assertRolledBack(InPlaceRestore engine) throws Exception {
        assertSame(old, box.tree());
        assertEquals(List.of(), box.leftovers());
        assertEquals(List.of(), box.previous());
        RestoreRecord last = engine.history().get(engine.history().size() - 1);
        assertTrue(last.closed());
        assertEquals("rolled back", last.outcome());
    }

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
    void services_stopInReverse_startInOrder_andNeverBesideTheMarker() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        List<String> checks = new ArrayList<>();
        Path marker = InPlaceRestore.marker(box.state());
        FileSteps.Watch watch = (step, path) -> {
            boolean treeMoves = step.equals("rename");
            if (treeMoves && (!Files.exists(marker) || !units.up.isEmpty())) {
                throw new AssertionError("a rename without the marker, or beside a running service: " + path);
            }
        };
        Surroundings surroundings = with(units, () -> checks.add("validated " + units.up), () -> checks.add("healthy"));
        box.engine(surroundings, new FileSteps(watch)).restore(box.request(ALL), new Work());
        assertEquals(List.of("stop two", "stop one", "start one", "start two"), units.calls);
        assertEquals(List.of("validated []", "healthy"), checks);
        assertFalse(Files.exists(marker));
    }

    @Test
    void whatTheApplicationRefuses_isTakenBack() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        InPlaceRestore engine =
                box.engine(with(units, failing("it is not valid"), Surroundings.Check.none()), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals("it is not valid", e.getMessage());
        assertRolledBack(engine);
        assertEquals(2, units.up.size());
    }

    @Test
    void aSickApplication_isTakenBack_andRuns() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        InPlaceRestore engine =
                box.engine(with(units, Surroundings.Check.none(), failing("it is sick")), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals("it is sick", e.getMessage());
        assertRolledBack(engine);
        assertEquals(
                List.of(
                        "stop two",
                        "stop one",
                        "start one",
                        "start two",
                        "stop two",
                        "stop one",
                        "start one",
                        "start two"),
                units.calls);
    }

    @Test
    void aServiceThatWillNotStop_leavesEverythingAsItWas() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        units.willNotStop = "one";
        InPlaceRestore engine =
                box.engine(with(units, Surroundings.Check.none(), Surroundings.Check.none()), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals("service 'one' does not stop", e.getMessage());
        assertRolledBack(engine);
        assertEquals(2, units.up.size());
    }

    @Test
    void aServiceThatWillNotStart_bringsTheOldStateBack() throws Exception {
        FakeUnits units = new FakeUnits("one", "two");
        units.willNotStart = "two";
        InPlaceRestore engine =
                box.engine(with(units, Surroundings.Check.none(), Surroundings.Check.none()), FileSteps.unwatched());
        BackupException e = assertThrows(BackupException.class, () -> engine.restore(box.request(ALL), new Work()));
        assertEquals("service 'two' does not start", e.getMessage());
        assertRolledBack(engine);
        assertEquals(2, units.up.size());
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
    void theDaemon_mayReadTheJournal_andSeeTheMarker() throws Exception {
        engine().restore(box.request(ALL), new Work());
        Path kept = box.state().resolve("restore");
        assertEquals("rwxr-xr-x", permissions(kept));
        assertEquals("rw-r--r--", permissions(kept.resolve("journal")));
        assertEquals("rw-r--r--", permissions(box.state().resolve("restore.lock")));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void twoRestores_orARestoreAndABackup_neverRunTogether() throws Exception {
        List<ErrorCode> codes = new ArrayList<>();
        List<Boolean> backups = new ArrayList<>();
        FileSteps.Watch watch = (step, path) -> {
            if (step.equals("unpack") && codes.isEmpty()) {
                codes.add(assertThrows(BackupException.class, () -> engine().undo(new Work()))
                        .code());
                try {
                    backups.add(new BackupGate(box.state()).enter().isPresent());
                } catch (BackupException e) {
                    throw new AssertionError(e);
                }
            }
        };
        box.engine(Surroundings.none(), new FileSteps(watch)).restore(box.request(ALL), new Work());
        assertEquals(List.of(ErrorCode.BUSY), codes);
        assertEquals(List.of(false), backups);
        BackupGate gate = new BackupGate(box.state());
        BackupGate.Pass one = gate.enter().orElseThrow();
        BackupGate.Pass two = gate.enter().orElseThrow();
        one.close();
        assertEquals(
                ErrorCode.BUSY,
                assertThrows(BackupException.class, () -> engine().undo(new Work()))
                        .code());
        two.close();
        engine().undo(new Work());
        assertSame(old, box.tree());
    }

    @Test
    void earlierStates_areKeptAsLongAsTheyShould() throws Exception {
        InPlaceRestore engine = engine();
        for (int i = 0; i < 3; i++) {
            engine.restore(box.request(new Selection(EnumSet.of(Component.DATABASE), List.of())), new Work());
        }
        assertEquals(3, box.previous().size(), box.previous().toString());
        assertEquals(List.of(), engine.expirePrevious(new InPlaceRestore.KeepPrevious(0, Duration.ofDays(1))));
        assertEquals(
                1,
                engine.expirePrevious(new InPlaceRestore.KeepPrevious(2, Duration.ZERO))
                        .size());
        assertEquals(2, box.previous().size());
        engine.undo(new Work());
        assertEquals(
                2,
                engine.expirePrevious(new InPlaceRestore.KeepPrevious(0, Duration.ZERO))
                        .size());
        assertEquals(List.of(), box.previous());
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

    @Test
    void aJournalThatIsTorn_isReadToItsLastWholeLine_andOneThatIsDamaged_isNot() throws Exception {
        InPlaceRestore engine = engine();
        engine.restore(box.request(ALL), new Work());
        Path journal = box.state().resolve("restore/journal");
        byte[] whole = Files.readAllBytes(journal);
        Files.write(journal, java.util.Arrays.copyOf(whole, whole.length - 5));
        Optional<RestoreRecord> recovered = engine.recover();
        assertEquals("restored", recovered.orElseThrow().outcome());
        assertSame(box.expected(old), box.tree());
        assertEquals(Optional.empty(), engine.recover());

        byte[] damaged = whole.clone();
        damaged[100] ^= 1;
        Files.write(journal, damaged);
        BackupException e = assertThrows(BackupException.class, engine::history);
        assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    }

    @Test
    void aJournalThatOthersCouldHaveWritten_isNotTrusted() throws Exception {
        InPlaceRestore engine = engine();
        engine.restore(box.request(ALL), new Work());
        Path journal = box.state().resolve("restore/journal");
        Files.setAttribute(journal, "unix:mode", 0662);
        BackupException e = assertThrows(BackupException.class, engine::recover);
        assertEquals(ErrorCode.NOT_PERMITTED, e.code());
    }
}
