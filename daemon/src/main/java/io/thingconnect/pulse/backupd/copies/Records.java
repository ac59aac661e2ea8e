package io.thingconnect.pulse.backupd.copies;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import java.util.List;

/** What the catalog keeps of a manifest. */
public final class Records {
    private Records() {}

    public static BackupRecord of(Manifest manifest, long runId, List<CopyRecord> copies) {
        return new BackupRecord(
                manifest.label(),
                manifest.job(),
                manifest.contentId(),
                manifest.lineage(),
                manifest.takenAt(),
                manifest.finishedAt(),
                manifest.archive().compression(),
                manifest.archive().size(),
                manifest.archive().plainSize(),
                manifest.databases().stream()
                        .mapToLong(database -> database.pages() * database.pageSize())
                        .sum(),
                manifest.entries().size(),
                manifest.databases().stream()
                        .map(DatabaseState::schemaVersion)
                        .filter(version -> !version.isEmpty())
                        .findFirst()
                        .orElse(""),
                manifest.components(),
                manifest.note(),
                manifest.warnings(),
                runId,
                copies);
    }
}
