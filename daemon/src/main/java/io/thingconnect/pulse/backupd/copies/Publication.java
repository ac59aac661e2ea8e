package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.publish.RestoreNotes;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One backup on its way to the destinations of its job: built once, straight into one that is on this machine, or into the
 * outbox where none is; copied from there to the others, noted in the catalog with what became of each copy. A delta goes nowhere before all that it stands on is there.
 */
public final class Publication {
    /** Seconds. A copy that takes longer must not keep the next backup waiting. */
    private static final long LONGEST_INLINE = 60;

    private final Catalog catalog;
    private final Copying copying;
    private final Consumer<String> warnings;

    public Publication(Catalog catalog, Copying copying, Consumer<String> warnings) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.copying = requireNonNull(copying, "copying is null");
        this.warnings = requireNonNull(warnings, "warnings is null");
    }

    public void warn(String warning) {
        warnings.accept(warning);
    }

    /** Writes an archive. */
    @FunctionalInterface
    public interface Content {
        /** @throws IOException from the stream, above all */
        Manifest writeTo(OutputStream out) throws IOException, BackupException;
    }

    /**
     * Where it goes.
     *
     * @param first receives the archive as it is built; may be the outbox
     * @param usable destinations that answer
     * @param wanted all that the job names
     * @param chain what the backup stands on, oldest first; empty for a full
     */
    public record Route(
            Destination first, List<Destination> usable, List<Destination> wanted, List<BackupRecord> chain) {
        public Route {
            usable = List.copyOf(usable);
            wanted = List.copyOf(wanted);
            chain = List.copyOf(chain);
        }
    }

    /** Builds and publishes at the first destination. */
    public CopyRecord first(Route route, BackupFiles files, Content content, Work work) throws BackupException {
        Destination first = route.first();
        try (Upload upload = first.storage().begin(files.archive())) {
            Manifest manifest = content.writeTo(upload.stream());
            return copying.publisher().publish(first, upload, manifest, work);
        } catch (IOException e) {
            boolean full = Errno.isNoSpace(e);
            throw new BackupException(
                    full ? ErrorCode.NO_SPACE : ErrorCode.DESTINATION_UNAVAILABLE,
                    "backup " + files.label() + " could not be written at destination '" + first.name() + "' ("
                            + first.storage().location() + "): " + Errno.reason(e),
                    Errno.hint(
                            e,
                            full
                                    ? "Free space there: df -h "
                                            + first.storage().location()
                                    : "Look at it: pulsectl destinations"),
                    e);
        }
    }

    /**
     * Copies to the others, and notes the backup in the catalog.
     *
     * @throws BackupException {@code VERIFICATION_FAILED} where reading the first copy back yielded other bytes; it is noted
     *     all the same
     */
    public BackupRecord complete(Route route, Manifest manifest, CopyRecord first, long runId, Work work)
            throws BackupException {
        boolean waits = first.destination().equals(Outbox.NAME);
        List<CopyRecord> copies = new ArrayList<>();
        if (!waits) {
            copies.add(first);
        }
        for (Destination destination : route.wanted()) {
            if (!destination.equals(route.first())) {
                copies.add(new CopyRecord(
                        destination.name(),
                        CopyState.PENDING,
                        "",
                        copying.clock().instant()));
            }
        }
        if (first.state() != CopyState.GOOD && waits) {
            throw quarantined(manifest.label(), route.first());
        }
        // Noted before anything is copied: what is killed on the way is pending afterwards.
        catalog.putBackup(Records.of(manifest, runId, copies));
        noteSeal(route.first(), manifest.label());
        if (first.state() != CopyState.GOOD) {
            throw quarantined(manifest.label(), route.first());
        }
        notes(route, manifest);
        copyToOthers(route, manifest, work);
        BackupRecord record = catalog.find(manifest.label().toString());
        notices(route, record);
        if (!record.isGood()) {
            warnings.accept("backup " + record.label() + " waits in the outbox: it is pending, not good, until a"
                    + " destination has taken it");
        }
        return record;
    }

    private void noteSeal(Destination first, Label label) throws BackupException {
        try {
            catalog.putSeal(label, first.keys().seal());
        } catch (IOException e) {
            throw new IllegalStateException("a message in memory", e);
        }
    }

    private static BackupException quarantined(Label label, Destination at) {
        return new BackupException(
                ErrorCode.VERIFICATION_FAILED,
                "backup " + label + " was written, but reading it back yielded other bytes: quarantined",
                "Check the disk of destination '" + at.name() + "' (journalctl -k), then: pulsectl backup");
    }

    private void copyToOthers(Route route, Manifest manifest, Work work) throws BackupException {
        for (Destination destination : route.wanted()) {
            if (destination.equals(route.first())) {
                continue;
            }
            if (!route.usable().contains(destination)) {
                copying.postpone(destination.name(), "it did not answer when the backup was made");
                continue;
            }
            long seconds = new Rates(catalog)
                    .secondsOfCopy(destination.name(), manifest.archive().size());
            if (seconds > LONGEST_INLINE || copying.isBusy(destination.name())) {
                warnings.accept(
                        "the copy for '" + destination.name() + "' is made by a run of its own, after this one");
            } else {
                copy(manifest.label(), destination, work);
            }
        }
    }

    private void copy(Label label, Destination to, Work work) throws BackupException {
        try {
            copying.copy(label, to, work);
        } catch (BackupException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            warnings.accept(e.getMessage());
        }
    }

    /** At the others by whoever makes the copy; who cannot read its own backups takes them from here, the outbox too. */
    private void notes(Route route, Manifest manifest) {
        try {
            List<BackupFiles> chain = new ArrayList<>();
            for (BackupRecord ancestor : route.chain()) {
                chain.add(files(route, ancestor));
            }
            chain.add(BackupFiles.of(manifest));
            RestoreNotes.refresh(route.first(), manifest, chain);
        } catch (BackupException e) {
            // The backup stands, with or without its notes.
            warnings.accept(e.getMessage());
        }
    }

    private static BackupFiles files(Route route, BackupRecord ancestor) throws BackupException {
        List<Destination> places = new ArrayList<>(List.of(route.first()));
        places.addAll(route.usable());
        BackupException last = null;
        for (Destination place : places) {
            try {
                return StoredCopy.open(place, ancestor.job(), ancestor.label())
                        .checksums()
                        .files();
            } catch (BackupException e) {
                last = e;
            }
        }
        throw last;
    }

    /** That a place does not do what it was asked to is said with each backup. */
    private void notices(Route route, BackupRecord record) {
        for (Destination destination : route.wanted()) {
            if (Copying.state(record, destination.name()).equals(Optional.of(CopyState.GOOD))) {
                destination.notices().forEach(warnings);
            }
        }
    }
}
