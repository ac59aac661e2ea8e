package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.tables.Tables;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ends a restore before each of its steps, one after another, and recovers: there is the old state or the new one, never a
 * mix. The process is not really killed here: an error that nothing catches, after which no step can be taken, leaves on
 * disk what a kill leaves, in a hundredth of the time. That the two are alike is what the test of the program shows, which
 * kills processes.
 */
final class KillSweepIT {
    private static final int LEAST = 30;
    private static final Selection ALL = Selection.everything();

    @TempDir
    Path directory;

    private InPlaceBox master;
    private Map<String, String> old;
    private Map<String, String> fresh;

    /** The paths of the box have to be the same in every round, so it is made once and copied. */
    @BeforeEach
    void create() throws Exception {
        Path place = directory.resolve("box");
        InPlaceBox made = InPlaceBox.create(place);
        master = made.copyTo(directory.resolve("master"));
        old = made.tree();
        engine(made, Faults.none()).restore(made.request(ALL), new Work());
        fresh = made.tree();
        assertEquals(made.expected(old), fresh);
    }

    private InPlaceBox box() throws Exception {
        return master.copyTo(directory.resolve("box"));
    }

    private static InPlaceRestore engine(InPlaceBox box, Faults faults) {
        Surroundings surroundings = new Surroundings(
                new FakeUnits("one", "two"),
                List.of("one", "two"),
                Duration.ofSeconds(1),
                Surroundings.Check.none(),
                Surroundings.Check.none());
        return box.engine(surroundings, new FileSteps(faults));
    }

    /** What a restore takes from beginning to end. */
    private List<String> steps() throws Exception {
        InPlaceBox box = box();
        Faults faults = Faults.none();
        engine(box, faults).restore(box.request(ALL), new Work());
        return faults.seen;
    }

    private void requireOneOrTheOther(InPlaceBox box, String where) throws Exception {
        requireEither(box, old, fresh, where);
    }

    private static void requireEither(InPlaceBox box, Map<String, String> one, Map<String, String> other, String where)
            throws Exception {
        InPlaceRestore engine = engine(box, Faults.none());
        for (RestoreRecord record : engine.history()) {
            assertTrue(record.closed(), where + ": the journal is open");
        }
        assertEquals(List.of(), box.leftovers(), where);
        Map<String, String> is = box.tree();
        if (!is.equals(one) && !is.equals(other)) {
            assertEquals(lines(one), lines(is), where + ": neither old nor new");
        }
    }

    private static String lines(Map<String, String> tree) {
        StringBuilder text = new StringBuilder();
        tree.forEach((name, line) -> text.append(name).append(' ').append(line).append('\n'));
        return text.toString();
    }

    @Test
    void killedAnywhere_thereIsTheOldStateOrTheNewOne() throws Exception {
        List<String> steps = steps();
        int taken = 0;
        int forward = 0;
        for (int at = 0; at < steps.size(); at++) {
            int point = at;
            String where = "killed at " + at + " (" + steps.get(at) + ")";
            InPlaceBox box = box();
            InPlaceRestore.Request request = box.request(ALL);
            assertThrows(
                    Faults.Halt.class, () -> engine(box, Faults.halt(point)).restore(request, new Work()), where);
            engine(box, Faults.none()).recover();
            requireOneOrTheOther(box, where);
            forward += box.tree().equals(fresh) ? 1 : 0;
            taken++;
        }
        System.out.println("kill points of a restore: " + taken + ", of which " + forward + " end in the new state");
        assertTrue(taken >= LEAST, "too few kill points: " + taken);
        assertTrue(forward > 0 && forward < taken, "the commit point was never passed, or always");
    }

    @Test
    void killedAgainWhileRecovering_itIsStillOneOrTheOther() throws Exception {
        int last = steps().size();
        int taken = 0;
        for (int at = 0; at < last; at += 11) {
            for (int second = 0; ; second += 4) {
                int first = at;
                int then = second;
                InPlaceBox box = box();
                InPlaceRestore.Request request = box.request(ALL);
                assertThrows(
                        Faults.Halt.class, () -> engine(box, Faults.halt(first)).restore(request, new Work()));
                boolean ended = false;
                try {
                    engine(box, Faults.halt(then)).recover();
                    ended = true;
                } catch (Faults.Halt killed) {
                    engine(box, Faults.none()).recover();
                }
                requireOneOrTheOther(box, "killed at " + at + ", and recovering at " + second);
                taken++;
                if (ended) {
                    break;
                }
            }
        }
        System.out.println("kill points of a restore and its recovery: " + taken);
        assertTrue(taken >= LEAST, "too few kill points: " + taken);
    }

    @Test
    void killedWhileUndoing_itIsOneOrTheOther() throws Exception {
        InPlaceBox restored = box();
        engine(restored, Faults.none()).restore(restored.request(ALL), new Work());
        InPlaceBox kept = restored.copyTo(directory.resolve("restored"));
        Faults count = Faults.none();
        engine(restored, count).undo(new Work());
        assertEquals(old, restored.tree());
        for (int at = 0; at < count.seen.size(); at++) {
            int point = at;
            InPlaceBox box = kept.copyTo(directory.resolve("box"));
            assertThrows(
                    Faults.Halt.class, () -> engine(box, Faults.halt(point)).undo(new Work()));
            engine(box, Faults.none()).recover();
            requireOneOrTheOther(box, "undo killed at " + at + " (" + count.seen.get(at) + ")");
            // Whichever it is, the way back is open.
            Map<String, String> before = box.tree();
            engine(box, Faults.none()).undo(new Work());
            assertEquals(before.equals(old) ? fresh : old, box.tree(), count.seen.get(at));
        }
        System.out.println("kill points of an undo: " + count.seen.size());
        assertTrue(count.seen.size() >= LEAST, "too few kill points: " + count.seen.size());
    }

    @Test
    void aDiskThatIsFullOrFails_atAnyStep_leavesTheOldStateOrTheNewOne() throws Exception {
        List<String> steps = steps();
        int failed = 0;
        for (int at = 0; at < steps.size(); at++) {
            String error = at % 2 == 0 ? "No space left on device" : "Input/output error";
            String where = error + " at " + at + " (" + steps.get(at) + ")";
            InPlaceBox box = box();
            InPlaceRestore engine = engine(box, Faults.error(at, error));
            try {
                engine.restore(box.request(ALL), new Work());
            } catch (BackupException e) {
                failed++;
                assertTrue(!e.getMessage().isEmpty(), where);
            }
            requireOneOrTheOther(box, where);
        }
        System.out.println(
                "failed file operations: " + steps.size() + ", of which " + failed + " made the restore fail");
        assertTrue(failed >= LEAST, "too few failures: " + failed);
    }

    @Test
    void killedWhileTablesAreMerged_orWithAFailingDisk_thereIsTheOldStateOrTheNewOne() throws Exception {
        InPlaceBox whole = box();
        Faults count = Faults.none();
        engine(whole, count).restore(TableRestoreTest.only(whole, Tables.USERS), new Work());
        int forward = 0;
        for (int at = 0; at < count.seen.size(); at++) {
            int point = at;
            String where = "merge killed at " + at + " (" + count.seen.get(at) + ")";
            InPlaceBox box = box();
            InPlaceRestore.Request request = TableRestoreTest.only(box, Tables.USERS);
            assertThrows(
                    Faults.Halt.class, () -> engine(box, Faults.halt(point)).restore(request, new Work()), where);
            engine(box, Faults.none()).recover();
            forward += requireUsers(box, where);
            InPlaceBox failing = box();
            try {
                engine(failing, Faults.error(at, "No space left on device"))
                        .restore(TableRestoreTest.only(failing, Tables.USERS), new Work());
            } catch (BackupException e) {
                assertTrue(!e.getMessage().isEmpty(), where);
            }
            requireUsers(failing, "disk full, " + where);
        }
        System.out.println(
                "kill points of a merge: " + count.seen.size() + ", of which " + forward + " end in the new state");
        assertTrue(count.seen.size() >= LEAST, "too few kill points: " + count.seen.size());
        assertTrue(forward > 0 && forward < count.seen.size(), "the commit point was never passed, or always");
    }

    /** A merged database has a time of its own: undone, every byte has to be the old one; 1 where it was the new state. */
    private int requireUsers(InPlaceBox box, String where) throws Exception {
        int merged = 0;
        if (!box.tree().equals(old)) {
            InPlaceRestore engine = engine(box, Faults.none());
            assertEquals(List.of(), box.leftovers(), where);
            assertTrue(engine.history().get(0).isRestored(), where);
            engine.undo(new Work());
            merged = 1;
        }
        requireEither(box, old, old, where);
        return merged;
    }

    @Test
    void aKilledRestore_isNotStartedOverWithoutRecovering() throws Exception {
        InPlaceBox box = box();
        InPlaceRestore.Request request = box.request(ALL);
        assertThrows(Faults.Halt.class, () -> engine(box, Faults.halt(20)).restore(request, new Work()));
        BackupException e = assertThrows(
                BackupException.class, () -> engine(box, Faults.none()).restore(request, new Work()));
        assertTrue(e.hint().contains("--recover"), e.hint());
        assertTrue(Files.exists(box.state().resolve("restore/journal")));
    }
}
