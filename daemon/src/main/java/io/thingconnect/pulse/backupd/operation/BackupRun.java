package io.thingconnect.pulse.backupd.operation;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backup.ArchiveBuilder;
import io.thingconnect.pulse.backupd.backup.Built;
import io.thingconnect.pulse.backupd.backup.CaptureLimits;
import io.thingconnect.pulse.backupd.backup.Comparison;
import io.thingconnect.pulse.backupd.backup.DeltaCapture;
import io.thingconnect.pulse.backupd.backup.LabelAllocator;
import io.thingconnect.pulse.backupd.backup.Order;
import io.thingconnect.pulse.backupd.backup.Parent;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.copies.Copying;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.Outbox;
import io.thingconnect.pulse.backupd.copies.Publication;
import io.thingconnect.pulse.backupd.copies.Rates;
import io.thingconnect.pulse.backupd.copies.Space;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.restore.inplace.BackupGate;
import io.thingconnect.pulse.backupd.restore.inplace.Timeline;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.StoredCopy;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One backup from the choice of its kind to its copies. A delta that cannot be made becomes a full, and the full says why:
 * in the log, in the catalog and in its manifest.
 */
public final class BackupRun {
    private static final Logger LOG = LoggerFactory.getLogger(BackupRun.class);

    /** A warning of a run that broke the budget at its first try begins so; why follows. */
    public static final String OVER_BUDGET = "read a second time, by way of the spool: ";

    private final Catalog catalog;
    private final Parents parents;
    private final Capture capture;
    private final Copying copying;
    private final Clock clock;

    public BackupRun(Catalog catalog, Parents parents, Capture capture, Copying copying, Clock clock) {
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.parents = requireNonNull(parents, "parents is null");
        this.capture = requireNonNull(capture, "capture is null");
        this.copying = requireNonNull(copying, "copying is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** How the application is read, when it may be, and what the result is called. */
    public record Capture(LiveDatabases live, RestoreWatch restores, LabelAllocator labels) {
        public Capture {
            requireNonNull(live, "live is null");
            requireNonNull(restores, "restores is null");
            requireNonNull(labels, "labels is null");
        }
    }

    /**
     * What was made.
     *
     * @param backup the new one, or the newest where nothing has changed since
     * @param isNew false: nothing has changed, and nothing was made
     * @param endOfChain why its chain ends with it and is to be consolidated now; else ""
     */
    record Made(BackupRecord backup, boolean isNew, String endOfChain) {}

    Made run(
            Installation installation,
            JobSpec job,
            Request.Backup request,
            long runId,
            Work work,
            Consumer<String> warnings)
            throws BackupException {
        return new Attempt(installation, job, request, runId, work, warnings).run();
    }

    /** One run, with all that its steps have in common. */
    private final class Attempt {
        private final Installation installation;
        private final JobSpec job;
        private final Request.Backup request;
        private final long runId;
        private final Work work;
        private final List<Destination> wanted;
        private final List<Destination> usable;
        private final Space space;
        private final Rates rates = new Rates(catalog);
        private final PageMaps maps;
        private final Publication publication;
        /** Open from before the first look at the application until the last of it is in the archive. */
        private BackupGate.Pass pass;

        private Timeline timeline;

        Attempt(
                Installation installation,
                JobSpec job,
                Request.Backup request,
                long runId,
                Work work,
                Consumer<String> warnings)
                throws BackupException {
            this.installation = installation;
            this.job = job;
            this.request = request;
            this.runId = runId;
            this.work = work;
            space = new Space(catalog, installation);
            wanted = installation.destinations(job.destinations());
            usable = space.answering(wanted, warnings);
            maps = new PageMaps(installation.pageMaps());
            publication = new Publication(catalog, copying, warnings);
        }

        Made run() throws BackupException {
            pass = capture.restores().enter(work);
            try {
                timeline = capture.restores().timeline(catalog.backups());
                return made();
            } finally {
                pass.close();
            }
        }

        private Made made() throws BackupException {
            if (request.onlyIfChanged()) {
                Optional<BackupRecord> same = newestIfUnchanged();
                if (same.isPresent()) {
                    return new Made(same.get(), false, "");
                }
            }
            Kind kind = request.kind().orElse(job.kind());
            ParentRule.Choice choice = parents.choose(job, kind, request.components(job), reach(), work);
            if (choice instanceof ParentRule.Delta delta) {
                if (!isSealedAsNow(delta)) {
                    return full("the way backups are encrypted has changed since "
                            + delta.parent().label());
                }
                Optional<Parent> parent = maps.parent(delta.parent());
                return parent.isPresent()
                        ? delta(kind, delta, parent.get())
                        : full("the page maps of " + delta.parent().label() + " are not on this machine");
            }
            return full(((ParentRule.Full) choice).why());
        }

        /** Not asked where a database is taken in: that has changed in any case. */
        private Optional<BackupRecord> newestIfUnchanged() throws BackupException {
            List<Component> components = request.components(job);
            if (components.contains(Component.DATABASE)) {
                return Optional.empty();
            }
            Optional<BackupRecord> newest = parents.newest(job, components, reach(), work);
            Optional<Parent> parent = newest.flatMap(maps::parent);
            ChangeCheck check = new ChangeCheck(capture.live(), clock);
            return parent.isPresent() && check.isUnchanged(installation, parent.get(), work)
                    ? newest
                    : Optional.empty();
        }

        /** A chain wants one secret from whoever restores it, not another one for each link. */
        private boolean isSealedAsNow(ParentRule.Delta choice) throws BackupException {
            Optional<Destination> holder = usable.stream()
                    .filter(destination -> choice.holders().contains(destination.name()))
                    .findFirst();
            Outbox outbox = installation.outbox();
            if (holder.isEmpty() && outbox.holds(choice.parent())) {
                holder = Optional.of(outbox.place());
            }
            return holder.isPresent()
                    ? StoredCopy.open(holder.get(), job.name(), choice.parent().label())
                            .isSealedAsNow()
                    : isKnownAsSealedAsNow(choice.parent().label());
        }

        /** Where nothing that holds it answers, by what was noted when it was made. */
        private boolean isKnownAsSealedAsNow(Label parent) throws BackupException {
            Keys keys = installation.outbox().place().keys();
            Optional<Seal> before = catalog.seal(parent);
            try {
                Seal now = keys.seal();
                return before.isEmpty()
                        || (before.get().way() == now.way()
                                && (now.way() == Seal.Way.PASSPHRASE
                                        ? keys.opener(before.get()).equals(OptionalInt.of(0))
                                        : before.get().keyIds().equals(now.keyIds())));
            } catch (IOException e) {
                throw new IllegalStateException("a message in memory", e);
            }
        }

        private Parents.Reach reach() {
            return new Parents.Reach(usable, installation.outbox(), timeline.number());
        }

        /** One on this machine: while an archive is built, the application's snapshot is held. */
        private Destination first(Predicate<Destination> fit) {
            return usable.stream()
                    .filter(destination -> !destination.storage().isRemote())
                    .filter(fit)
                    .findFirst()
                    .orElseGet(() -> installation.outbox().place());
        }

        private Made full(String why) throws BackupException {
            if (!why.isEmpty()) {
                LOG.info("job {}: a full is made: {}", job.name(), why);
            }
            Order order = order(Kind.FULL, restoredFrom(Lineage.full(timeline.number(), why)));
            Publication.Route route = new Publication.Route(first(any -> true), usable, wanted, List.of());
            space.require(route.first(), order);
            ArchiveBuilder builder = builder(rates.limits(installation, order));
            BackupRecord backup = publish(order, route, (staged, out) -> builder.build(staged, out, work));
            return new Made(backup, true, "");
        }

        private Made delta(Kind kind, ParentRule.Delta choice, Parent parent) throws BackupException {
            Label parentLabel = choice.parent().label();
            Order order =
                    order(kind, Lineage.delta(timeline.number(), choice.parent().contentId(), parentLabel));
            Destination first = first(destination -> choice.holders().contains(destination.name()));
            Publication.Route route = new Publication.Route(first, usable, wanted, choice.chain());
            space.require(first, order);
            ArchiveBuilder builder = builder(rates.limitsOfScan(installation));
            Comparison comparison = compare(builder, order, parent);
            if (comparison instanceof Comparison.Unfit unfit) {
                maps.drop(job.name(), order.label());
                return full(unfit.why());
            }
            try (DeltaCapture capture = ((Comparison.Ready) comparison).capture()) {
                BackupRecord backup = publish(order, route, (same, out) -> builder.build(same, capture, out, work));
                return new Made(backup, true, choice.endOfChain());
            }
        }

        private Comparison compare(ArchiveBuilder builder, Order order, Parent parent) throws BackupException {
            try {
                return staging(order, attempt -> builder.compare(attempt, parent, work));
            } catch (IOException e) {
                maps.drop(job.name(), order.label());
                boolean full = Errno.isNoSpace(e);
                throw new BackupException(
                        full ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                        "spool " + installation.spool() + " could not take what changed: " + Errno.reason(e),
                        full ? "Free space there: df -h " + installation.spool() : "",
                        e);
            } catch (BackupException e) {
                maps.drop(job.name(), order.label());
                throw e;
            }
        }

        /** Builds an archive into a stream. */
        @FunctionalInterface
        private interface Build {
            Built into(Order order, OutputStream out) throws IOException, BackupException;
        }

        private BackupRecord publish(Order order, Publication.Route route, Build build) throws BackupException {
            Built[] built = new Built[1];
            try {
                CopyRecord first = staging(
                        order,
                        attempt -> publication.first(
                                route,
                                order.files(),
                                out -> {
                                    built[0] = build.into(attempt, out);
                                    pass.close();
                                    return built[0].manifest();
                                },
                                work));
                built[0].manifest().warnings().forEach(publication::warn);
                rates.learn(order, built[0]);
                BackupRecord record = publication.complete(route, built[0].manifest(), first, runId, work);
                maps.complete(built[0].manifest());
                maps.keepOnly(job.name(), Parents.selectable(catalog.backups(), job.name()));
                return record;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("a publication translates its errors", e);
            } catch (BackupException e) {
                maps.drop(job.name(), order.label());
                throw e;
            }
        }

        /** One step that reads the databases. */
        @FunctionalInterface
        private interface Step<T> {
            T with(Order order) throws IOException, BackupException;
        }

        /** Where the prediction was wrong, a second try holds the snapshot only for a copy to the spool. */
        private <T> T staging(Order order, Step<T> step) throws IOException, BackupException {
            try {
                return step.with(order);
            } catch (BackupException e) {
                if (e.code() != ErrorCode.CAPTURE_BUDGET || order.staged()) {
                    throw e;
                }
                publication.warn(OVER_BUDGET + e.getMessage());
                return step.with(order.asStaged());
            }
        }

        private ArchiveBuilder builder(CaptureLimits limits) {
            return new ArchiveBuilder(
                    capture.live(), installation.application(), limits, installation.identity(), clock);
        }

        private Order order(Kind kind, Lineage lineage) throws BackupException {
            return new Order(
                    capture.labels().next(kind, usable),
                    lineage,
                    job.name(),
                    request.components(job),
                    request.compression().orElse(job.compression()),
                    request.level(job),
                    installation.outbox().place().keys(),
                    false,
                    request.note());
        }

        /** The first full of a job after a restore says what it stands on. */
        private Lineage restoredFrom(Lineage lineage) throws BackupException {
            boolean first = catalog.backups().stream()
                    .noneMatch(backup ->
                            backup.job().equals(job.name()) && backup.lineage().timeline() == timeline.number());
            return first && timeline.isRestored()
                    ? lineage.restoredFrom(Label.parse(timeline.label()).orElse(null))
                    : lineage;
        }
    }
}
