package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal and a marker mean for backups. */
final class StandingTest {
    private static final Instant AT = Instant.parse("2024-01-15T12:00:00Z");
    private static final Begin BEGIN =
            new Begin(Begin.RESTORE, "LABEL", "", Set.of("database"), List.of(), false, List.of(), Map.of(), 2);

    @TempDir
    Path state;

    private Transaction open;

    @BeforeEach
    void begin() throws Exception {
        Journal journal = Journal.open(InPlaceRestore.directory(state), FileSteps.unwatched());
        open = Transaction.begin(journal, Clock.fixed(AT, ZoneOffset.UTC), "id", BEGIN);
    }

    private boolean passes() throws Exception {
        BackupGate gate = new BackupGate(state);
        try {
            gate.enter().orElseThrow().close();
            return true;
        } catch (BackupException e) {
            assertEquals(ErrorCode.BUSY, e.code());
            return false;
        }
    }

    @Test
    void aRestoreInterruptedWhileItUnpacked_holdsNoBackupOff_andOneAnywhereBehind_does() throws Exception {
        Standing.Open begun = assertInstanceOf(Standing.Open.class, Standing.of(state));
        assertEquals("the restore of LABEL, in the phase 'begun' since " + AT, begun.what());
        assertEquals(AT, begun.since());
        assertTrue(!begun.isHalf() && passes());
        open.enter(Phase.STAGED);
        assertTrue(passes());
        for (Phase half : Set.of(Phase.STOPPING, Phase.SWAPPING, Phase.REVERTING)) {
            open.enter(half);
            assertTrue(((Standing.Open) Standing.of(state)).isHalf() && !passes(), half.word());
        }
        open.enter(Phase.COMMITTED);
        assertTrue(passes(), "all of it is in place");
        Files.writeString(InPlaceRestore.marker(state), "id");
        assertTrue(!passes(), "the marker stands");
        Files.delete(InPlaceRestore.marker(state));
        open.done(Transaction.RESTORED, null);
        assertEquals(new Standing.Closed(), Standing.of(state));
        assertTrue(passes());
    }

    @Test
    void aMarkerThatTheJournalDoesNotKnow_holdsBackupsOff() throws Exception {
        open.done(Transaction.RESTORED, null);
        Files.writeString(InPlaceRestore.marker(state), "id");
        assertTrue(!passes());
    }

    @Test
    void aDamagedJournal_isUnreadable_andHoldsBackupsOff() throws Exception {
        open.enter(Phase.STAGED);
        Path journal = InPlaceRestore.directory(state).resolve("journal");
        byte[] bytes = Files.readAllBytes(journal);
        bytes[bytes.length / 4] ^= 1;
        Files.write(journal, bytes);
        BackupException why =
                assertInstanceOf(Standing.Unreadable.class, Standing.of(state)).why();
        assertTrue(why.getMessage().contains(journal.toString()), why.getMessage());
        assertTrue(!passes());
    }

    @Test
    void aJournalThatOthersCouldHaveWritten_isUnreadable_andSaysWhoseItIs() throws Exception {
        Path journal = InPlaceRestore.directory(state).resolve("journal");
        Files.setPosixFilePermissions(journal, java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        BackupException e = assertThrows(BackupException.class, () -> new BackupGate(state).enter());
        String owner = Files.getOwner(journal).getName();
        assertTrue(e.getMessage().endsWith(journal + " belongs to " + owner + ", rw-rw-rw-"), e.getMessage());
        assertTrue(e.hint().endsWith("sudo pulse-restore --status"), e.hint());
    }

    /** A directory is as unreadable as a file of root's is to the daemon, whoever runs this. */
    @Test
    void aJournalThatCannotBeRead_isNotTakenForNone() throws Exception {
        Path journal = InPlaceRestore.directory(state).resolve("journal");
        Files.delete(journal);
        Files.createDirectory(journal);
        BackupException e = assertThrows(BackupException.class, () -> new BackupGate(state).enter());
        assertTrue(e.getMessage().startsWith("a restore in place may be half done: "), e.getMessage());
        assertTrue(e.getMessage().contains("the journal of restores " + journal + " cannot be read: "), e.getMessage());
        assertTrue(e.getMessage().contains(journal + " belongs to "), e.getMessage());
        assertTrue(e.hint().contains("sudo pulse-restore --status"), e.hint());
        Files.delete(journal);
        Files.write(journal, "short\nlonger".getBytes(StandardCharsets.UTF_8));
        assertInstanceOf(Standing.Unreadable.class, Standing.of(state));
    }
}
