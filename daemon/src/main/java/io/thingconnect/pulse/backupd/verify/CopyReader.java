package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestReader;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/**
 * One backup at one destination, opened by its {@code .sha256}: the manifest it yields has the hash that stands there,
 * and names the archive hash that stands there.
 */
public final class CopyReader {
    private static final int MAX_CHECKSUMS = 4096;

    private final Destination destination;
    private final Manifest manifest;

    private CopyReader(Destination destination, Manifest manifest) {
        this.destination = destination;
        this.manifest = manifest;
    }

    /**
     * @throws BackupException {@code BACKUP_NOT_FOUND} where there is no {@code .sha256}; {@code MANIFEST_CORRUPT},
     *     {@code FORMAT_TOO_NEW}, {@code DESTINATION_UNAVAILABLE}
     */
    public static CopyReader open(Destination destination, String job, Label label) throws BackupException {
        Map<String, Sha256> hashes = checksums(destination, job, label);
        String name = label + ".manifest.json";
        byte[] bytes = bytes(destination, job + "/" + name, ManifestReader.MAX_BYTES);
        if (!Sha256.of(bytes).equals(hashes.get(name))) {
            throw corrupt(destination, name + " does not have the SHA-256 that " + label + ".sha256 names");
        }
        Manifest manifest = ManifestReader.read(bytes, name);
        if (!manifest.label().equals(label) || !manifest.job().equals(job)) {
            throw corrupt(destination, name + " belongs to backup " + manifest.label() + " of job " + manifest.job());
        }
        if (!manifest.archive().sha256().equals(hashes.get(manifest.archive().file()))) {
            throw corrupt(destination, name + " and " + label + ".sha256 name different archives");
        }
        return new CopyReader(destination, manifest);
    }

    public Manifest manifest() {
        return manifest;
    }

    public String destination() {
        return destination.name();
    }

    /** The archive's bytes as stored. */
    InputStream archive() throws BackupException {
        BackupFiles files = new BackupFiles(
                manifest.job(), manifest.label(), manifest.archive().compression());
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

    private static Map<String, Sha256> checksums(Destination destination, String job, Label label)
            throws BackupException {
        byte[] text = bytes(destination, BackupFiles.checksums(job, label), MAX_CHECKSUMS);
        return BackupFiles.parseChecksums(new String(text, StandardCharsets.UTF_8))
                .orElseThrow(() -> corrupt(destination, label + ".sha256 is not what sha256sum writes"));
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
