package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import java.time.Instant;
import java.util.List;

/** Records to put into a catalog. */
final class CatalogRecords {
    static final Instant NIGHT = Instant.parse("2024-01-15T02:00:00Z");

    private CatalogRecords() {}

    static Label label(long secondsLater) {
        return new Label(NIGHT.plusSeconds(secondsLater), Kind.FULL);
    }

    static BackupRecord backup(Label label, CopyRecord... copies) {
        return new BackupRecord(
                label,
                "daily",
                "content-of-" + label,
                Lineage.full(1),
                label.at().plusNanos(123_456_789),
                label.at().plusSeconds(90),
                Compression.ZSTD,
                111,
                222,
                333,
                444,
                "20240101000000_Initial",
                List.of(Component.DATABASE, Component.LOGS),
                "before the \"big\" upgrade; über",
                List.of("a file vanished: 'x;y'", "another"),
                7,
                List.of(copies));
    }

    static CopyRecord copy(String destination, CopyState state) {
        return new CopyRecord(destination, state, "direct", NIGHT.plusNanos(1));
    }

    static RunRecord queued(String job, Instant at) {
        return new RunRecord(
                0, "backup", job, "schedule", RunState.QUEUED, at, at, null, null, null, null, "", List.of());
    }
}
