package io.thingconnect.pulse.backupd.publish;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
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
            work.phase("read-back", manifest.archive().size());
            return readBack(destination, new Published(files.archive(), files.checksums()), written, work);
        } catch (IOException e) {
            throw failed(destination, files.archiveName(), e);
        }
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
     * Copies a published backup byte for byte from one destination to another: what it holds need not be understood. What is
     * read is held against the source's {@code .sha256} before it becomes visible, and read back there.
     *
     * @throws UnusableSource nothing was published; a copy from elsewhere may do
     */
    public CopyRecord copy(Destination from, Destination to, String job, Label label, Work work)
            throws BackupException, UnusableSource {
        byte[] checksums = small(from, BackupFiles.checksums(job, label));
        Map<String, Sha256> hashes = BackupFiles.parseChecksums(new String(checksums, StandardCharsets.UTF_8))
                .orElseThrow(() -> new UnusableSource(damaged(from, label + ".sha256")));
        String archive = hashes.keySet().stream()
                .filter(name -> !name.startsWith(label + ".manifest."))
                .findFirst()
                .orElseThrow(() -> new UnusableSource(damaged(from, label + ".sha256")));
        work.phase("copy to " + to.name(), size(from, job, archive));
        Map<String, Sha256> written = new LinkedHashMap<>();
        try {
            for (String name : archiveFirst(hashes.keySet(), archive)) {
                transfer(from, to, job + "/" + name, hashes.get(name), work);
                written.put(job + "/" + name, hashes.get(name));
            }
            put(to.storage(), BackupFiles.checksums(job, label), checksums);
            written.put(BackupFiles.checksums(job, label), Sha256.of(checksums));
            work.phase("read-back", work.total());
            return readBack(to, new Published(job + "/" + archive, BackupFiles.checksums(job, label)), written, work);
        } catch (IOException e) {
            throw failed(to, archive, e);
        }
    }

    private static List<String> archiveFirst(Collection<String> names, String archive) {
        List<String> ordered = new ArrayList<>(List.of(archive));
        names.stream().filter(name -> !name.equals(archive)).forEach(ordered::add);
        return ordered;
    }

    private static void transfer(Destination from, Destination to, String name, Sha256 expected, Work work)
            throws IOException, BackupException, UnusableSource {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BLOCK];
        int most = to.storage().writeBlock();
        try (InputStream in = open(from, name);
                Upload upload = to.storage().begin(name)) {
            for (int count = read(from, in, buffer, name); count >= 0; count = read(from, in, buffer, name)) {
                digest.update(buffer, 0, count);
                for (int done = 0; done < count; done += most) {
                    work.check();
                    upload.stream().write(buffer, done, Math.min(most, count - done));
                }
                work.advance(count);
            }
            if (!Sha256.of(digest).equals(expected)) {
                throw new UnusableSource(damaged(from, name));
            }
            upload.commit();
        }
    }

    private static InputStream open(Destination from, String name) throws UnusableSource {
        try {
            return from.storage().read(name);
        } catch (IOException e) {
            throw new UnusableSource(unreadable(from, name, e));
        }
    }

    private static int read(Destination from, InputStream in, byte[] buffer, String name) throws UnusableSource {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new UnusableSource(unreadable(from, name, e));
        }
    }

    private static byte[] small(Destination from, String name) throws UnusableSource {
        try (InputStream in = from.storage().read(name)) {
            return in.readNBytes(4096);
        } catch (IOException e) {
            throw new UnusableSource(unreadable(from, name, e));
        }
    }

    private static long size(Destination from, String job, String archive) throws UnusableSource {
        try {
            return from.storage().list(job).stream()
                    .filter(file -> file.name().equals(archive))
                    .mapToLong(Storage.StoredFile::size)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new UnusableSource(unreadable(from, job, e));
        }
    }

    private static BackupException unreadable(Destination from, String name, IOException e) {
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                "destination '" + from.name() + "' (" + from.storage().location() + ") could not be read: " + name
                        + ": " + Errno.reason(e),
                Errno.hint(e, "Look at it with: pulsectl destinations"),
                e);
    }

    private static BackupException damaged(Destination from, String name) {
        return new BackupException(
                ErrorCode.ARCHIVE_CORRUPT,
                name + " at destination '" + from.name() + "' is not what was written there, and was not copied",
                "Have it proven, and made again from another copy: pulsectl verify LABEL --destination " + from.name());
    }

    /** The two names that matter when a copy turns out bad. */
    private record Published(String archive, String checksums) {}

    private CopyRecord readBack(Destination destination, Published files, Map<String, Sha256> written, Work work)
            throws IOException, BackupException {
        Storage storage = destination.storage();
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
