package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyName;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Writes beside each copy what the catalog has learned of it, for the day the catalog is lost: {@code .verdict.json}, and
 * {@code .pin} at a destination that got its copy after the backup was pinned.
 */
public final class CopyNotes {
    /** Of each copy; what is older is history that a rebuilt catalog does without. */
    static final int MOST_PROOFS = 50;

    static final int MOST_DRILLS = 20;

    private final Supplier<Installation> installation;
    private final Catalog catalog;

    public CopyNotes(Supplier<Installation> installation, Catalog catalog) {
        this.installation = requireNonNull(installation, "installation is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    /**
     * Writes what is not written yet.
     *
     * @return one line for each destination that did not take it; it is tried again with the next run
     */
    public List<String> write() {
        TreeMap<String, String> failures = new TreeMap<>();
        for (CopyName copy : catalog.takeToldNew()) {
            try {
                write(copy);
            } catch (IOException e) {
                catalog.tellAgain(copy);
                failures.put(copy.destination(), Errno.reason(e));
            } catch (BackupException e) {
                catalog.tellAgain(copy);
                failures.put(copy.destination(), e.getMessage());
            }
        }
        List<String> warnings = new ArrayList<>();
        failures.forEach((destination, why) ->
                warnings.add("destination '" + destination + "' did not take what is known of its copies: " + why));
        return warnings;
    }

    private void write(CopyName name) throws IOException, BackupException {
        Destination destination = installation.get().destinations().get(name.destination());
        // Read as well, so that no expiry removes the other files between the look and the writing.
        if (destination == null || !catalog.beginReading(name.label())) {
            return;
        }
        try {
            Optional<BackupRecord> backup = catalog.backup(name.label());
            Optional<CopyRecord> copy = backup.stream()
                    .flatMap(known -> known.copies().stream())
                    .filter(known -> known.destination().equals(name.destination())
                            && known.state().isPresent())
                    .findFirst();
            if (copy.isPresent()) {
                write(destination, backup.get().job(), name.label(), copy.get());
            }
        } finally {
            catalog.endReading(name.label());
        }
    }

    private void write(Destination destination, String job, Label label, CopyRecord copy)
            throws IOException, BackupException {
        List<VerificationRecord> proofs = catalog.verifications(label).stream()
                .filter(proof -> proof.destination().equals(destination.name()))
                .limit(MOST_PROOFS)
                .toList();
        VerdictFile.Content content = new VerdictFile.Content(
                Optional.of(copy), proofs, catalog.drills(label, destination.name(), MOST_DRILLS));
        VerdictFile.write(destination.storage(), job, label, content);
        Optional<PinRecord> pin = catalog.pin(label);
        if (pin.isPresent()) {
            PinFile.write(destination.storage(), job, pin.get());
        }
    }
}
