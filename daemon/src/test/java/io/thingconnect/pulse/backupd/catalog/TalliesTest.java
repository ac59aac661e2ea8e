package io.thingconnect.pulse.backupd.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts are those of the whole history, whenever and however often somebody asks. */
final class TalliesTest {
    private static final Instant AT = CatalogRecords.NIGHT;

    @TempDir
    Path directory;

    private static RunRecord ended(RunRecord run, RunState how) {
        return run.started(AT).ended(how, AT, null);
    }

    private static RunRecord queued(Catalog catalog) throws BackupException {
        RunRecord run = CatalogRecords.queued("daily", AT);
        return run.withId(catalog.addRun(run));
    }

    private static long of(List<RunCount> counts, RunState state) {
        return counts.stream()
                .filter(count -> count.state() == state)
                .mapToLong(RunCount::runs)
                .sum();
    }

    @Test
    void aRunThatEndsAfterLaterOnesIsCountedOnce() throws BackupException {
        try (Catalog catalog = Catalog.open(directory.resolve("catalog.db"))) {
            assertEquals(List.of(), catalog.runCounts());
            RunRecord slow = queued(catalog);
            for (int i = 1; i <= 3; i++) {
                catalog.updateRun(ended(queued(catalog), RunState.SUCCEEDED));
                assertEquals(i, of(catalog.runCounts(), RunState.SUCCEEDED));
                assertEquals(i, of(catalog.runCounts(), RunState.SUCCEEDED));
            }
            assertEquals(0, of(catalog.runCounts(), RunState.FAILED));
            catalog.updateRun(ended(slow, RunState.FAILED));
            catalog.updateRun(ended(queued(catalog), RunState.SUCCEEDED));
            assertEquals(1, of(catalog.runCounts(), RunState.FAILED));
            assertEquals(4, of(catalog.runCounts(), RunState.SUCCEEDED));
        }
    }

    @Test
    void proofsAreCountedWithTheNewest() throws BackupException {
        try (Catalog catalog = Catalog.open(directory.resolve("catalog.db"))) {
            for (long i = 1; i <= 3; i++) {
                catalog.addVerification(new VerificationRecord(
                        CatalogRecords.label(1), "nas", "restore", true, AT.plusSeconds(i % 3), 5, ""));
                assertEquals(
                        List.of(new ProofCount("nas", "restore", true, i, AT.plusSeconds(i == 1 ? 1 : 2))),
                        catalog.proofCounts());
            }
        }
    }
}
