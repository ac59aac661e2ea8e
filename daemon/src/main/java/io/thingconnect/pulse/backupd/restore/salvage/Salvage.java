package io.thingconnect.pulse.backupd.restore.salvage;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Takes out of a damaged backup what is whole. A restore gives all or nothing; this gives what there is, says of each entry
 * whether it is what was backed up, and keeps apart what nobody can vouch for. Only a hash that the manifest names makes an
 * entry whole.
 */
public final class Salvage {
    private final boolean owners;
    private final Path spool;
    private final Path pageMaps;

    /**
     * @param owners whether to set owners as recorded, which needs root
     * @param spool directory for proofs of older backups
     * @param pageMaps where this machine keeps its page maps, by job and label
     */
    public Salvage(boolean owners, Path spool, Path pageMaps) {
        this.owners = owners;
        this.spool = requireNonNull(spool, "spool is null");
        this.pageMaps = requireNonNull(pageMaps, "pageMaps is null");
    }

    /**
     * @param target a directory that is empty or does not exist; holds {@code SALVAGED/report.json} and
     *     {@code SALVAGED/report.txt} afterwards
     * @throws BackupException {@code BACKUP_NOT_FOUND} where nothing at all is there, {@code TARGET_NOT_EMPTY},
     *     {@code NO_SPACE}, {@code DESTINATION_UNAVAILABLE}, {@code CANCELLED}; never because something is damaged
     */
    public SalvageReport run(Destination destination, String job, Label label, Path target, Work work)
            throws BackupException {
        DamagedCopies copies = DamagedCopies.at(destination, job);
        Optional<DamagedCopies.Found> manifest = copies.manifest(label);
        if (manifest.isEmpty() && !copies.hasArchive(label)) {
            throw new BackupException(
                    ErrorCode.BACKUP_NOT_FOUND,
                    "destination '" + destination.name() + "' has neither archive nor usable manifest of " + label,
                    "See what it has with: pulsectl list");
        }
        try (SalvagedTree tree = SalvagedTree.open(target, label, owners)) {
            SalvageTools tools = new SalvageTools(
                    copies,
                    tree,
                    new OlderBackups(destination, job, spool, work),
                    Optional.of(pageMaps.resolve(job)),
                    work);
            SalvageReport report = manifest.isPresent()
                    ? new ProvenSalvage(tools, manifest.get()).run()
                    : new UnprovenSalvage(tools, label).run();
            tree.settle(report);
            return report;
        } catch (IOException e) {
            throw new BackupException(
                    Errno.isNoSpace(e) ? ErrorCode.NO_SPACE : ErrorCode.INVALID_PARAMETER,
                    "backup " + label + " could not be salvaged into " + target + ": " + Errno.reason(e),
                    "Name a directory that the backup service may write, on a disk with enough space.",
                    e);
        }
    }
}
