package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each restore in place begins a history of its own, and what was taken back begins none. */
final class TimelineTest {
    @TempDir
    Path directory;

    private InPlaceBox box;

    @BeforeEach
    void create() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
    }

    private InPlaceRestore engine(Surroundings surroundings) {
        return box.engine(surroundings, FileSteps.unwatched());
    }

    private Timeline timeline() throws BackupException {
        return Timeline.of(box.state());
    }

    @Test
    void eachRestoreAndEachUndo_beginsALaterOne() throws Exception {
        assertEquals(1, timeline().number());
        assertFalse(timeline().isRestored());
        engine(Surroundings.none()).restore(box.request(Selection.everything()), new Work());
        assertEquals(2, timeline().number());
        assertEquals(InPlaceBox.NEWEST.toString(), timeline().label());
        assertTrue(timeline().isRestored());
        engine(Surroundings.none()).undo(new Work());
        assertEquals(3, timeline().number());
        assertFalse(timeline().isRestored());
    }

    @Test
    void aRestore_beginsALaterOneThanAnyBackupIsOf() throws Exception {
        InPlaceRestore.Request seen =
                new InPlaceRestore.Request(BackupOrigin.of(box.chain()), Selection.everything(), false, Set.of(), 7);
        engine(Surroundings.none()).restore(seen, new Work());
        assertEquals(8, timeline().number());
    }

    @Test
    void whatIsTakenBack_beginsNone() throws Exception {
        BackupException no = new BackupException(ErrorCode.VERIFICATION_FAILED, "no", "");
        Surroundings refusing = new Surroundings(
                Units.none(),
                List.of(),
                Duration.ZERO,
                () -> {
                    throw no;
                },
                Surroundings.Check.none());
        assertThrows(
                BackupException.class, () -> engine(refusing).restore(box.request(Selection.everything()), new Work()));
        assertEquals(1, timeline().number());
    }

    @Test
    void aBackup_isRefusedWhereARestoreWasInterrupted() throws Exception {
        Path marker = InPlaceRestore.marker(box.state());
        Files.createDirectories(marker.getParent());
        Files.writeString(marker, "id");
        BackupGate gate = new BackupGate(box.state());
        BackupException refused = assertThrows(BackupException.class, gate::enter);
        assertEquals(ErrorCode.BUSY, refused.code());
        assertTrue(refused.hint().contains("pulse-restore --recover"), refused.hint());
        Files.delete(marker);
        gate.enter().orElseThrow().close();
    }

    @Test
    void closingAPassTwice_letsNobodyElseOut() throws Exception {
        BackupGate gate = new BackupGate(box.state());
        BackupGate.Pass one = gate.enter().orElseThrow();
        BackupGate.Pass two = gate.enter().orElseThrow();
        one.close();
        one.close();
        assertEquals(
                ErrorCode.BUSY,
                assertThrows(
                                BackupException.class,
                                () -> engine(Surroundings.none())
                                        .restore(box.request(Selection.everything()), new Work()))
                        .code());
        two.close();
        engine(Surroundings.none()).restore(box.request(Selection.everything()), new Work());
    }
}
