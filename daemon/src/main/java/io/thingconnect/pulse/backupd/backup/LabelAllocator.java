package io.thingconnect.pulse.backupd.backup;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Gives labels away: now, or one second after the newest known, whichever is later. So labels are unique and sort by the
 * order in which backups were made, also when the clock was set back; the manifest keeps the real time.
 */
public final class LabelAllocator {
    private final Catalog catalog;
    private final Clock clock;

    public LabelAllocator(Catalog catalog, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** The newest label known here or at a destination that answers, of any job. */
    public Optional<Label> newest(List<Destination> destinations) throws BackupException {
        Optional<Label> newest = catalog.newestLabel();
        for (Destination destination : destinations) {
            newest = later(newest, newestAt(destination));
        }
        return newest;
    }

    public synchronized Label next(Kind kind, List<Destination> destinations) throws BackupException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant at = newest(destinations)
                .map(newest -> newest.at().plusSeconds(1))
                .filter(after -> after.isAfter(now))
                .orElse(now);
        Label label = new Label(at, kind);
        // Recorded before anything is written under it: a crash must not give the same label away twice.
        catalog.recordLabel(label);
        return label;
    }

    private static Optional<Label> newestAt(Destination destination) {
        Optional<Label> newest = Optional.empty();
        try {
            for (String job : destination.storage().directories()) {
                List<String> names = destination.storage().list(job).stream()
                        .map(StoredFile::name)
                        .toList();
                List<Label> labels = BackupFiles.labels(names);
                if (!labels.isEmpty()) {
                    newest = later(newest, Optional.of(labels.get(labels.size() - 1)));
                }
            }
        } catch (IOException e) {
            // A destination that does not answer knows no label that the catalog has not seen; publishing will
            // complain.
            return newest;
        }
        return newest;
    }

    private static Optional<Label> later(Optional<Label> one, Optional<Label> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.get().at().isBefore(other.get().at()) ? other : one;
    }
}
