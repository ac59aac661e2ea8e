package io.thingconnect.pulse.backupd.control.service;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyAttempt;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** The backups there are, and what is in them. */
public interface Backups {
    /** Newest first; of every job. */
    List<BackupRecord> all() throws BackupException;

    /**
     * The backup a person means: a whole label, a unique prefix, or {@code latest}.
     *
     * @throws BackupException {@code BACKUP_NOT_FOUND}; {@code INVALID_PARAMETER} for a prefix of several
     */
    BackupRecord find(String labelOrPrefix) throws BackupException;

    /** Of one backup, newest first. */
    List<VerificationRecord> verifications(Label label) throws BackupException;

    /** The pin that holds now. */
    Optional<PinRecord> pin(Label label) throws BackupException;

    /** How it is encrypted, if at all; empty where nobody noted it. */
    Optional<Seal> seal(Label label) throws BackupException;

    /**
     * What opens it: a key of the configuration in words, or the ids of public keys. Empty where it is not encrypted, and
     * where nothing that is configured opens it.
     */
    List<String> keys(Label label) throws BackupException;

    /** Of its pending copies, those that could not be made yet. */
    List<CopyAttempt> attempts(Label label) throws BackupException;

    Manifest manifest(Label label) throws BackupException;

    /**
     * Writes the content of one file.
     *
     * @param path as the manifest spells it
     * @throws BackupException {@code PATH_NOT_FOUND} where it is no file of that backup
     * @throws IOException from {@code out} only
     */
    void readPath(Label label, String path, OutputStream out) throws BackupException, IOException;
}
