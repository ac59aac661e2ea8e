package io.thingconnect.pulse.backupd.backup;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.ContentId;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;

/**
 * Builds one archive: a full in one streamed pass, a delta by way of the spool. Databases first, files after: the
 * application writes a configuration version's file before the row that names it, so that in this order no row is left
 * dangling.
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
        try (ArchiveWriter writer = open(order, out)) {
            Sources sources = new Sources(live, application, order.components(), clock, work);
            DatabaseMembers databases = new DatabaseMembers(live, limits, writer, sources);
            databases.add(order, work);
            new FileMembers(writer, sources).add(work);
            Manifest.ArchiveInfo archive = finish(writer, order);
            String contentId = ContentId.of(databases.states(), sources.entries());
            sources.writeIndex(limits.index(order), contentId);
            State state = new State(contentId, databases.states(), Difference.NONE);
            return new Built(
                    manifest(order, archive, state, sources),
                    databases.captureMillis(),
                    databases.heldMillis(),
                    databases.walGrowth());
        }
    }

    /**
     * Reads the databases and looks at the trees, and spools what changed since a parent: changed pages, new databases,
     * changed files. Nothing is written anywhere else but the new page maps and the new tree index; where no delta can be
     * made, nothing stays.
     *
     * @param order of kind incremental or differential
     * @throws IOException only from the spool or the page maps; where they are full it is {@code NO_SPACE}
     * @throws BackupException as {@link #build}
     */
    public Comparison compare(Order order, Parent parent, Work work) throws IOException, BackupException {
        if (!order.lineage().parentId().equals(parent.manifest().contentId())) {
            throw new IllegalArgumentException(
                    order.label() + " is no child of " + parent.manifest().label());
        }
        Sources sources = new Sources(live, application, order.components(), clock, work);
        return new ParentComparison(live, limits, sources, order, parent).run(work);
    }

    /**
     * Builds the archive of a delta, as {@link #build(Order, OutputStream, Work)} does that of a full. The application is
     * not involved any more, so that it can be done again with the same capture.
     *
     * @param order the one that the capture was made for
     * @throws IOException only from {@code out}
     */
    public Built build(Order order, DeltaCapture capture, OutputStream out, Work work)
            throws IOException, BackupException {
        if (!order.label().equals(capture.label())) {
            throw new IllegalArgumentException(order.label() + " was not captured, but " + capture.label());
        }
        try (ArchiveWriter writer = open(order, out)) {
            new DeltaMembers(writer, capture).add(work);
            Manifest.ArchiveInfo archive = finish(writer, order);
            Manifest manifest = manifest(order, archive, capture.state(), capture.sources());
            return new Built(
                    manifest,
                    0,
                    capture.databases().heldMillis(),
                    capture.databases().walGrowth());
        }
    }

    private static ArchiveWriter open(Order order, OutputStream out) throws IOException {
        int workers = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
        return ArchiveWriter.open(out, order.compression(), order.level(), workers, order.keys());
    }

    private static Manifest.ArchiveInfo finish(ArchiveWriter writer, Order order) throws IOException {
        ArchiveWriter.Totals totals = writer.finish();
        return new Manifest.ArchiveInfo(
                order.files().archiveName(),
                order.compression(),
                order.files().encryption(),
                totals.size(),
                totals.plainSize(),
                totals.sha256());
    }

    /** What a backup came to hold. */
    record State(String contentId, List<DatabaseState> databases, Difference difference) {}

    private Manifest manifest(Order order, Manifest.ArchiveInfo archive, State state, Sources sources) {
        return new Manifest(
                Manifest.FORMAT,
                order.label(),
                order.job(),
                state.contentId(),
                order.lineage(),
                sources.takenAt(),
                clock.instant(),
                identity.host(),
                identity.instanceId(),
                identity.productVersion(),
                LiveDatabases.sqliteVersion(),
                order.note(),
                order.components(),
                archive,
                state.databases(),
                sources.entries(),
                state.difference(),
                sources.secretsLeftOut(),
                sources.warnings());
    }
}
