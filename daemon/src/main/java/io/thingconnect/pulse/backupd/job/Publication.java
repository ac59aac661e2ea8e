package io.thingconnect.pulse.backupd.job;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.publish.RestoreNotes;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One backup on its way to the destinations of its job: built straight into the first one, copied from there to the others,
 * noted in the catalog with what became of each copy. A delta goes nowhere before all that it stands on is there.
 */
final class Publication {
    private final Catalog catalog;
    private final Publisher publisher;
    private final Clock clock;
    private final Consumer<String> warnings;

    Publication(Catalog catalog, Publisher publisher, Clock clock, Consumer<String> warnings) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.publisher = requireNonNull(publisher, "publisher is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.warnings = requireNonNull(warnings, "warnings is null");
    }

    void warn(String warning) {
        warnings.accept(warning);
    }

    /** Writes an archive. */
    @FunctionalInterface
    interface Content {
        /** @throws IOException from the stream, above all */
        Manifest writeTo(OutputStream out) throws IOException, BackupException;
    }

    /**
     * Where it goes.
     *
     * @param first receives the archive as it is built
     * @param usable destinations that answer, the first one included
     * @param wanted all that the job names
     * @param chain what the backup stands on, oldest first; empty for a full
     */
    record Route(Destination first, List<Destination> usable, List<Destination> wanted, List<BackupRecord> chain) {
        Route {
            usable = List.copyOf(usable);
            wanted = List.copyOf(wanted);
            chain = List.copyOf(chain);
        }
    }

    /** Builds and publishes at the first destination. */
    CopyRecord first(Route route, BackupFiles files, Content content, Work work) throws BackupException {
        Destination first = route.first();
        try (Upload upload = first.storage().begin(files.archive())) {
            Manifest manifest = content.writeTo(upload.stream());
            return publisher.publish(first, upload, manifest, work);
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
    BackupRecord complete(Route route, Manifest manifest, CopyRecord first, long runId, Work work)
            throws BackupException {
        List<CopyRecord> copies = new ArrayList<>(List.of(first));
        for (Destination destination : route.wanted()) {
            if (!destination.equals(route.first())) {
                boolean reachable = route.usable().contains(destination) && first.state() == CopyState.GOOD;
                copies.add(reachable ? copy(route, destination, manifest, work) : pending(destination));
            }
        }
        BackupRecord record = Records.of(manifest, runId, copies);
        catalog.putBackup(record);
        noteSeal(route.first(), record);
        if (!record.isGood()) {
            throw new BackupException(
                    ErrorCode.VERIFICATION_FAILED,
                    "backup " + record.label() + " was written, but reading it back yielded other bytes: quarantined",
                    "Check the disk of destination '" + route.first().name()
                            + "' (journalctl -k), then: pulsectl backup");
        }
        notes(route, manifest, record.copies());
        return record;
    }

    private void noteSeal(Destination first, BackupRecord record) throws BackupException {
        try {
            catalog.putSeal(record.label(), first.keys().seal());
        } catch (IOException e) {
            throw new IllegalStateException("a message in memory", e);
        }
    }

    private CopyRecord copy(Route route, Destination to, Manifest manifest, Work work) throws BackupException {
        try {
            for (BackupRecord ancestor : route.chain()) {
                copyMissing(route.first(), to, ancestor, work);
            }
            return publisher.copy(route.first(), to, manifest.job(), manifest.label(), work);
        } catch (BackupException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            warnings.accept(e.getMessage());
            return pending(to);
        }
    }

    private void copyMissing(Destination from, Destination to, BackupRecord ancestor, Work work)
            throws BackupException {
        boolean there = ancestor.copies().stream()
                .anyMatch(copy -> copy.destination().equals(to.name()) && copy.state() == CopyState.GOOD);
        if (!there) {
            catalog.putCopy(ancestor.label(), publisher.copy(from, to, ancestor.job(), ancestor.label(), work));
        }
    }

    private CopyRecord pending(Destination destination) {
        return new CopyRecord(destination.name(), CopyState.PENDING, "", clock.instant());
    }

    private static List<BackupFiles> chain(Route route, Destination destination, Manifest manifest)
            throws BackupException {
        List<BackupFiles> chain = new ArrayList<>();
        for (BackupRecord ancestor : route.chain()) {
            chain.add(StoredCopy.open(destination, ancestor.job(), ancestor.label())
                    .checksums()
                    .files());
        }
        chain.add(BackupFiles.of(manifest));
        return chain;
    }

    private void notes(Route route, Manifest manifest, List<CopyRecord> copies) {
        for (Destination destination : route.usable()) {
            boolean good = copies.stream()
                    .anyMatch(copy -> copy.destination().equals(destination.name()) && copy.state() == CopyState.GOOD);
            try {
                if (good) {
                    RestoreNotes.refresh(destination, manifest, chain(route, destination, manifest));
                }
            } catch (BackupException e) {
                // The backup stands, with or without its notes.
                warnings.accept(e.getMessage());
            }
        }
    }
}
