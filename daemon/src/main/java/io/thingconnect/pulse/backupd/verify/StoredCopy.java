package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.ManifestReader;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;

/**
 * One backup at one destination as it is stored: its files by the names that its {@code .sha256} has for them. No key is
 * needed to copy it, or to prove that its bytes are those that were written.
 */
public final class StoredCopy {
    private final Destination destination;
    private final Checksums checksums;

    private StoredCopy(Destination destination, Checksums checksums) {
        this.destination = destination;
        this.checksums = checksums;
    }

    /**
     * @throws BackupException {@code BACKUP_NOT_FOUND} where there is no {@code .sha256}; {@code MANIFEST_CORRUPT},
     *     {@code DESTINATION_UNAVAILABLE}
     */
    public static StoredCopy open(Destination destination, String job, Label label) throws BackupException {
        byte[] text = bytes(destination, BackupFiles.checksums(job, label), Checksums.MAX_BYTES);
        Checksums checksums = Checksums.parse(new String(text, StandardCharsets.UTF_8), job, label)
                .orElseThrow(() -> corrupt(destination, label + ".sha256 is not what sha256sum writes"));
        return new StoredCopy(destination, checksums);
    }

    public Checksums checksums() {
        return checksums;
    }

    public Destination destination() {
        return destination;
    }

    /** The manifest's bytes as stored, which have the hash that {@code .sha256} names. */
    public byte[] manifest() throws BackupException {
        BackupFiles files = checksums.files();
        byte[] bytes = bytes(destination, files.manifest(), ManifestReader.MAX_BYTES);
        if (!Sha256.of(bytes).equals(checksums.manifest())) {
            throw corrupt(files.manifestName() + " does not have the SHA-256 that " + files.label() + ".sha256 names");
        }
        return bytes;
    }

    /** What opens it, or would: no key is needed to know. */
    public Seal seal() throws BackupException {
        return seal(manifest());
    }

    /** @param manifest as stored */
    Seal seal(byte[] manifest) throws BackupException {
        if (checksums.files().encryption() == Encryption.NONE) {
            return Seal.NONE;
        }
        try {
            return Seal.read(new ByteArrayInputStream(manifest));
        } catch (IOException e) {
            throw corrupt(checksums.files().manifestName() + " cannot be decrypted: " + e.getMessage());
        }
    }

    /**
     * The manifest as it was before it was encrypted.
     *
     * @param bytes as stored
     * @throws BackupException also {@code KEY_MISSING}
     */
    byte[] opened(byte[] bytes) throws BackupException {
        if (checksums.files().encryption() == Encryption.NONE) {
            return bytes;
        }
        String name = checksums.files().manifestName();
        try (InputStream in = destination.keys().decrypt(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(ManifestReader.MAX_BYTES);
            if (in.read() >= 0) {
                throw corrupt(name + " is longer than any manifest");
            }
            return plain;
        } catch (BackupException e) {
            throw new BackupException(
                    e.code(), name + " at destination '" + destination.name() + "': " + e.getMessage(), e.hint(), e);
        } catch (IOException e) {
            throw corrupt(name + " cannot be decrypted: " + e.getMessage());
        }
    }

    /** The archive's bytes as stored. */
    public InputStream archive() throws BackupException {
        BackupFiles files = checksums.files();
        try {
            return destination.storage().read(files.archive());
        } catch (NoSuchFileException e) {
            throw new BackupException(
                    ErrorCode.ARCHIVE_CORRUPT,
                    "archive " + files.archiveName() + " is missing at destination '" + destination.name() + "'",
                    "Use the copy at another destination, or another backup: pulsectl list.",
                    e);
        } catch (IOException e) {
            throw unavailable(destination, files.archive(), e);
        }
    }

    /**
     * Whether who can read a backup that is encrypted now, by the keys of the destination, can read this one as well.
     *
     * @throws BackupException {@code DESTINATION_UNAVAILABLE}, {@code MANIFEST_CORRUPT} …
     */
    public boolean isSealedAsNow() throws BackupException {
        boolean encrypted = checksums.files().encryption() != Encryption.NONE;
        if (!encrypted || !destination.keys().encrypts()) {
            return encrypted == destination.keys().encrypts();
        }
        try {
            return destination.keys().sealsLike(new ByteArrayInputStream(manifest()));
        } catch (IOException e) {
            throw corrupt(checksums.files().manifestName() + " cannot be decrypted: " + e.getMessage());
        }
    }

    private static byte[] bytes(Destination destination, String name, int max) throws BackupException {
        try (InputStream in = destination.storage().read(name)) {
            byte[] bytes = in.readNBytes(max);
            if (in.read() >= 0) {
                throw corrupt(destination, name + " is longer than any file of its kind");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "destination '" + destination.name() + "' has no file " + name,
                    "See what it has with: pulsectl list",
                    e);
        } catch (IOException e) {
            throw unavailable(destination, name, e);
        }
    }

    BackupException corrupt(String what) {
        return corrupt(destination, what);
    }

    private static BackupException corrupt(Destination destination, String what) {
        return new BackupException(
                ErrorCode.MANIFEST_CORRUPT,
                what + " (destination '" + destination.name() + "')",
                "Use the copy at another destination, or another backup: pulsectl list.");
    }

    static BackupException unavailable(Destination destination, String name, IOException e) {
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                "destination '" + destination.name() + "' ("
                        + destination.storage().location() + ") could not be read: " + name + ": " + Errno.reason(e),
                Errno.hint(e, "Look at it with: pulsectl destinations"),
                e);
    }
}
