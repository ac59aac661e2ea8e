package io.thingconnect.pulse.backupd.rescue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.schedule.PointInTime;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Finds a backup by what lies at the destinations: listings and manifests, no catalog. */
final class BackupFinder {
    private static final int MOST_NOTES = 5;

    private final NavigableMap<Label, List<Copy>> copies = new TreeMap<>(Comparator.reverseOrder());
    private final List<String> notes = new ArrayList<>();
    private final ZoneId zone;
    private final boolean anyJob;
    private BackupException unavailable;

    /** @param chain as a whole at one destination */
    record Found(ChainReader chain, List<String> notes) {}

    private record Copy(Destination destination, String job) {}

    private BackupFinder(ZoneId zone, boolean anyJob) {
        this.zone = zone;
        this.anyJob = anyJob;
    }

    /**
     * @param destinations the preferred one first; one that cannot be read is a note
     * @param job empty: any
     */
    static BackupFinder at(List<Destination> destinations, Optional<String> job, ZoneId zone) throws BackupException {
        BackupFinder finder = new BackupFinder(zone, job.isEmpty());
        for (Destination destination : destinations) {
            try {
                for (String directory : destination.storage().directories()) {
                    if (job.isEmpty() || job.get().equals(directory)) {
                        finder.list(destination, directory);
                    }
                }
            } catch (IOException e) {
                finder.unavailable = new BackupException(
                        ErrorCode.DESTINATION_UNAVAILABLE,
                        "destination '" + destination.name() + "' ("
                                + destination.storage().location() + ") cannot be read: " + Errno.reason(e),
                        "Mount or mend it, or name another one with --destination.",
                        e);
                finder.notes.add(finder.unavailable.getMessage());
            }
        }
        if (finder.copies.isEmpty()) {
            throw finder.nothing("there is no backup at any destination");
        }
        return finder;
    }

    private void list(Destination destination, String job) throws IOException {
        List<String> names =
                destination.storage().list(job).stream().map(StoredFile::name).toList();
        for (Label label : BackupFiles.labels(names)) {
            copies.computeIfAbsent(label, key -> new ArrayList<>()).add(new Copy(destination, job));
        }
    }

    private BackupException nothing(String message) {
        return unavailable != null
                ? unavailable
                : new BackupException(
                        ErrorCode.BACKUP_NOT_FOUND, message, "Look at the destinations that backup.yaml names.");
    }

    /** @param text a whole label, or the unique beginning of one, with or without {@code pulse-backup-} */
    Found byLabel(String text) throws BackupException {
        List<Label> fitting = copies.keySet().stream()
                .filter(label ->
                        label.toString().startsWith(text) || label.toString().startsWith("pulse-backup-" + text))
                .toList();
        Optional<Label> exact = Label.parse(text).filter(copies::containsKey);
        if (exact.isEmpty() && fitting.size() > 1) {
            throw Arguments.usage("'" + text + "' begins " + fitting.size() + " labels, among them " + fitting.get(0));
        }
        if (exact.isEmpty() && fitting.isEmpty()) {
            throw nothing("no backup has the label '" + text + "'; the newest is " + copies.firstKey());
        }
        return new Found(open(exact.orElseGet(() -> fitting.get(0))), notes());
    }

    /** The newest that is whole, with the database unless a job was named. */
    Found latest() throws BackupException {
        for (Label label : copies.keySet()) {
            Optional<ChainReader> chain = tried(label);
            if (chain.isPresent() && isUsable(chain.get().manifest())) {
                return new Found(chain.get(), notes());
            }
        }
        throw nothing("there is no backup of the database that is whole; the newest is " + copies.firstKey());
    }

    /** The newest whole one of the current timeline that was taken at or before a time. */
    Found at(Instant wanted, Instant now) throws BackupException {
        Instant end = PointInTime.endOf(wanted);
        int timeline = -1;
        Label nearest = null;
        for (Label label : copies.keySet()) {
            Optional<ChainReader> chain = tried(label);
            if (chain.isEmpty() || !isUsable(chain.get().manifest())) {
                continue;
            }
            Manifest manifest = chain.get().manifest();
            timeline = timeline < 0 ? manifest.lineage().timeline() : timeline;
            if (manifest.lineage().timeline() != timeline) {
                continue;
            }
            nearest = label;
            if (wanted.isAfter(now)) {
                break;
            }
            if (!manifest.takenAt().isAfter(end)) {
                return new Found(chain.get(), notes());
            }
        }
        throw notCovered(wanted, now, nearest);
    }

    private BackupException notCovered(Instant wanted, Instant now, Label nearest) {
        if (nearest == null) {
            return nothing("there is no backup of the database that is whole");
        }
        String time = PointInTime.show(wanted, zone);
        return new BackupException(
                ErrorCode.BACKUP_NOT_FOUND,
                wanted.isAfter(now)
                        ? "the time " + time + " lies in the future; the newest backup is " + nearest
                        : "the time " + time + " lies before the first backup, which is " + nearest,
                "Restore that one: pulse-restore " + nearest);
    }

    private boolean isUsable(Manifest manifest) {
        return !anyJob || manifest.components().contains(Component.DATABASE);
    }

    private Optional<ChainReader> tried(Label label) throws BackupException {
        try {
            return Optional.of(open(label));
        } catch (BackupException e) {
            if (e.code() == ErrorCode.KEY_MISSING) {
                // Whoever asks for the newest does not want an old one from before backups were encrypted.
                throw e;
            }
            notes.add(label + " is passed over: " + e.getMessage());
            return Optional.empty();
        }
    }

    private ChainReader open(Label label) throws BackupException {
        BackupException last = null;
        for (Copy copy : copies.get(label)) {
            try {
                return ChainReader.open(copy.destination(), copy.job(), label);
            } catch (BackupException e) {
                last = e;
            }
        }
        throw last;
    }

    private List<String> notes() {
        return notes.size() <= MOST_NOTES ? List.copyOf(notes) : List.copyOf(notes.subList(0, MOST_NOTES));
    }
}
