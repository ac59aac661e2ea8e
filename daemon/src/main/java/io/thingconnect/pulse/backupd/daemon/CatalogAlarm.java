package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says that the catalog was made again, for as long as nothing was made or proven since and expiry therefore waits. */
final class CatalogAlarm {
    private CatalogAlarm() {}

    static Optional<Alarm> of(Catalog catalog, List<BackupRecord> backups, List<DestinationStatus> destinations)
            throws BackupException {
        Optional<Catalog.Rebuilt> rebuilt = catalog.rebuilt();
        if (rebuilt.isEmpty() || rebuilt.get().why().isEmpty()) {
            return Optional.empty();
        }
        Instant at = rebuilt.get().at();
        boolean proven = backups.stream().anyMatch(backup -> isMadeSince(backup, at));
        for (DestinationStatus destination : destinations) {
            proven |= !catalog.provenSince(destination.name(), at).isEmpty();
        }
        if (proven) {
            return Optional.empty();
        }
        return Optional.of(new Alarm(
                "catalog-rebuilt",
                Severity.WARNING,
                at,
                "the catalog was made again from the destinations at " + at + " ("
                        + rebuilt.get().why() + "); nothing expires until a backup was made or proven since",
                "Prove one with 'pulsectl verify', or make one with 'pulsectl backup'."));
    }

    private static boolean isMadeSince(BackupRecord backup, Instant at) {
        return backup.runId() > 0
                && backup.copies().stream()
                        .anyMatch(copy ->
                                copy.state() == CopyState.GOOD && !copy.at().isBefore(at));
    }
}
