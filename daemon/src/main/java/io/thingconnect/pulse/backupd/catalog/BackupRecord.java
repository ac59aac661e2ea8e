package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import java.time.Instant;
import java.util.List;

/**
 * One backup as the catalog remembers it.
 *
 * @param databaseBytes of all captured databases, plain
 * @param entries in the archive
 * @param runId of the run that made it, 0 where a rebuilt catalog does not know
 * @param copies one for each destination it was meant for
 */
public record BackupRecord(
        Label label,
        String job,
        String contentId,
        Lineage lineage,
        Instant takenAt,
        Instant finishedAt,
        Compression compression,
        long archiveBytes,
        long plainBytes,
        long databaseBytes,
        long entries,
        String schemaVersion,
        List<Component> components,
        String note,
        List<String> warnings,
        long runId,
        List<CopyRecord> copies) {

    public BackupRecord {
        components = List.copyOf(components);
        warnings = List.copyOf(warnings);
        copies = List.copyOf(copies);
    }

    /** The same backup as another run's, with other copies. */
    public BackupRecord withCopies(long newRunId, List<CopyRecord> newCopies) {
        return new BackupRecord(
                label,
                job,
                contentId,
                lineage,
                takenAt,
                finishedAt,
                compression,
                archiveBytes,
                plainBytes,
                databaseBytes,
                entries,
                schemaVersion,
                components,
                note,
                warnings,
                newRunId,
                newCopies);
    }

    /** Where the parent was last seen, null in a full; the content id in the lineage decides. */
    public Label parent() {
        return lineage.parent();
    }

    /** As its chain sees it. */
    public Ancestry.Member member() {
        return new Ancestry.Member(label, contentId, lineage);
    }

    /** Good means that at least one copy was read back and proven. */
    public boolean isGood() {
        return copies.stream().anyMatch(copy -> copy.state() == CopyState.GOOD);
    }

    /** Retention removed it, and no destination holds it, or is still to get it. */
    public boolean isExpired() {
        return copies.stream().anyMatch(copy -> copy.state() == CopyState.EXPIRED)
                && copies.stream().noneMatch(copy -> copy.state().isPresent() || copy.state() == CopyState.PENDING);
    }

    /** Whether this backup holds the application's database. */
    public boolean hasDatabase() {
        return components.contains(Component.DATABASE);
    }
}
