package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which boxes' backups lie in a directory: those of one box in it, or a directory for each box. */
final class KeptHosts {
    private KeptHosts() {}

    /**
     * One box's backups and the newest manifest there.
     *
     * @param destination with what opens them
     */
    record Kept(Destination destination, Manifest newest) {
        String host() {
            return newest.host();
        }
    }

    /**
     * @param host whose directory alone is looked into, where there is one of that name; empty: into all of them
     * @throws BackupException {@code DESTINATION_UNAVAILABLE}; {@code BACKUP_NOT_FOUND} where there are none;
     *     {@code KEY_MISSING}
     */
    static List<Kept> in(Path directory, Optional<String> host, Unlocking unlocking) throws BackupException {
        if (!Files.isDirectory(directory)) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "there is no directory " + directory,
                    "Mount the disk or share with the backups, then give its path: --from DIR");
        }
        List<Kept> found = new ArrayList<>();
        Destination top = destination(directory);
        newest(top, unlocking).ifPresent(found::add);
        if (found.isEmpty()) {
            List<String> names = directories(top);
            boolean named = host.filter(names::contains).isPresent();
            for (String name : named ? List.of(host.get()) : names) {
                newest(destination(directory.resolve(name)), unlocking).ifPresent(found::add);
            }
        }
        if (found.isEmpty()) {
            throw new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "there is no backup in " + directory,
                    "Give the directory that holds the jobs' directories, or the boxes' directories.");
        }
        return found;
    }

    /** @throws BackupException {@code DESTINATION_UNAVAILABLE}; {@code KEY_MISSING} */
    static Optional<Kept> newest(Destination destination, Unlocking unlocking) throws BackupException {
        Label newest = null;
        String job = "";
        for (String directory : directories(destination)) {
            for (Label label : labels(destination, directory)) {
                if (newest == null || label.compareTo(newest) > 0) {
                    newest = label;
                    job = directory;
                }
            }
        }
        if (newest == null) {
            return Optional.empty();
        }
        Destination opened = unlocking.opened(destination, job, newest);
        return Optional.of(new Kept(opened, CopyReader.open(opened, job, newest).manifest()));
    }

    private static Destination destination(Path directory) {
        return new Destination(directory.getFileName().toString(), new LocalStorage(directory, false), Keys.none());
    }

    private static List<String> directories(Destination destination) throws BackupException {
        try {
            return destination.storage().directories();
        } catch (IOException e) {
            throw unreadable(destination, e);
        }
    }

    private static List<Label> labels(Destination destination, String job) throws BackupException {
        try {
            return BackupFiles.labels(destination.storage().list(job).stream()
                    .map(StoredFile::name)
                    .toList());
        } catch (IOException e) {
            throw unreadable(destination, e);
        }
    }

    private static BackupException unreadable(Destination destination, IOException e) {
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                destination.storage().location() + " cannot be read: " + Errno.reason(e),
                "Try it as root.",
                e);
    }
}
