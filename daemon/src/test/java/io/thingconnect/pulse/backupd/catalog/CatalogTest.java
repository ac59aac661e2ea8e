package io.thingconnect.pulse.backupd.catalog;

import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.NIGHT;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.backup;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.copy;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.label;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.queued;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogTest {
    @TempDir
    Path dir;

    private Path file;
    private Catalog catalog;

    @BeforeEach
    void open() throws BackupException {
        file = dir.resolve("catalog.db");
        catalog = Catalog.open(file);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void reopen() throws BackupException {
        catalog.close();
        catalog = Catalog.open(file);
    }

    private ErrorCode codeOfFind(String wanted) {
        return assertThrows(BackupException.class, () -> catalog.find(wanted)).code();
    }

    @Test
    void backups_comeBackNewestFirstExactlyAsPut() throws BackupException {
        BackupRecord first = backup(label(0), copy("local", CopyState.GOOD), copy("nas", CopyState.PENDING));
        BackupRecord second = backup(label(60), copy("nas", CopyState.QUARANTINED), copy("local", CopyState.MISSING));
        catalog.putBackup(first);
        catalog.putBackup(second);
        reopen();
        assertEquals(List.of(second, first), catalog.backups());
    }

    @Test
    void putBackup_replacesWhatWasKnownAndItsCopies() throws BackupException {
        catalog.putBackup(backup(label(0), copy("local", CopyState.PENDING), copy("nas", CopyState.PENDING)));
        BackupRecord now = backup(label(0), copy("local", CopyState.GOOD));
        catalog.putBackup(now);
        assertEquals(List.of(now), catalog.backups());
    }

    @Test
    void putCopy_changesOneCopyAndKeepsTheOrder() throws BackupException {
        catalog.putBackup(backup(label(0), copy("local", CopyState.PENDING), copy("nas", CopyState.PENDING)));
        catalog.putCopy(label(0), copy("local", CopyState.GOOD));
        assertEquals(
                List.of(copy("local", CopyState.GOOD), copy("nas", CopyState.PENDING)),
                catalog.find(label(0).toString()).copies());
    }

    @Test
    void backups_showEachChangeAtOnce() throws BackupException {
        BackupRecord pending = backup(label(0), copy("local", CopyState.PENDING));
        catalog.putBackup(pending);
        assertEquals(List.of(pending), catalog.backups());
        catalog.putCopy(label(0), copy("local", CopyState.GOOD));
        BackupRecord good = backup(label(0), copy("local", CopyState.GOOD));
        assertEquals(List.of(good), catalog.backups());
        catalog.putBackup(backup(label(1)));
        assertEquals(List.of(backup(label(1)), good), catalog.backups());
    }

    @Test
    void putCopy_ofAnUnknownBackupIsAnError() {
        BackupException e =
                assertThrows(BackupException.class, () -> catalog.putCopy(label(5), copy("local", CopyState.GOOD)));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, e.code());
    }

    @Test
    void find_takesWholeLabelsAndUniquePrefixesWithOrWithoutTheStart() throws BackupException {
        catalog.putBackup(backup(label(0)));
        catalog.putBackup(backup(label(86_400)));
        assertEquals(label(0), catalog.find(label(0).toString()).label());
        assertEquals(label(0), catalog.find("pulse-backup-20240115").label());
        assertEquals(label(86_400), catalog.find("20240116").label());
    }

    @Test
    void find_namesTheCandidatesOfAnAmbiguousPrefix() throws BackupException {
        for (int i = 0; i < 7; i++) {
            catalog.putBackup(backup(label(i)));
        }
        BackupException e = assertThrows(BackupException.class, () -> catalog.find("2024"));
        assertEquals(ErrorCode.INVALID_PARAMETER, e.code());
        assertTrue(e.getMessage().contains(label(6).toString()), e.getMessage());
        assertTrue(e.getMessage().endsWith("and 2 more"), e.getMessage());
    }

    @Test
    void find_saysWhenNothingHasTheLabel() throws BackupException {
        catalog.putBackup(backup(label(0)));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, codeOfFind("2025"));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, codeOfFind("%"));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, codeOfFind("' OR 1=1 --"));
        assertEquals(ErrorCode.INVALID_PARAMETER, codeOfFind(" "));
    }

    @Test
    void find_latestIsTheNewestGoodOne() throws BackupException {
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, codeOfFind("latest"));
        catalog.putBackup(backup(label(0), copy("local", CopyState.GOOD)));
        catalog.putBackup(backup(label(1), copy("local", CopyState.PENDING), copy("nas", CopyState.GOOD)));
        catalog.putBackup(backup(label(2), copy("local", CopyState.QUARANTINED)));
        assertEquals(label(1), catalog.find("latest").label());
    }

    @Test
    void newestLabel_survivesBackupsThatWereNeverMade() throws BackupException {
        assertEquals(Optional.empty(), catalog.newestLabel());
        catalog.putBackup(backup(label(0)));
        catalog.recordLabel(label(10));
        catalog.recordLabel(label(10));
        catalog.recordLabel(label(5));
        reopen();
        assertEquals(Optional.of(label(10)), catalog.newestLabel());
        assertEquals(1, catalog.backups().size());
    }

    @Test
    void runs_areRememberedAtEachTransition() throws BackupException {
        long id = catalog.addRun(queued("daily", NIGHT));
        RunRecord run = queued("daily", NIGHT).withId(id);
        assertEquals(Optional.of(run), catalog.run(id));
        assertEquals(Optional.empty(), catalog.lastRun("daily"));
        RunRecord failed = run.started(NIGHT.plusSeconds(1))
                .withResult(label(0).toString(), "half of it")
                .withWarnings(List.of("slow"))
                .ended(
                        RunState.FAILED,
                        NIGHT.plusMillis(2_500),
                        new RunRecord.Failure(ErrorCode.NO_SPACE, "no space in 'x'", "Make some."));
        catalog.updateRun(failed);
        reopen();
        assertEquals(Optional.of(failed), catalog.run(id));
        assertEquals(Optional.of(failed), catalog.lastRun("daily"));
        assertEquals(Optional.empty(), catalog.lastRun("weekly"));
        assertEquals(Optional.empty(), catalog.run(id + 1));
    }

    @Test
    void runs_newestFirstUpToALimit() throws BackupException {
        for (int i = 0; i < 5; i++) {
            catalog.addRun(queued("daily", NIGHT.plusSeconds(i)));
        }
        assertEquals(
                List.of(5L, 4L), catalog.runs(2).stream().map(RunRecord::id).toList());
    }

    @Test
    void updateRun_ofAnUnknownRunIsAnError() {
        RunRecord unknown = queued("daily", NIGHT).withId(99);
        BackupException e = assertThrows(BackupException.class, () -> catalog.updateRun(unknown));
        assertEquals(ErrorCode.RUN_NOT_FOUND, e.code());
    }

    @Test
    void interruptUnfinished_endsWhatTheLastDaemonLeftOpenAndNothingElse() throws BackupException {
        long over = catalog.addRun(queued("daily", NIGHT));
        RunRecord done = queued("daily", NIGHT).withId(over).started(NIGHT).ended(RunState.SUCCEEDED, NIGHT, null);
        catalog.updateRun(done);
        long running = catalog.addRun(queued("weekly", NIGHT));
        catalog.updateRun(queued("weekly", NIGHT).withId(running).started(NIGHT));
        long waiting = catalog.addRun(queued("monthly", NIGHT));
        Instant now = NIGHT.plusSeconds(3_600);
        List<RunRecord> interrupted = catalog.interruptUnfinished(now);
        assertEquals(
                List.of(running, waiting),
                interrupted.stream().map(RunRecord::id).toList());
        for (RunRecord run : interrupted) {
            assertEquals(RunState.INTERRUPTED, run.state());
            assertEquals(now, run.endedAt());
            assertEquals(ErrorCode.INTERRUPTED, run.error().code());
            assertEquals(Optional.of(run), catalog.run(run.id()));
        }
        assertEquals(Optional.of(done), catalog.run(over));
        assertEquals(List.of(), catalog.interruptUnfinished(now));
    }

    @Test
    void verifications_keepWhatWasProvenAlsoOfAForgottenBackup() throws BackupException {
        VerificationRecord entries = new VerificationRecord(label(0), "local", "entries", true, NIGHT, 10, "");
        VerificationRecord restored =
                new VerificationRecord(label(0), "local", "restore", true, NIGHT.plusSeconds(1), 20, "");
        VerificationRecord failed =
                new VerificationRecord(label(0), "nas", "restore", false, NIGHT.plusSeconds(2), 5, "page 7 differs");
        assertEquals(Optional.empty(), catalog.lastProvenRestore());
        catalog.addVerification(entries);
        catalog.addVerification(restored);
        catalog.addVerification(failed);
        reopen();
        assertEquals(List.of(failed, restored, entries), catalog.verifications(label(0)));
        assertEquals(List.of(), catalog.verifications(label(1)));
        assertEquals(Optional.of(restored), catalog.lastProvenRestore());
    }

    @Test
    void lastDueAndFacts_areReplaced() throws BackupException {
        assertEquals(Optional.empty(), catalog.lastDue("daily"));
        catalog.setLastDue("daily", NIGHT);
        catalog.setLastDue("daily", NIGHT.plusSeconds(1));
        catalog.setFact("rate", "1");
        catalog.setFact("rate", "2");
        reopen();
        assertEquals(Optional.of(NIGHT.plusSeconds(1)), catalog.lastDue("daily"));
        assertEquals(Optional.of("2"), catalog.fact("rate"));
        assertEquals(Optional.empty(), catalog.fact("other"));
    }

    @Test
    void aClosedCatalogSaysSo() {
        catalog.close();
        BackupException e = assertThrows(BackupException.class, () -> catalog.backups());
        assertEquals(ErrorCode.INTERRUPTED, e.code());
    }

    @Test
    void severalThreads_seeEachOthersChangesWholeOrNotAtAll() throws Exception {
        int each = 40;
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int first = thread * each;
                results.add(pool.submit(() -> {
                    int torn = 0;
                    for (int i = first; i < first + each; i++) {
                        catalog.putBackup(
                                backup(label(i), copy("local", CopyState.GOOD), copy("nas", CopyState.PENDING)));
                        for (BackupRecord seen : catalog.backups()) {
                            torn += seen.copies().size() == 2 ? 0 : 1;
                        }
                    }
                    return torn;
                }));
            }
            for (Future<Integer> result : results) {
                assertEquals(0, result.get());
            }
        } finally {
            pool.shutdown();
        }
        assertEquals(4 * each, catalog.backups().size());
    }
}
