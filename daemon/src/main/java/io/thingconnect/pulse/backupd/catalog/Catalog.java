package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The catalog's front door. Safe for use by several threads; every change is durable when the call returns. */
public final class Catalog implements AutoCloseable {
    private Catalog() {}

    /** Opens or creates; migrates an older one; {@code CATALOG_TOO_NEW} and {@code CATALOG_CORRUPT} are errors. */
    public static Catalog open(Path file) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** Adds a backup with its copies, or replaces what is known of it. */
    public void putBackup(BackupRecord backup) throws BackupException {
        throw new UnsupportedOperationException();
    }

    public void putCopy(Label label, CopyRecord copy) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** Newest first; of every job. */
    public List<BackupRecord> backups() throws BackupException {
        throw new UnsupportedOperationException();
    }

    /**
     * The backup a person means: a whole label, a unique prefix (with or without the leading {@code pulse-backup-}), or
     * {@code latest}, which is the newest good one.
     */
    public BackupRecord find(String labelOrPrefix) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** The newest label ever recorded here, whatever became of the backup. */
    public Optional<Label> newestLabel() throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** Remembers that a label was given away, before anything is written under it. */
    public void recordLabel(Label label) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** Adds a run; the id in the record is ignored, the new one is returned. */
    public long addRun(RunRecord run) throws BackupException {
        throw new UnsupportedOperationException();
    }

    public void updateRun(RunRecord run) throws BackupException {
        throw new UnsupportedOperationException();
    }

    public Optional<RunRecord> run(long id) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** Newest first. */
    public List<RunRecord> runs(int limit) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** The newest ended run of a job, whatever its outcome. */
    public Optional<RunRecord> lastRun(String job) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** Marks every run that had not ended as interrupted, and returns those. Called once, at start. */
    public List<RunRecord> interruptUnfinished(Instant now) throws BackupException {
        throw new UnsupportedOperationException();
    }

    public void addVerification(VerificationRecord verification) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** Of one backup, newest first. */
    public List<VerificationRecord> verifications(Label label) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** The newest passed verification of level {@code restore}: the last proven restore. */
    public Optional<VerificationRecord> lastProvenRestore() throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** The last due time of a job that was turned into a run (or skipped on purpose). */
    public Optional<Instant> lastDue(String job) throws BackupException {
        throw new UnsupportedOperationException();
    }

    public void setLastDue(String job, Instant due) throws BackupException {
        throw new UnsupportedOperationException();
    }

    /** A small fact kept across restarts, for example a measured rate. */
    public Optional<String> fact(String name) throws BackupException {
        throw new UnsupportedOperationException();
    }

    public void setFact(String name, String value) throws BackupException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
