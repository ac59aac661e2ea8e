package io.thingconnect.pulse.backupd.backup;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.ContentId;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;

/**
 * Builds one archive in one streamed pass. Databases first, files after: the application writes a configuration version's
 * file before the row that names it, so that in this order no row is left dangling.
 */
public final class ArchiveBuilder {
    private final LiveDatabases live;
    private final Application application;
    private final CaptureLimits limits;
    private final Identity identity;
    private final Clock clock;

    public ArchiveBuilder(
            LiveDatabases live, Application application, CaptureLimits limits, Identity identity, Clock clock) {
        this.live = requireNonNull(live, "live is null");
        this.application = requireNonNull(application, "application is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.identity = requireNonNull(identity, "identity is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * @param out receives the archive; not closed here
     * @throws IOException only from {@code out}, the spool or the page maps
     * @throws BackupException what the sources have to say; {@code CAPTURE_BUDGET} may be tried again with
     *     {@link Order#asStaged()}
     */
    public Built build(Order order, OutputStream out, Work work) throws IOException, BackupException {
        Instant takenAt = clock.instant();
        int workers = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        try (ArchiveWriter writer = ArchiveWriter.open(out, order.compression(), order.level(), workers)) {
            Sources sources = new Sources(live, application, order, work);
            DatabaseMembers databases = new DatabaseMembers(live, limits, writer, sources);
            databases.add(order, work);
            new FileMembers(writer, sources).add(work);
            ArchiveWriter.Totals totals = writer.finish();
            Manifest.ArchiveInfo archive = new Manifest.ArchiveInfo(
                    new BackupFiles(order.job(), order.label(), order.compression()).archiveName(),
                    order.compression(),
                    totals.size(),
                    totals.plainSize(),
                    totals.sha256());
            Manifest manifest = manifest(order, takenAt, archive, databases, sources);
            return new Built(manifest, databases.captureMillis(), databases.heldMillis(), databases.walGrowth());
        }
    }

    /**
     * Reads the databases and looks at the trees, and spools what changed since a parent. Nothing is written anywhere else
     * but the new page maps.
     *
     * @param order of kind incremental or differential
     * @throws BackupException as {@link #build}
     */
    public Comparison compare(Order order, Parent parent, Work work) throws IOException, BackupException {
        throw new UnsupportedOperationException();
    }

    /** Builds the archive of a delta, as {@link #build(Order, OutputStream, Work)} does that of a full. */
    public Built build(Order order, DeltaCapture capture, OutputStream out, Work work)
            throws IOException, BackupException {
        throw new UnsupportedOperationException();
    }

    private Manifest manifest(
            Order order, Instant takenAt, Manifest.ArchiveInfo archive, DatabaseMembers databases, Sources sources) {
        return new Manifest(
                Manifest.FORMAT,
                order.label(),
                order.job(),
                ContentId.of(databases.states(), sources.entries()),
                order.lineage(),
                takenAt,
                clock.instant(),
                identity.host(),
                identity.instanceId(),
                identity.productVersion(),
                LiveDatabases.sqliteVersion(),
                order.note(),
                order.components(),
                archive,
                databases.states(),
                sources.entries(),
                Difference.NONE,
                sources.secretsLeftOut(),
                sources.warnings());
    }
}
