package io.thingconnect.pulse.backupd.job.executor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.CatalogFixture;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Jobs;
import io.thingconnect.pulse.backupd.job.Request;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RequestCheckTest {
    private static final String LABEL = "pulse-backup-20240115T020000Z-full";
    private static final JobSpec CONFIG_ONLY = Jobs.job("changes", Component.CONFIGURATION);
    private static final JobSpec DAILY = Jobs.job("daily", Component.CONFIGURATION, Component.DATABASE);
    private static final JobSpec WEEKLY = Jobs.job("weekly", Component.DATABASE);

    @TempDir
    Path dir;

    private Catalog catalog;

    @BeforeEach
    void open() throws BackupException {
        catalog = Catalog.open(dir.resolve("catalog.db"));
        CatalogFixture.putGood(catalog, LABEL);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private Task check(Request request, JobSpec... jobs) throws BackupException {
        return new RequestCheck(catalog, Configured.jobsOnly(() -> List.of(jobs))).check(request);
    }

    private ErrorCode refusal(Request request, JobSpec... jobs) {
        BackupException e = assertThrows(BackupException.class, () -> check(request, jobs));
        assertFalse(e.hint().isEmpty());
        return e.code();
    }

    private static Request.Backup backup(
            Optional<Kind> kind, Optional<Compression> compression, Optional<Integer> level) {
        return new Request.Backup("", kind, List.of(), false, compression, level, "");
    }

    @Test
    void expire_isOfOneJobOrOfAll() throws BackupException {
        Task.ExpireTask all = (Task.ExpireTask) check(new Request.Expire(""), CONFIG_ONLY, DAILY);
        assertEquals(List.of(CONFIG_ONLY, DAILY), all.jobs());
        Task.ExpireTask one = (Task.ExpireTask) check(new Request.Expire("daily"), CONFIG_ONLY, DAILY);
        assertEquals(List.of(DAILY), one.jobs());
        assertEquals(ErrorCode.JOB_NOT_FOUND, refusal(new Request.Expire("none"), DAILY));
        assertTrue(one.isSameWorkAs(new Request.Expire("")));
        assertTrue(all.isSameWorkAs(new Request.Expire("daily")));
        assertFalse(one.isSameWorkAs(new Request.Expire("weekly")));
        assertFalse(one.isSameWorkAs(Jobs.backupOf("daily")));
    }

    private static Request.Backup filled(Task task) {
        return (Request.Backup) task.request();
    }

    @Test
    void noJob_meansTheOnlyOneElseTheFirstWithTheDatabase() throws BackupException {
        assertEquals("changes", check(Jobs.backupOf(""), CONFIG_ONLY).request().job());
        assertEquals(
                "daily",
                check(Jobs.backupOf(""), CONFIG_ONLY, DAILY, WEEKLY).request().job());
        assertEquals(
                "weekly",
                check(Jobs.backupOf("weekly"), DAILY, WEEKLY).request().job());
    }

    @Test
    void unknownOrMissingJobs_areErrors() {
        assertEquals(ErrorCode.JOB_NOT_FOUND, refusal(Jobs.backupOf("dayly"), DAILY));
        assertEquals(ErrorCode.JOB_NOT_FOUND, refusal(Jobs.backupOf("")));
        assertEquals(
                ErrorCode.JOB_NOT_FOUND, refusal(Jobs.backupOf(""), CONFIG_ONLY, Jobs.job("logs", Component.LOGS)));
    }

    @Test
    void whatIsEmpty_isTakenFromTheJob() throws BackupException {
        Request.Backup filled = filled(check(backup(Optional.empty(), Optional.empty(), Optional.empty()), DAILY));
        assertEquals(Optional.of(Compression.GZIP), filled.compression());
        assertEquals(Optional.of(9), filled.level());
        assertEquals(Optional.of(Kind.FULL), filled.kind());
    }

    @Test
    void anotherCompression_doesNotInheritTheJobsLevel() throws BackupException {
        Request.Backup filled =
                filled(check(backup(Optional.empty(), Optional.of(Compression.ZSTD), Optional.empty()), DAILY));
        assertEquals(Optional.of(3), filled.level());
        assertEquals(
                Optional.of(0),
                filled(check(backup(Optional.empty(), Optional.of(Compression.NONE), Optional.empty()), DAILY))
                        .level());
    }

    @Test
    void level_mustFitTheCompression() throws BackupException {
        for (int level : new int[] {0, 10, -1}) {
            assertEquals(
                    ErrorCode.INVALID_PARAMETER,
                    refusal(backup(Optional.empty(), Optional.empty(), Optional.of(level)), DAILY));
        }
        assertEquals(
                ErrorCode.INVALID_PARAMETER,
                refusal(backup(Optional.empty(), Optional.of(Compression.ZSTD), Optional.of(20)), DAILY));
        check(backup(Optional.empty(), Optional.of(Compression.ZSTD), Optional.of(19)), DAILY);
        check(backup(Optional.empty(), Optional.empty(), Optional.of(1)), DAILY);
    }

    @Test
    void theKindAskedFor_goesThrough_andTheJobsOwnOtherwise() throws BackupException {
        for (Kind kind : Kind.values()) {
            Task task = check(backup(Optional.of(kind), Optional.empty(), Optional.empty()), DAILY);
            assertEquals(Optional.of(kind), filled(task).kind());
        }
        Task task = check(backup(Optional.empty(), Optional.empty(), Optional.empty()), DAILY);
        assertEquals(Optional.of(DAILY.kind()), filled(task).kind());
    }

    @Test
    void aLongNote_isRefused() {
        Request.Backup request = new Request.Backup(
                "", Optional.empty(), List.of(), false, Optional.empty(), Optional.empty(), "x".repeat(1_001));
        assertEquals(ErrorCode.INVALID_PARAMETER, refusal(request, DAILY));
    }

    @Test
    void verifyAndRestore_getTheWholeLabel() throws BackupException {
        assertEquals(
                LABEL,
                check(new Request.Verify("latest", "checksum", Optional.of("local")))
                        .label());
        assertEquals(
                LABEL,
                check(new Request.Restore("2024", Path.of("/srv/x"), Optional.empty()))
                        .label());
    }

    @Test
    void verifyAndRestore_refuseWhatIsUnknown() {
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, refusal(new Request.Verify("2025", "entries", Optional.empty())));
        assertEquals(ErrorCode.INVALID_PARAMETER, refusal(new Request.Verify(LABEL, "deep", Optional.empty())));
        assertEquals(
                ErrorCode.DESTINATION_NOT_FOUND, refusal(new Request.Verify(LABEL, "entries", Optional.of("nas"))));
        assertEquals(
                ErrorCode.INVALID_PARAMETER,
                refusal(new Request.Restore(LABEL, Path.of("relative/dir"), Optional.empty())));
    }

    @Test
    void consolidate_wantsAGoodDelta() throws BackupException {
        String delta = "pulse-backup-20240115T030000Z-incremental";
        CatalogFixture.putDelta(catalog, delta, LABEL, CopyState.GOOD);
        Task task = check(new Request.Consolidate("20240115T03"));
        assertEquals(delta, task.label());
        assertTrue(task.isSameWorkAs(new Request.Consolidate(delta)));
        assertFalse(task.isSameWorkAs(new Request.Consolidate(LABEL)));
        assertFalse(task.isSameWorkAs(new Request.Verify(delta, "entries", Optional.empty())));
        assertEquals(ErrorCode.INVALID_PARAMETER, refusal(new Request.Consolidate(LABEL)));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, refusal(new Request.Consolidate("2025")));
        CatalogFixture.putDelta(catalog, delta, LABEL, CopyState.QUARANTINED);
        assertEquals(ErrorCode.INVALID_PARAMETER, refusal(new Request.Consolidate(delta)));
    }

    @Test
    void sameWork_isTheSameJobTheSameProofOrTheSameTarget() throws BackupException {
        Request.Verify verify = new Request.Verify(LABEL, "entries", Optional.empty());
        assertTrue(check(verify).isSameWorkAs(verify));
        assertFalse(check(verify).isSameWorkAs(new Request.Verify(LABEL, "restore", Optional.empty())));
        Request.Restore restore = new Request.Restore(LABEL, Path.of("/srv/x/../y"), Optional.empty());
        assertTrue(check(restore).isSameWorkAs(new Request.Restore("other", Path.of("/srv/y"), Optional.empty())));
        assertFalse(check(restore).isSameWorkAs(verify));
        assertTrue(check(Jobs.backupOf("daily"), DAILY).isSameWorkAs(Jobs.backupOf("daily")));
        assertFalse(check(Jobs.backupOf("daily"), DAILY).isSameWorkAs(Jobs.backupOf("weekly")));
    }
}
