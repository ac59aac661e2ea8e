package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestReader;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import java.io.InputStream;

/**
 * One backup at one destination, opened by its {@code .sha256}: the manifest it yields has the hash that stands there,
 * and names the archive hash that stands there.
 */
public final class CopyReader {
    private final StoredCopy stored;
    private final Manifest manifest;
    private final Seal seal;

    private CopyReader(StoredCopy stored, Manifest manifest, Seal seal) {
        this.stored = stored;
        this.manifest = manifest;
        this.seal = seal;
    }

    /**
     * @throws BackupException {@code BACKUP_NOT_FOUND} where there is no {@code .sha256}; {@code MANIFEST_CORRUPT},
     *     {@code FORMAT_TOO_NEW}, {@code DESTINATION_UNAVAILABLE}; {@code KEY_MISSING}
     */
    public static CopyReader open(Destination destination, String job, Label label) throws BackupException {
        return open(StoredCopy.open(destination, job, label));
    }

    /** @throws BackupException as {@link #open(Destination, String, Label)} */
    public static CopyReader open(StoredCopy stored) throws BackupException {
        Checksums checksums = stored.checksums();
        BackupFiles files = checksums.files();
        String name = files.manifestName();
        byte[] bytes = stored.manifest();
        Manifest manifest = ManifestReader.read(stored.opened(bytes), name);
        if (!manifest.label().equals(files.label()) || !manifest.job().equals(files.job())) {
            throw stored.corrupt(name + " belongs to backup " + manifest.label() + " of job " + manifest.job());
        }
        boolean same = BackupFiles.of(manifest).equals(files)
                && manifest.archive().sha256().equals(checksums.archive());
        if (!same) {
            throw stored.corrupt(name + " and " + files.label() + ".sha256 name different archives");
        }
        return new CopyReader(stored, manifest, stored.seal(bytes));
    }

    public Manifest manifest() {
        return manifest;
    }

    /** What opened it. */
    public Seal seal() {
        return seal;
    }

    public String destination() {
        return stored.destination().name();
    }

    StoredCopy stored() {
        return stored;
    }

    /** The archive's bytes as stored. */
    InputStream archive() throws BackupException {
        return stored.archive();
    }

    /** What makes of them the compressed archive. */
    Opening opening() {
        return stored.destination().keys().opening(manifest.archive().encryption() != Encryption.NONE);
    }
}
