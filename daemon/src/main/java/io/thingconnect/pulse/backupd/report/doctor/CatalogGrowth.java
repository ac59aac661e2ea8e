package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** What came to a destination in the last days, less what expired there. */
public final class CatalogGrowth implements DestinationLook.Growth {
    private static final Duration WINDOW = Duration.ofDays(14);
    private static final Duration LEAST = Duration.ofDays(2);

    private final Catalog catalog;
    private final Clock clock;

    public CatalogGrowth(Catalog catalog, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public OptionalLong bytesADay(String destination) throws BackupException {
        Instant now = clock.instant();
        Instant from = now.minus(WINDOW);
        Instant oldest = now;
        long net = 0;
        for (BackupRecord backup : catalog.backups()) {
            for (CopyRecord copy : backup.copies()) {
                if (!copy.destination().equals(destination) || copy.state() == CopyState.PENDING) {
                    continue;
                }
                oldest = backup.takenAt().isBefore(oldest) ? backup.takenAt() : oldest;
                if (backup.takenAt().isAfter(from)) {
                    net += backup.archiveBytes();
                }
                if (copy.state() == CopyState.EXPIRED && copy.at().isAfter(from)) {
                    net -= backup.archiveBytes();
                }
            }
        }
        Duration span = Duration.between(oldest.isAfter(from) ? oldest : from, now);
        if (span.compareTo(LEAST) < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.round(net / (span.toSeconds() / 86_400.0)));
    }
}
