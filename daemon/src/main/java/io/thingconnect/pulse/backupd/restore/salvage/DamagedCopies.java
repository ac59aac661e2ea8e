package io.thingconnect.pulse.backupd.restore.salvage;

import io.thingconnect.pulse.backupd.archive.SalvageReader;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestReader;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What lies of one job at a destination, by what is there and not by what should be. */
final class DamagedCopies {
    private final Destination destination;
    private final String job;
    private final TreeMap<Label, Archive> archives = new TreeMap<>();
    private final TreeMap<Label, BackupFiles> manifests = new TreeMap<>();
    private final TreeSet<Label> labels = new TreeSet<>();

    private record Archive(BackupFiles files, long size) {}

    /**
     * A manifest that can be used.
     *
     * @param doubt why it is less sure than it might be, a clause; "" where it has the hash that {@code .sha256} names
     */
    record Found(Manifest manifest, String doubt) {}

    private DamagedCopies(Destination destination, String job) {
        this.destination = destination;
        this.job = job;
    }

    /** @throws BackupException {@code DESTINATION_UNAVAILABLE} */
    static DamagedCopies at(Destination destination, String job) throws BackupException {
        DamagedCopies copies = new DamagedCopies(destination, job);
        try {
            for (StoredFile file : destination.storage().list(job)) {
                String name = file.name().substring(file.name().lastIndexOf('/') + 1);
                label(name).ifPresent(label -> copies.add(label, name, file.size()));
            }
        } catch (IOException e) {
            throw copies.unavailable(job, e);
        }
        return copies;
    }

    private static Optional<Label> label(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? Optional.empty() : Label.parse(name.substring(0, dot));
    }

    private void add(Label label, String name, long size) {
        for (BackupFiles files : BackupFiles.every(job, label)) {
            if (name.equals(files.archiveName())) {
                archives.put(label, new Archive(files, size));
                labels.add(label);
            } else if (name.equals(files.manifestName())) {
                manifests.put(label, files);
                labels.add(label);
            }
        }
    }

    String destination() {
        return destination.name();
    }

    /** Of which anything is there, the newest first. */
    List<Label> newestFirst() {
        return List.copyOf(labels.descendingSet());
    }

    boolean hasArchive(Label label) {
        return archives.containsKey(label);
    }

    /** Bytes as stored; 0 where there is none. */
    long storedBytes(Label label) {
        return hasArchive(label) ? archives.get(label).size() : 0;
    }

    /** Reads it anew each time: there may be thousands. Empty where it is not there or cannot be used. */
    Optional<Found> manifest(Label label) throws BackupException {
        if (!labels.contains(label)) {
            return Optional.empty();
        }
        String doubt;
        try {
            return Optional.of(
                    new Found(CopyReader.open(destination, job, label).manifest(), ""));
        } catch (BackupException e) {
            requireReachable(e);
            doubt = e.getMessage();
        }
        BackupFiles files = manifests.get(label);
        if (files == null) {
            return Optional.empty();
        }
        try (InputStream in = damaged(files).open(destination.storage().read(files.manifest()))) {
            byte[] bytes = in.readNBytes(ManifestReader.MAX_BYTES);
            // It holds a hash over all that it lists, which damage does not get past.
            Manifest manifest = ManifestReader.read(bytes, files.manifestName());
            boolean fits = manifest.label().equals(label) && manifest.job().equals(job);
            return fits ? Optional.of(new Found(manifest, doubt)) : Optional.empty();
        } catch (BackupException | IOException e) {
            return Optional.empty();
        }
    }

    /** An integrity check that fails says that something is wrong, not what: each content is held against its own hash. */
    private Opening damaged(BackupFiles files) {
        return files.encryption() == Encryption.NONE ? Opening.PLAIN : destination.keys()::decryptDamaged;
    }

    private static void requireReachable(BackupException e) throws BackupException {
        if (e.code() == ErrorCode.DESTINATION_UNAVAILABLE) {
            throw e;
        }
    }

    /** @throws BackupException {@code DESTINATION_UNAVAILABLE}, {@code KEY_MISSING} */
    SalvageReader open(Label label, SalvageReader.Expectation expectation) throws BackupException {
        BackupFiles files = archives.get(label).files();
        String name = files.archive();
        try {
            InputStream stored = destination.storage().read(name);
            return SalvageReader.open(stored, files.compression(), damaged(files), expectation);
        } catch (IOException e) {
            throw unavailable(name, e);
        }
    }

    private BackupException unavailable(String name, IOException e) {
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                "destination '" + destination.name() + "' could not be read: " + name + ": " + Errno.reason(e),
                "Look at it with: pulsectl destinations",
                e);
    }
}
