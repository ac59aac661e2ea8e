package io.thingconnect.pulse.backupd.publish;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestWriter;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes a backup visible at one destination and proves its bytes there. */
public final class Publisher {
    private static final int BLOCK = 1 << 18;

    private final Clock clock;

    public Publisher(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Publishes an archive whose bytes have all been written to {@code upload}, which stays the caller's to close.
     *
     * @return a good copy; or a quarantined one where the read-back found other bytes than were written: its
     *     {@code .sha256} is gone, so that nobody takes it for a backup, and the archive is kept under another name
     */
    public CopyRecord publish(Destination destination, Upload upload, Manifest manifest, Work work)
            throws BackupException {
        BackupFiles files = files(manifest);
        byte[] manifestBytes = ManifestWriter.write(manifest);
        Sha256 manifestHash = Sha256.of(manifestBytes);
        byte[] checksums =
                files.checksumText(manifest.archive().sha256(), manifestHash).getBytes(StandardCharsets.UTF_8);
        Storage storage = destination.storage();
        work.phase("publish", -1);
        try {
            upload.commit();
            put(storage, files.manifest(), manifestBytes);
            put(storage, files.checksums(), checksums);
            Map<String, Sha256> written = new LinkedHashMap<>();
            written.put(files.archive(), manifest.archive().sha256());
            written.put(files.manifest(), manifestHash);
            written.put(files.checksums(), Sha256.of(checksums));
            return readBack(destination, files, manifest, written, work);
        } catch (IOException e) {
            throw failed(destination, files.archiveName(), e);
        }
    }

    /** Copies a published backup, proven once more on the way, from one destination to another. */
    public CopyRecord copy(Destination from, Destination to, Manifest manifest, Work work) throws BackupException {
        BackupFiles files = files(manifest);
        work.phase("copy to " + to.name(), manifest.archive().size());
        try (InputStream in = from.storage().read(files.archive());
                Upload upload = to.storage().begin(files.archive())) {
            byte[] buffer = new byte[BLOCK];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                work.check();
                upload.stream().write(buffer, 0, count);
                work.advance(count);
            }
            return publish(to, upload, manifest, work);
        } catch (IOException e) {
            throw failed(to, files.archiveName(), e);
        }
    }

    private CopyRecord readBack(
            Destination destination, BackupFiles files, Manifest manifest, Map<String, Sha256> written, Work work)
            throws IOException, BackupException {
        Storage storage = destination.storage();
        work.phase("read-back", manifest.archive().size());
        boolean good = true;
        boolean direct = true;
        for (Map.Entry<String, Sha256> file : written.entrySet()) {
            Storage.ReadBack read = storage.readBack(file.getKey());
            good = hash(read.stream(), work).equals(file.getValue()) && good;
            direct = read.direct() && direct;
        }
        if (!good) {
            storage.delete(files.checksums());
            storage.rename(files.archive(), files.archive() + ".quarantined");
        }
        String source = direct ? "direct" : "cached";
        CopyState state = good ? CopyState.GOOD : CopyState.QUARANTINED;
        return new CopyRecord(destination.name(), state, source, clock.instant());
    }

    private static Sha256 hash(InputStream stream, Work work) throws IOException, BackupException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BLOCK];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                work.check();
                digest.update(buffer, 0, count);
                work.advance(count);
            }
        }
        return Sha256.of(digest);
    }

    /** Writes a small file, whole or not at all. */
    static void put(Storage storage, String name, byte[] bytes) throws IOException {
        try (Upload upload = storage.begin(name)) {
            upload.stream().write(bytes);
            upload.commit();
        }
    }

    private static BackupFiles files(Manifest manifest) {
        return new BackupFiles(
                manifest.job(), manifest.label(), manifest.archive().compression());
    }

    private static BackupException failed(Destination destination, String file, IOException e) {
        String where = "destination '" + destination.name() + "' ("
                + destination.storage().location() + ")";
        if (Errno.isNoSpace(e)) {
            return new BackupException(
                    ErrorCode.NO_SPACE,
                    where + " is full: " + file + " could not be written",
                    Errno.hint(
                            e,
                            "Free space there: df -h " + destination.storage().location()),
                    e);
        }
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                where + " could not take " + file + ": " + Errno.reason(e),
                Errno.hint(e, "Look at it with: pulsectl destinations"),
                e);
    }
}
