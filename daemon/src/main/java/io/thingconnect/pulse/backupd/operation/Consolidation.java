package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.consolidate.Consolidator;
import io.thingconnect.pulse.backupd.copies.Copying;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.Publication;
import io.thingconnect.pulse.backupd.copies.Space;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a full out of the chain of a backup, wherever that backup lies, and lets it take that backup's place: what was based
 * on the one is from then on based on the other, because both have the same content id.
 */
public final class Consolidation {
    private final Catalog catalog;
    private final Copying copying;
    private final Clock clock;

    public Consolidation(Catalog catalog, Copying copying, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.copying = requireNonNull(copying, "copying is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * @param how compression and level of the full; empty: those of the backup
     * @return the full; one that is there already is left as it is
     * @throws BackupException {@code INVALID_PARAMETER} for a full, {@code CHAIN_BROKEN}, {@code NO_SPACE} …
     */
    BackupRecord run(
            Installation installation,
            BackupRecord backup,
            Optional<JobSpec> how,
            long runId,
            Work work,
            Consumer<String> warnings)
            throws BackupException {
        if (backup.label().kind() == Kind.FULL) {
            throw new BackupException(
                    ErrorCode.INVALID_PARAMETER,
                    "backup " + backup.label() + " is a full: there is no chain to consolidate",
                    "Name an incremental or differential: pulsectl list");
        }
        Label label = Consolidator.label(backup.label());
        Optional<BackupRecord> present = catalog.backup(label).filter(BackupRecord::isGood);
        if (present.isPresent()) {
            return present.get();
        }
        Publication publication = new Publication(catalog, copying, warnings);
        List<Destination> wanted = destinations(installation, backup);
        Space space = new Space(catalog, installation);
        List<Destination> usable = space.usable(wanted, warnings);
        Destination first = holder(backup, usable);
        ChainReader chain = ChainReader.open(first, backup.job(), backup.label());
        space.requireBytes(first, expected(chain), "consolidating " + backup.label());
        Compression compression = how.map(JobSpec::compression).orElse(backup.compression());
        int level = how.map(JobSpec::level).orElse(compression.defaultLevel());
        Consolidator consolidator =
                new Consolidator(installation.spool(), installation.identity().productVersion(), clock);
        Publication.Route route = new Publication.Route(first, usable, wanted, List.of());
        Manifest[] made = new Manifest[1];
        CopyRecord copy = publication.first(
                route,
                new BackupFiles(
                        backup.job(),
                        label,
                        compression,
                        Encryption.of(first.keys().encrypts())),
                out -> {
                    made[0] = consolidator.write(
                            chain, new Consolidator.Packing(compression, level, first.keys()), out, work);
                    return made[0];
                },
                work);
        BackupRecord record = publication.complete(route, made[0], copy, runId, work);
        PageMaps maps = new PageMaps(installation.pageMaps());
        maps.share(backup.job(), backup.label(), made[0]);
        maps.keepOnly(backup.job(), Parents.selectable(catalog.backups(), backup.job()));
        return record;
    }

    /** The full of the chain, and what was stored since: nothing compresses to more than the sum of its parts, nearly. */
    private static long expected(ChainReader chain) {
        return chain.chain().storedBytes() * 5 / 4;
    }

    /** Wherever the backup lies, or is still to go. */
    private static List<Destination> destinations(Installation installation, BackupRecord backup)
            throws BackupException {
        List<Destination> destinations = new ArrayList<>();
        for (CopyRecord copy : backup.copies()) {
            boolean counts = copy.state() == CopyState.GOOD || copy.state() == CopyState.PENDING;
            Destination destination = installation.destinations().get(copy.destination());
            if (counts && destination != null) {
                destinations.add(destination);
            }
        }
        if (destinations.isEmpty()) {
            throw notThere(backup);
        }
        return destinations;
    }

    private static Destination holder(BackupRecord backup, List<Destination> usable) throws BackupException {
        return usable.stream()
                .filter(destination -> backup.copies().stream()
                        .anyMatch(copy ->
                                copy.destination().equals(destination.name()) && copy.state() == CopyState.GOOD))
                .findFirst()
                .orElseThrow(() -> notThere(backup));
    }

    private static BackupException notThere(BackupRecord backup) {
        return new BackupException(
                ErrorCode.BACKUP_NOT_FOUND,
                "no configured destination that answers holds a good copy of backup " + backup.label(),
                "See where copies were last seen: pulsectl show " + backup.label());
    }
}
