package io.thingconnect.pulse.backupd.job;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backup.ArchiveBuilder;
import io.thingconnect.pulse.backupd.backup.Built;
import io.thingconnect.pulse.backupd.backup.LabelAllocator;
import io.thingconnect.pulse.backupd.backup.Order;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.publish.RestoreNotes;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One backup from its label to its copies: built straight into the first destination that answers, copied to the others. */
public final class BackupRun {
    private final Catalog catalog;
    private final LiveDatabases live;
    private final LabelAllocator labels;
    private final Publisher publisher;
    private final Clock clock;

    public BackupRun(Catalog catalog, LiveDatabases live, LabelAllocator labels, Publisher publisher, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.live = requireNonNull(live, "live is null");
        this.labels = requireNonNull(labels, "labels is null");
        this.publisher = requireNonNull(publisher, "publisher is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    BackupRecord run(
            Installation installation,
            JobSpec job,
            Request.Backup request,
            long runId,
            Work work,
            Consumer<String> warnings)
            throws BackupException {
        Rates rates = new Rates(catalog);
        Space space = new Space(catalog, installation);
        List<Destination> wanted = installation.destinations(job.destinations());
        List<Destination> usable = space.usable(wanted, warnings);
        Label label = labels.next(Kind.FULL, usable);
        Order order = order(label, installation.identity().timeline(), job, request);
        space.require(usable.get(0), order);
        ArchiveBuilder builder = new ArchiveBuilder(
                live,
                installation.application(),
                rates.limits(installation, order.compression()),
                installation.identity(),
                clock);
        PageMaps maps = new PageMaps(installation.pageMaps());
        List<CopyRecord> copies = new ArrayList<>();
        try {
            Built built = publishFirst(builder, order, usable.get(0), copies, work);
            Manifest manifest = built.manifest();
            manifest.warnings().forEach(warnings);
            rates.learn(order.compression(), built);
            copyToOthers(usable, wanted, manifest, copies, work, warnings);
            BackupRecord record = Records.of(manifest, runId, copies);
            catalog.putBackup(record);
            requireGood(record);
            maps.keepOnly(job.name(), label);
            return record;
        } catch (BackupException e) {
            maps.drop(job.name(), label);
            throw e;
        }
    }

    private static Order order(Label label, int timeline, JobSpec job, Request.Backup request) {
        Set<Component> components = new LinkedHashSet<>(request.only().isEmpty() ? job.components() : request.only());
        if (request.includeLogs()) {
            components.add(Component.LOGS);
        }
        Compression compression = request.compression().orElse(job.compression());
        int level = request.level().orElse(compression == job.compression() ? job.level() : compression.defaultLevel());
        return new Order(
                label,
                Lineage.full(timeline),
                job.name(),
                List.copyOf(components),
                compression,
                level,
                false,
                request.note());
    }

    private Built publishFirst(
            ArchiveBuilder builder, Order order, Destination first, List<CopyRecord> copies, Work work)
            throws BackupException {
        try {
            return publishOnce(builder, order, first, copies, work);
        } catch (BackupException e) {
            if (e.code() != ErrorCode.CAPTURE_BUDGET || order.staged()) {
                throw e;
            }
            // The prediction was wrong. The half-built archive is gone; the second try holds the snapshot only for a
            // copy.
            return publishOnce(builder, order.asStaged(), first, copies, work);
        }
    }

    private Built publishOnce(
            ArchiveBuilder builder, Order order, Destination first, List<CopyRecord> copies, Work work)
            throws BackupException {
        String name = new BackupFiles(order.job(), order.label(), order.compression()).archive();
        try (Upload upload = first.storage().begin(name)) {
            Built built = builder.build(order, upload.stream(), work);
            copies.add(publisher.publish(first, upload, built.manifest(), work));
            return built;
        } catch (IOException e) {
            boolean full = Errno.isNoSpace(e);
            throw new BackupException(
                    full ? ErrorCode.NO_SPACE : ErrorCode.DESTINATION_UNAVAILABLE,
                    "backup " + order.label() + " could not be written at destination '" + first.name() + "' ("
                            + first.storage().location() + "): " + Errno.reason(e),
                    full
                            ? "Free space there: df -h " + first.storage().location()
                            : "Look at it: pulsectl destinations",
                    e);
        }
    }

    private void copyToOthers(
            List<Destination> usable,
            List<Destination> wanted,
            Manifest manifest,
            List<CopyRecord> copies,
            Work work,
            Consumer<String> warnings)
            throws BackupException {
        Destination first = usable.get(0);
        for (Destination destination : wanted) {
            if (destination.equals(first)) {
                continue;
            }
            CopyRecord pending = new CopyRecord(destination.name(), CopyState.PENDING, "", clock.instant());
            if (!usable.contains(destination) || copies.get(0).state() != CopyState.GOOD) {
                copies.add(pending);
                continue;
            }
            try {
                copies.add(publisher.copy(first, destination, manifest, work));
                RestoreNotes.refresh(destination, manifest, List.of(files(manifest)));
            } catch (BackupException e) {
                if (e.code() == ErrorCode.CANCELLED) {
                    throw e;
                }
                warnings.accept(e.getMessage());
                copies.add(pending);
            }
        }
        RestoreNotes.refresh(first, manifest, List.of(files(manifest)));
    }

    private static BackupFiles files(Manifest manifest) {
        return new BackupFiles(
                manifest.job(), manifest.label(), manifest.archive().compression());
    }

    private static void requireGood(BackupRecord record) throws BackupException {
        if (!record.isGood()) {
            throw new BackupException(
                    ErrorCode.VERIFICATION_FAILED,
                    "backup " + record.label() + " was written, but reading it back yielded other bytes: quarantined",
                    "Check the disk of destination '" + record.copies().get(0).destination()
                            + "' (journalctl -k), then: pulsectl backup");
        }
    }
}
