package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What restores in place leave behind for others: journal, lock and earlier states. */
final class InPlaceJournalTest extends InPlaceCase {

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
