package io.thingconnect.pulse.backupd.operation;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Operations;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.restore.salvage.Salvage;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage.StoredFile;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the copy to salvage, and turns what came of it into the end of a run. */
final class Salvaging {
    private final Installation installation;
    private final Catalog catalog;
    private final boolean owners;

    Salvaging(Installation installation, Catalog catalog, boolean owners) {
        this.installation = installation;
        this.catalog = catalog;
        this.owners = owners;
    }

    private record Copy(Destination destination, String job) {}

    /** @throws BackupException {@code VERIFICATION_FAILED} where anything was lost; what was not lies in the target */
    Operations.Outcome run(Request.Salvage request, Work work, Consumer<String> warnings) throws BackupException {
        Label label = Label.parse(request.label()).orElseThrow(() -> notFound(request.label()));
        List<Copy> copies = copies(label, request.destination());
        Copy copy = copies.get(0);
        for (Copy other : copies.subList(1, copies.size())) {
            String name = other.destination().name();
            warnings.accept("destination " + name + " has a copy too; to look there: --destination " + name);
        }
        Salvage salvage = new Salvage(owners, installation.spool(), installation.pageMaps());
        SalvageReport report = salvage.run(copy.destination(), copy.job(), label, request.target(), work);
        report.notes().forEach(warnings);
        if (!report.isComplete()) {
            throw new BackupException(
                    ErrorCode.VERIFICATION_FAILED,
                    report.summary() + "; what there is lies in " + request.target(),
                    "Read " + request.target() + "/SALVAGED/report.txt: it names every entry that was lost, and why.");
        }
        return new Operations.Outcome(label.toString(), report.summary() + ", into " + request.target());
    }

    /** Good copies first; where no catalog knows the backup, wherever anything of it lies. */
    private List<Copy> copies(Label label, Optional<String> wanted) throws BackupException {
        Optional<BackupRecord> backup = catalog.backup(label);
        if (wanted.isPresent()) {
            Destination destination = installation.destination(wanted.get());
            return backup.isPresent()
                    ? List.of(new Copy(destination, backup.get().job()))
                    : nonEmpty(found(label, List.of(destination)), label);
        }
        List<Copy> copies = new ArrayList<>();
        if (backup.isPresent()) {
            for (CopyState state : List.of(CopyState.GOOD, CopyState.QUARANTINED)) {
                for (CopyRecord copy : backup.get().copies()) {
                    if (copy.state() == state && installation.destinations().containsKey(copy.destination())) {
                        copies.add(new Copy(
                                installation.destination(copy.destination()),
                                backup.get().job()));
                    }
                }
            }
        }
        return copies.isEmpty()
                ? nonEmpty(found(label, List.copyOf(installation.destinations().values())), label)
                : copies;
    }

    private static List<Copy> nonEmpty(List<Copy> copies, Label label) throws BackupException {
        if (copies.isEmpty()) {
            throw notFound(label.toString());
        }
        return copies;
    }

    private static List<Copy> found(Label label, List<Destination> destinations) throws BackupException {
        List<Copy> copies = new ArrayList<>();
        for (Destination destination : destinations) {
            try {
                for (String job : destination.storage().directories()) {
                    if (holds(destination, job, label)) {
                        copies.add(new Copy(destination, job));
                    }
                }
            } catch (IOException e) {
                throw new BackupException(
                        ErrorCode.DESTINATION_UNAVAILABLE,
                        "destination '" + destination.name() + "' could not be read: " + Errno.reason(e),
                        "Name another one with --destination.",
                        e);
            }
        }
        return copies;
    }

    private static boolean holds(Destination destination, String job, Label label) throws IOException {
        List<String> names =
                destination.storage().list(job).stream().map(StoredFile::name).toList();
        return BackupFiles.every(job, label).stream()
                .map(BackupFiles::archiveName)
                .anyMatch(names::contains);
    }

    private static BackupException notFound(String label) {
        return new BackupException(
                ErrorCode.BACKUP_NOT_FOUND,
                "no configured destination holds an archive of backup " + label,
                "See where copies were last seen: pulsectl list");
    }
}
