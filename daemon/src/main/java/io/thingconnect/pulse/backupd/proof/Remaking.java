package io.thingconnect.pulse.backupd.proof;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import io.thingconnect.pulse.backupd.verify.Verdict;
import io.thingconnect.pulse.backupd.verify.Verifier;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a damaged copy again from a good one at another destination. The damaged archive is not lost: it is kept as
 * {@code ….quarantined}, for salvage, until its backup expires.
 */
public final class Remaking {
    private static final Logger LOG = LoggerFactory.getLogger(Remaking.class);

    private final Catalog catalog;
    private final Verifier verifier;
    private final Publisher publisher;

    public Remaking(Catalog catalog, Verifier verifier, Publisher publisher) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.verifier = requireNonNull(verifier, "verifier is null");
        this.publisher = requireNonNull(publisher, "publisher is null");
    }

    /** Whether somewhere else lies a copy that the catalog calls good. */
    static boolean isPossible(BackupRecord backup, String damaged, Map<String, Destination> destinations) {
        return backup.copies().stream()
                .anyMatch(copy -> copy.state() == CopyState.GOOD
                        && !copy.destination().equals(damaged)
                        && destinations.containsKey(copy.destination()));
    }

    /**
     * Makes the copy again where that is possible.
     *
     * @return one line for people
     * @throws BackupException {@code CANCELLED}; what the catalog has to say
     */
    public String run(Label label, Destination damaged, Map<String, Destination> destinations, Work work)
            throws BackupException {
        Optional<BackupRecord> backup = catalog.backup(label);
        if (backup.isEmpty()) {
            return label + " is not in the catalog, and was not made again at " + damaged.name();
        }
        String failure = "no other destination holds a good copy";
        for (CopyRecord copy : backup.get().copies()) {
            Destination source = destinations.get(copy.destination());
            if (source == null || source.equals(damaged) || copy.state() != CopyState.GOOD) {
                continue;
            }
            try {
                if (copyFrom(source, damaged, backup.get(), work)) {
                    LOG.info("destination {}: {} was made again from {}", damaged.name(), label, source.name());
                    return "the copy of " + label + " at " + damaged.name() + " was made again from " + source.name();
                }
                failure = "the copy at " + source.name() + " did not prove to be good either";
            } catch (BackupException e) {
                if (e.code() == ErrorCode.CANCELLED) {
                    throw e;
                }
                failure = e.getMessage();
            }
        }
        return "the copy of " + label + " at " + damaged.name() + " was not made again: " + failure;
    }

    /** False where one of the two copies turned out not to be good. */
    private boolean copyFrom(Destination source, Destination damaged, BackupRecord backup, Work work)
            throws BackupException {
        // Before anything is moved: a damaged source must not take the place of what could still be salvaged.
        if (verifier.verifyAlone(source, backup.job(), backup.label(), work) instanceof Verdict.Damaged) {
            return false;
        }
        moveAside(
                damaged,
                StoredCopy.open(source, backup.job(), backup.label())
                        .checksums()
                        .files());
        try {
            CopyRecord made = publisher.copy(source, damaged, backup.job(), backup.label(), work);
            catalog.putCopy(backup.label(), made);
            return made.state() == CopyState.GOOD;
        } catch (Publisher.UnusableSource e) {
            throw e.failure();
        }
    }

    /**
     * The {@code .sha256} goes first: from then on nobody takes what lies there for a backup, and with the archive set aside
     * it is not taken for a half published one either.
     */
    private static void moveAside(Destination destination, BackupFiles files) throws BackupException {
        Storage storage = destination.storage();
        try {
            boolean present =
                    storage.list(files.job()).stream().map(StoredFile::name).anyMatch(files.archiveName()::equals);
            if (present) {
                storage.delete(files.checksums());
                storage.rename(files.archive(), files.archive() + ".quarantined");
            }
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "archive " + files.archiveName() + " at destination '" + destination.name()
                            + "' could not be set aside: " + Errno.reason(e),
                    "Let the daemon's user write there: pulsectl destinations",
                    e);
        }
    }
}
