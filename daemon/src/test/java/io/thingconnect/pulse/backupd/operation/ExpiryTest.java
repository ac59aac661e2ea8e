package io.thingconnect.pulse.backupd.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.retention.RetentionPlan;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExpiryTest {
    @TempDir
    Path directory;

    private ExpiryWorld world;

    @BeforeEach
    void open() throws BackupException {
        world = new ExpiryWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Label day(int day) {
        return ExpiryWorld.label(day);
    }

    private void fourDays() throws IOException, BackupException {
        for (int day = 1; day <= 4; day++) {
            world.backup(day, "local");
        }
    }

    private ErrorCode refusal(Keep keep, String... places) {
        return assertThrows(BackupException.class, () -> world.expire(keep, places))
                .code();
    }

    private RunRecord readBy(String operation, Label label) throws BackupException {
        RunRecord run = new RunRecord(
                0,
                operation,
                "",
                "user:jo",
                RunState.QUEUED,
                null,
                ExpiryWorld.NOW,
                null,
                null,
                label.toString(),
                null,
                "",
                List.of());
        return run.withId(world.catalog.addRun(run));
    }

    @Test
    void run_removesWhatTheJobDoesNotKeep_andTheCatalogSaysExpired() throws Exception {
        fourDays();
        assertEquals("daily at local: 2 removed", world.expire(Keep.last(2), "local"));
        assertEquals(List.of(day(3), day(4)), world.whole("local"));
        assertEquals(CopyState.EXPIRED, world.state(day(1), "local"));
        assertEquals(CopyState.GOOD, world.state(day(3), "local"));
        assertTrue(world.catalog.find(day(1).toString()).isExpired());
        assertFalse(world.catalog.find(day(3).toString()).isExpired());
        assertEquals("daily at local: 0 removed", world.expire(Keep.last(2), "local"));
    }

    @Test
    void plan_changesNothing() throws Exception {
        fourDays();
        world.reconciliation.lookThrough(local(), new Work());
        RetentionPlan plan = world.expiry.plan(ExpiryWorld.job(Keep.last(2), "local"), "local");
        assertEquals(List.of(day(2), day(1)), plan.deletions());
        assertEquals(4, world.whole("local").size());
        assertEquals(CopyState.GOOD, world.state(day(1), "local"));
    }

    private Destination local() {
        return new Destination("local", new LocalStorage(directory.resolve("local"), false), Keys.none());
    }

    @Test
    void plan_isNotMadeBeforeTheDestinationWasHeldAgainstTheCatalog() throws Exception {
        fourDays();
        BackupException e = assertThrows(
                BackupException.class, () -> world.expiry.plan(ExpiryWorld.job(Keep.last(2), "local"), "local"));
        assertEquals(ErrorCode.BUSY, e.code());
    }

    @Test
    void aPinKeepsABackupUntilItIsOver() throws Exception {
        fourDays();
        world.pinning.pin(day(1).toString(), Optional.of(ExpiryWorld.NOW.plusSeconds(60)), "audit", "jo");
        world.expire(Keep.last(2), "local");
        assertEquals(List.of(day(1), day(3), day(4)), world.whole("local"));
        world.clock.advance(Duration.ofSeconds(60));
        world.expire(Keep.last(2), "local");
        assertEquals(List.of(day(3), day(4)), world.whole("local"));
        assertEquals(List.of(), world.catalog.pins());
    }

    @Test
    void whatIsBeingReadStaysUntilThatIsOver() throws Exception {
        fourDays();
        RunRecord restore = readBy("restore", day(1));
        world.expire(Keep.last(1), "local");
        assertEquals(List.of(day(1), day(4)), world.whole("local"));
        world.catalog.updateRun(restore.ended(RunState.SUCCEEDED, ExpiryWorld.NOW, null));
        world.expire(Keep.last(1), "local");
        assertEquals(List.of(day(4)), world.whole("local"));
    }

    @Test
    void theLastProvenRestoreStays() throws Exception {
        fourDays();
        world.catalog.addVerification(new VerificationRecord(day(2), "local", "restore", true, ExpiryWorld.NOW, 1, ""));
        world.catalog.addVerification(
                new VerificationRecord(day(1), "nas", "restore", true, ExpiryWorld.NOW.plusSeconds(1), 1, ""));
        world.expire(Keep.last(1), "local");
        assertEquals(List.of(day(2), day(4)), world.whole("local"));
    }

    @Test
    void aDestinationThatFails_doesNotKeepTheOthersFromTheirTurn() throws Exception {
        for (int day = 1; day <= 3; day++) {
            world.backup(day, "local", "nas");
        }
        world.stubborn.add("local");
        assertEquals(ErrorCode.DESTINATION_UNAVAILABLE, refusal(Keep.last(1), "local", "nas"));
        assertEquals(List.of(day(3)), world.whole("nas"));
        assertEquals(3, world.whole("local").size());
        assertEquals(CopyState.GOOD, world.state(day(1), "local"));
        assertFalse(world.catalog.find(day(1).toString()).isExpired());
        // Nothing of it is gone: it can be pinned.
        world.pinning.pin(day(2).toString(), Optional.empty(), "audit", "jo");
    }

    @Test
    void aRemovalThatWasBrokenOff_isFinishedByTheNext() throws Exception {
        fourDays();
        world.catalog.beginRemoval(day(2), ExpiryWorld.JOB, "local", ExpiryWorld.NOW);
        Files.delete(world.file("local", day(2), ".sha256"));
        // As the look at the next start calls it.
        world.catalog.putCopy(day(2), new CopyRecord("local", CopyState.MISSING, "", ExpiryWorld.NOW));
        world.expire(Keep.last(30), "local");
        assertEquals(List.of(day(1), day(3), day(4)), world.whole("local"));
        assertEquals(CopyState.EXPIRED, world.state(day(2), "local"));
        assertEquals(List.of(), world.catalog.removals(ExpiryWorld.JOB, "local"));
    }

    @Test
    void aRemovalThatHadOnlyBegun_isPlannedAnew() throws Exception {
        fourDays();
        world.catalog.beginRemoval(day(2), ExpiryWorld.JOB, "local", ExpiryWorld.NOW);
        world.expire(Keep.last(30), "local");
        assertEquals(4, world.whole("local").size());
        assertEquals(List.of(), world.catalog.removals(ExpiryWorld.JOB, "local"));
    }

    @Test
    void aCatalogMadeAnew_letsNothingGoBeforeItHasSeenAProof() throws Exception {
        for (int day = 1; day <= 4; day++) {
            world.backup(day(day), 0, "local");
        }
        assertEquals("daily at local: 0 removed", world.expire(Keep.last(2), "local"));
        RetentionPlan plan = world.expiry.plan(ExpiryWorld.job(Keep.last(2), "local"), "local");
        assertTrue(
                plan.lines().get(0).contains("the catalog was made anew"),
                plan.lines().toString());
        world.catalog.addVerification(new VerificationRecord(day(3), "nas", "entries", true, ExpiryWorld.NOW, 1, ""));
        world.catalog.addVerification(
                new VerificationRecord(day(3), "local", "entries", false, ExpiryWorld.NOW, 1, "bad"));
        assertEquals("daily at local: 0 removed", world.expire(Keep.last(2), "local"));
        world.catalog.addVerification(new VerificationRecord(day(3), "local", "entries", true, ExpiryWorld.NOW, 1, ""));
        assertEquals("daily at local: 2 removed", world.expire(Keep.last(2), "local"));
    }

    @Test
    void aCopyThatOnlyTheCatalogKnowsOf_takesNoPlace() throws Exception {
        fourDays();
        world.expire(Keep.last(30), "local");
        for (String suffix : List.of(".tar.gz", ".manifest.json", ".sha256")) {
            Files.delete(world.file("local", day(4), suffix));
        }
        world.expire(Keep.last(2), "local");
        assertEquals(List.of(day(2), day(3)), world.whole("local"));
    }

    @Test
    void aFullThatCannotBeTakenIn_isNoGoodOneAndInNobodysWay() throws Exception {
        fourDays();
        world.write("local", day(5));
        assertEquals("daily at local: 2 removed", world.expire(Keep.last(2), "local"));
        assertEquals(List.of(day(3), day(4), day(5)), world.whole("local"));
    }

    @Test
    void anIncrementalThatCannotBeTakenIn_keepsEverything() throws Exception {
        fourDays();
        Label delta = new Label(day(3).at().plusSeconds(60), Kind.INCREMENTAL);
        world.write("local", delta);
        assertEquals(ErrorCode.BUSY, refusal(Keep.last(1), "local"));
        assertEquals(5, world.whole("local").size());
    }

    @Test
    void theLastCopy_staysWhileAnotherDestinationWaitsForIt() throws Exception {
        fourDays();
        world.catalog.putCopy(day(1), new CopyRecord("nas", CopyState.PENDING, "", ExpiryWorld.NOW));
        world.expire(Keep.last(2), "local");
        assertEquals(CopyState.GOOD, world.state(day(1), "local"));
        assertEquals(CopyState.EXPIRED, world.state(day(2), "local"));
        assertEquals(List.of(day(1), day(3), day(4)), world.whole("local"));
    }

    /** Object Lock: the place would refuse, and is not even asked. */
    @Test
    void whatADestinationHasLocked_staysThereUntilThen_andOnlyThere() throws Exception {
        fourDays();
        Instant end = ExpiryWorld.NOW.plusSeconds(3600);
        world.locked.put("local/daily/" + day(1) + ".sha256", end);
        world.reconciliation.lookThrough(local(), new Work());
        RetentionPlan plan = world.expiry.plan(ExpiryWorld.job(Keep.last(2), "local"), "local");
        assertEquals(List.of(day(2)), plan.deletions());
        assertTrue(plan.toString().contains(end.toString()), plan.toString());
        assertEquals("daily at local: 1 removed", world.expire(Keep.last(2), "local"));
        assertEquals(List.of(day(1), day(3), day(4)), world.whole("local"));
        world.locked.clear();
        world.expire(Keep.last(2), "local");
        assertEquals(List.of(day(3), day(4)), world.whole("local"));
    }

    @Test
    void withoutARuleNothingGoes() throws Exception {
        fourDays();
        assertEquals("daily at local: 0 removed", world.expire(Keep.everything(), "local"));
        assertEquals(4, world.whole("local").size());
    }

    @Test
    void cancelled_removesNothingMore() throws Exception {
        fourDays();
        Work work = new Work();
        work.cancel();
        BackupException e = assertThrows(
                BackupException.class,
                () -> world.expiry.run(List.of(ExpiryWorld.job(Keep.last(1), "local")), work, world.warnings::add));
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertEquals(4, world.whole("local").size());
    }
}
