package io.thingconnect.pulse.backupd.publish;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestWriter;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        BackupFiles files = BackupFiles.of(manifest);
        try {
            byte[] stored = sealed(destination, manifest);
            Checksums checksums = new Checksums(files, manifest.archive().sha256(), Sha256.of(stored));
            return publish(destination, upload, checksums, stored, work);
        } catch (IOException e) {
            throw failed(destination, files.archiveName(), e);
        }
    }

    private static byte[] sealed(Destination destination, Manifest manifest) throws IOException {
        byte[] plain = ManifestWriter.write(manifest);
        if (manifest.archive().encryption() == Encryption.NONE) {
            return plain;
        }
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(plain.length + 256);
        try (OutputStream out = destination.keys().encrypt(sealed)) {
            out.write(plain);
        }
        return sealed.toByteArray();
    }

    private CopyRecord publish(Destination destination, Upload upload, Checksums checksums, byte[] manifest, Work work)
            throws IOException, BackupException {
        BackupFiles files = checksums.files();
        Storage storage = destination.storage();
        work.phase("publish", -1);
        upload.commit();
        put(storage, files.manifest(), manifest);
        put(storage, files.checksums(), checksums.text().getBytes(StandardCharsets.UTF_8));
        return readBack(destination, checksums, work);
    }

    /** The copy that was to be read is not there, cannot be read, or is not what its {@code .sha256} says: try another. */
    public static final class UnusableSource extends Exception {
        private static final long serialVersionUID = 1;

        private final transient BackupException failure;

        UnusableSource(BackupException failure) {
            super(failure.getMessage(), failure);
            this.failure = failure;
        }

        public BackupException failure() {
            return failure;
        }
    }

    /**
     * Copies a published backup from one destination to another: byte for byte, so that no key is needed for one that is
     * encrypted. What is read is held against the source's {@code .sha256} before it becomes visible, and read back there.
     *
     * @throws BackupException also {@code ARCHIVE_CORRUPT} where another backup of that label stands there, which stays
     * @throws UnusableSource nothing was published; a copy from elsewhere may do
     */
    public CopyRecord copy(Destination from, Destination to, String job, Label label, Work work)
            throws BackupException, UnusableSource {
        StoredCopy source = source(from, job, label);
        requireNoOther(to, job, source);
        byte[] manifest = manifest(source);
        BackupFiles files = source.checksums().files();
        work.phase("copy to " + to.name(), size(from, files));
        try (InputStream in = archive(source);
                Upload upload = to.storage().begin(files.archive())) {
            transfer(in, source, upload, to.storage().writeBlock(), work);
            return publish(to, upload, source.checksums(), manifest, work);
        } catch (IOException e) {
            throw failed(to, files.archiveName(), e);
        }
    }

    /**
     * A copy is the same bytes everywhere. Under its label other bytes may stand where two boxes made a backup in the same second
     * and one adopted the other's place.
     */
    private static void requireNoOther(Destination to, String job, StoredCopy source) throws BackupException {
        Label label = source.checksums().files().label();
        Sha256 there;
        try {
            there = StoredCopy.open(to, job, label).checksums().archive();
        } catch (BackupException e) {
            // None, or one that nobody can use; a place that does not answer says so again when it is written to.
            return;
        }
        if (!there.equals(source.checksums().archive())) {
            throw new BackupException(
                    ErrorCode.ARCHIVE_CORRUPT,
                    "destination '" + to.name() + "' holds another backup of job '" + job + "' under the label " + label
                            + ", which is not overwritten",
                    "Let go of one of the two: pulsectl show " + label + "; then make a new backup: pulsectl backup");
        }
    }

    private static StoredCopy source(Destination from, String job, Label label) throws UnusableSource {
        try {
            return StoredCopy.open(from, job, label);
        } catch (BackupException e) {
            throw new UnusableSource(e);
        }
    }

    private static byte[] manifest(StoredCopy source) throws UnusableSource {
        try {
            return source.manifest();
        } catch (BackupException e) {
            throw new UnusableSource(e);
        }
    }

    private static InputStream archive(StoredCopy source) throws UnusableSource {
        try {
            return source.archive();
        } catch (BackupException e) {
            throw new UnusableSource(e);
        }
    }

    private static void transfer(InputStream in, StoredCopy source, Upload upload, int most, Work work)
            throws IOException, BackupException, UnusableSource {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BLOCK];
        for (int count = read(in, buffer, source); count >= 0; count = read(in, buffer, source)) {
            digest.update(buffer, 0, count);
            for (int done = 0; done < count; done += most) {
                work.check();
                upload.stream().write(buffer, done, Math.min(most, count - done));
            }
            work.advance(count);
        }
        if (!Sha256.of(digest).equals(source.checksums().archive())) {
            throw new UnusableSource(damaged(source));
        }
    }

    /** What a source does is not to be taken for what the destination does. */
    private static int read(InputStream in, byte[] buffer, StoredCopy source) throws UnusableSource {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            Destination from = source.destination();
            throw new UnusableSource(new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "destination '" + from.name() + "' (" + from.storage().location() + ") could not be read: "
                            + source.checksums().files().archive() + ": " + Errno.reason(e),
                    Errno.hint(e, "Look at it with: pulsectl destinations"),
                    e));
        }
    }

    private static BackupException damaged(StoredCopy source) {
        return new BackupException(
                ErrorCode.ARCHIVE_CORRUPT,
                source.checksums().files().archiveName() + " at destination '"
                        + source.destination().name() + "' is not what was written there, and was not copied",
                "Have it proven, and made again from another copy: pulsectl verify LABEL --destination "
                        + source.destination().name());
    }

    private CopyRecord readBack(Destination destination, Checksums checksums, Work work)
            throws IOException, BackupException {
        Storage storage = destination.storage();
        BackupFiles files = checksums.files();
        Map<String, Sha256> written = new LinkedHashMap<>();
        written.put(files.archive(), checksums.archive());
        written.put(files.manifest(), checksums.manifest());
        written.put(files.checksums(), Sha256.of(checksums.text().getBytes(StandardCharsets.UTF_8)));
        work.phase("read-back", size(destination, files));
        boolean good = true;
        boolean direct = true;
        for (Map.Entry<String, Sha256> file : written.entrySet()) {
            Storage.ReadBack read = storage.readBack(file.getKey());
            good = hash(read.stream(), work).equals(file.getValue()) && good;
            direct = read.direct() && direct;
        }
        if (!good) {
            withdraw(storage, files);
            storage.rename(files.archive(), files.archive() + ".quarantined");
        }
        String source = direct ? "direct" : "cached";
        CopyState state = good ? CopyState.GOOD : CopyState.QUARANTINED;
        return new CopyRecord(destination.name(), state, source, clock.instant());
    }

    /** Where nobody may delete, something stands there that no tool takes for checksums. */
    private static void withdraw(Storage storage, BackupFiles files) throws IOException {
        try {
            storage.delete(files.checksums());
        } catch (DeleteRefusedException e) {
            put(storage, files.checksums(), "withdrawn\n".getBytes(StandardCharsets.UTF_8));
        }
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

    /** For showing how far it is; nothing fails for it. */
    private static long size(Destination destination, BackupFiles files) {
        try {
            return destination.storage().list(files.job()).stream()
                    .filter(file -> file.name().equals(files.archiveName()))
                    .mapToLong(Storage.StoredFile::size)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            return -1;
        }
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
