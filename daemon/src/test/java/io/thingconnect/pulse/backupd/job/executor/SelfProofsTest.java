package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.CatalogFixture;
import io.thingconnect.pulse.backupd.job.DrillSpec;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.job.scheduler.SimulatedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SelfProofsTest {
    private static final Instant NOW = Instant.parse("2024-01-16T01:00:00Z");
    private static final String FULL = "pulse-backup-20240115T020000Z-full";
    private static final Request RESTORE = new Request.Verify(FULL, "restore", Optional.of("local"));

    @TempDir
    Path directory;

    private Catalog catalog;
    private VerificationPolicy policy = new VerificationPolicy(true, Duration.ofDays(30), 1_000, true);
    private final DrillSpec monthly = new DrillSpec(
            "monthly",
            Optional.empty(),
            io.thingconnect.pulse.backupd.drill.Scope.BOX,
            Optional.empty(),
            false,
            List.of(),
            Duration.ZERO);

    @BeforeEach
    void openCatalog() throws BackupException {
        catalog = Catalog.open(directory.resolve("catalog.db"));
        CatalogFixture.putGood(catalog, FULL);
    }

    @AfterEach
    void closeCatalog() {
        catalog.close();
    }

    private SelfProofs proofs() {
        Configured configured = new Configured(
                List::of,
                () -> List.of(monthly),
                () -> policy,
                () -> new LinkedHashSet<>(List.of("nas", "local")),
                () -> Duration.ZERO);
        return new SelfProofs(catalog, configured, new SimulatedClock(NOW));
    }

    private static RunRecord run(String operation, String job, String trigger, RunState state, String label) {
        Instant at = NOW.minusSeconds(600);
        return new RunRecord(0, operation, job, trigger, state, at, at, at, at, label, null, "", List.of());
    }

    private void ran(String operation, String job, String trigger, RunState state, String label)
            throws BackupException {
        catalog.addRun(run(operation, job, trigger, state, label));
    }

    @Test
    void aFull_isRestoredOnceItIsMade_andNothingElseIs() {
        assertEquals(
                Optional.of(RESTORE), proofs().afterRun(run("backup", "daily", "schedule", RunState.SUCCEEDED, FULL)));
        String delta = FULL.replace("-full", "-incremental");
        for (RunRecord other : List.of(
                run("backup", "daily", "schedule", RunState.SUCCEEDED, delta),
                run("backup", "daily", "schedule", RunState.FAILED, FULL),
                run("verify", "", "user:jo", RunState.SUCCEEDED, FULL),
                run("expire", "", "user:jo", RunState.SUCCEEDED, null))) {
            assertEquals(Optional.empty(), proofs().afterRun(other), other.toString());
        }
        policy = VerificationPolicy.OFF;
        assertEquals(Optional.empty(), proofs().afterRun(run("backup", "daily", "schedule", RunState.SUCCEEDED, FULL)));
    }

    @Test
    void theNight_restoresTheNewestChain_unlessThatWasProvenToday_andReadsOldCopies() throws BackupException {
        assertEquals(List.of(RESTORE, new Request.Reverify(NOW)), proofs().ofTonight(NOW));
        catalog.addVerification(new VerificationRecord(
                Label.parse(FULL).orElseThrow(), "local", "restore", true, NOW.minusSeconds(3_600), 1, ""));
        assertEquals(List.of(new Request.Reverify(NOW)), proofs().ofTonight(NOW));
        policy = VerificationPolicy.OFF;
        assertEquals(List.of(), proofs().ofTonight(NOW));
    }

    @Test
    void whatTheDaemonsEndInterrupted_isDoneAgain_unlessItWasDoneSince() throws BackupException {
        ran("verify", "", "verification", RunState.INTERRUPTED, FULL);
        ran("verify", "", "verification", RunState.INTERRUPTED, null);
        ran("drill", "monthly", "schedule", RunState.INTERRUPTED, null);
        ran("drill", "monthly", "user:jo", RunState.INTERRUPTED, null);
        ran("drill", "gone", "schedule", RunState.INTERRUPTED, null);
        ran("backup", "daily", "schedule", RunState.INTERRUPTED, null);
        assertEquals(
                List.of(
                        Optional.of(new Request.Verify(FULL, "restore", Optional.empty())),
                        Optional.of(new Request.Reverify(NOW.minusSeconds(600))),
                        Optional.of(Request.Drill.of(monthly)),
                        Optional.empty()),
                proofs().interrupted().stream().map(proofs()::again).toList());
        ran("verify", "", "verification", RunState.SUCCEEDED, FULL);
        ran("verify", "", "verification", RunState.CANCELLED, null);
        ran("drill", "monthly", "catch-up", RunState.FAILED, null);
        ran("drill", "gone", "catch-up", RunState.FAILED, null);
        assertEquals(List.of(), proofs().interrupted());
    }

    @Test
    void aProofThatWasInterruptedThreeTimes_isNotTriedAgain() throws BackupException {
        for (int i = 0; i < 2; i++) {
            ran("verify", "", "verification", RunState.INTERRUPTED, FULL);
        }
        assertEquals(1, proofs().interrupted().size());
        ran("verify", "", "verification", RunState.INTERRUPTED, FULL);
        assertEquals(List.of(), proofs().interrupted());
    }
}
