package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backup.LabelAllocator;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.config.CopyTerms;
import io.thingconnect.pulse.backupd.control.Audit;
import io.thingconnect.pulse.backupd.control.ControlServer;
import io.thingconnect.pulse.backupd.control.ControlSocket;
import io.thingconnect.pulse.backupd.control.Getent;
import io.thingconnect.pulse.backupd.control.InPlace;
import io.thingconnect.pulse.backupd.control.Limits;
import io.thingconnect.pulse.backupd.control.Recovery;
import io.thingconnect.pulse.backupd.control.RestoreProgram;
import io.thingconnect.pulse.backupd.control.Roles;
import io.thingconnect.pulse.backupd.control.Services;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.BackupRun;
import io.thingconnect.pulse.backupd.job.ChangeWatch;
import io.thingconnect.pulse.backupd.job.Consolidation;
import io.thingconnect.pulse.backupd.job.CopyNotes;
import io.thingconnect.pulse.backupd.job.Copying;
import io.thingconnect.pulse.backupd.job.CronScheduler;
import io.thingconnect.pulse.backupd.job.Differences;
import io.thingconnect.pulse.backupd.job.DueTimes;
import io.thingconnect.pulse.backupd.job.Executor;
import io.thingconnect.pulse.backupd.job.Expiry;
import io.thingconnect.pulse.backupd.job.Exporting;
import io.thingconnect.pulse.backupd.job.Installation;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.KeyCheck;
import io.thingconnect.pulse.backupd.job.Parents;
import io.thingconnect.pulse.backupd.job.PendingCopies;
import io.thingconnect.pulse.backupd.job.Pinning;
import io.thingconnect.pulse.backupd.job.Reconciliation;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.RestorePlanner;
import io.thingconnect.pulse.backupd.job.RestoreWatch;
import io.thingconnect.pulse.backupd.job.RunOperations;
import io.thingconnect.pulse.backupd.job.Sleeper;
import io.thingconnect.pulse.backupd.job.SpoolSweep;
import io.thingconnect.pulse.backupd.job.Waiting;
import io.thingconnect.pulse.backupd.notify.Deliveries;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.report.doctor.Programs;
import io.thingconnect.pulse.backupd.restore.DirectoryRestore;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Signals;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The house, room by room: what {@link #start} wires reads as the table of contents. */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /** How long a run under way may take to come to its end when the daemon is asked to stop. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How long a backup waits for a restore in place. */
    private static final Duration RESTORE_PATIENCE = Duration.ofMinutes(30);

    private final StateDirectory state;
    private final Catalog catalog;
    private final DestinationProbe probe;
    private final Executor executor;
    private final CronScheduler scheduler;
    private final ChangeWatch changes;
    private final PendingCopies pending;
    private final RunbookCopies runbook;
    private final ControlServer server;
    private final Work reconciling;
    private final Readiness readiness;
    private final Heartbeat heartbeat;
    private final AlarmWatch watch;

    private Daemon(StateDirectory state, Catalog catalog, DestinationProbe probe, Working working, Signs signs) {
        this.state = state;
        this.catalog = catalog;
        this.probe = probe;
        this.executor = working.executor();
        this.scheduler = working.scheduler();
        this.changes = working.changes();
        this.pending = working.pending();
        this.runbook = working.runbook();
        this.server = working.server();
        this.reconciling = working.reconciling();
        this.watch = working.watch();
        this.readiness = signs.readiness();
        this.heartbeat = signs.heartbeat();
    }

    /** What the service manager sees of us. */
    private record Signs(Readiness readiness, Heartbeat heartbeat) {}

    /** What works on its own threads. */
    private record Working(
            Executor executor,
            CronScheduler scheduler,
            ChangeWatch changes,
            PendingCopies pending,
            RunbookCopies runbook,
            ControlServer server,
            Work reconciling,
            AlarmWatch watch) {}

    static Daemon start(Layout layout, Configuration configuration, Clock clock) throws BackupException {
        Instant startedAt = clock.instant();
        StateDirectory state = StateDirectory.claim(layout);
        Catalog catalog = state.catalog(startedAt);
        boolean forgotten = catalog.isBlank();
        if (forgotten && catalog.rebuilt().isEmpty()) {
            // What is taken in from now on was not made by it.
            catalog.setRebuilt(startedAt, "");
        }
        Installations installations = new Installations(layout, state.instanceId(), clock);
        AtomicReference<Installation> installation = new AtomicReference<>(installations.of(configuration.settings()));
        Reconciliation reconciliation =
                new Reconciliation(catalog, installation.get().spool(), clock);
        reconciliation.sweep(destinations(installation.get()));
        Waiting.takeIn(installation.get(), configuration.settings().jobs(), catalog, clock);
        SpoolSweep.run(installation.get().spool());

        Supplier<List<JobSpec>> jobs = () -> configuration.settings().jobs();
        Supplier<ZoneId> zone = () -> configuration.settings().zone();
        Expiry expiry = new Expiry(installation::get, catalog, reconciliation, zone, clock);
        Parents parents = new Parents(catalog, reconciliation, clock);
        LiveDatabases live = new LiveDatabases(clock);
        RestoreWatch restoring = new RestoreWatch(layout.state(), RESTORE_PATIENCE);
        BackupRun.Capture capture = new BackupRun.Capture(live, restoring, new LabelAllocator(catalog, clock));
        Copying copying = new Copying(installation::get, catalog, new Publisher(clock), clock);
        BackupRun runs = new BackupRun(catalog, parents, capture, copying, clock);
        Executor executor = Executor.open(
                catalog,
                operations(installation::get, catalog, new Making(runs, copying, reconciliation), expiry, clock),
                Dues.configured(configuration, installation::get),
                clock);
        CronScheduler scheduler = new CronScheduler(
                () -> Dues.plan(configuration.settings()), executor, DueTimes.in(catalog), clock, Sleeper.real());
        ChangeWatch changes = new ChangeWatch(installation::get, executor, clock);
        KeyCheck keys = new KeyCheck(installation::get, catalog, clock);
        DestinationProbe probe = new DestinationProbe(
                installation::get,
                name -> Optional.ofNullable(configuration.settings().copyTerms().get(name))
                        .map(CopyTerms::type)
                        .orElse(""));
        Deliveries deliveries =
                new Deliveries(catalog, () -> configuration.settings().channels(), clock);
        Standings standings =
                new Standings(configuration, catalog, executor, scheduler, new UnsavedChanges(configuration, changes));
        WatchedAlarms alarms = new WatchedAlarms(
                configuration,
                catalog,
                executor,
                new WatchedAlarms.Checks(
                        keys, new RestoreAlarm(layout.state()), standings, List.of(new ChannelAlarms(deliveries))),
                startedAt);
        AlarmWatch watch = new AlarmWatch(
                new AlarmWatch.Sources(configuration, catalog, executor, probe, alarms), deliveries, clock);
        configuration.onReload(settings -> {
            installation.set(installations.of(settings));
            keys.run();
            scheduler.replan();
            changes.apply(settings.enabled(), settings.jobs());
            watch.lookSoon();
            return keys.warnings();
        });
        StatusFacts facts = new StatusFacts(
                new StatusFacts.Sources(configuration, catalog, executor, scheduler, changes, probe, alarms, standings),
                clock,
                startedAt);
        CatalogBackups backups = new CatalogBackups(catalog, installation::get, clock);
        RestorePlanner restores = new RestorePlanner(
                catalog, () -> installation.get().destinations().keySet(), zone, clock);
        Examinations examinations = new Examinations(
                new Examinations.Patient(layout, configuration, installation::get, catalog, keys, live),
                Programs.real(),
                clock);
        Recovery recovery = new Runbooks(configuration, catalog, new RunbookChains(installation::get, backups), clock);
        Services services = new Services(
                executor,
                facts,
                new Measurements(facts, catalog, configuration, layout.catalog()),
                recovery,
                backups,
                restores::plan,
                new BackupComparisons(
                        backups, backups::chain, new Differences(installation::get, live, restoring, clock)),
                new CatalogKeeping(expiry, new Pinning(installation::get, catalog, clock), jobs),
                new CatalogDrills(configuration, catalog, scheduler, new CopyNotes(installation::get, catalog)),
                new CatalogAlarms(catalog, configuration, deliveries, clock),
                new Owners(installation::get, reconciliation),
                new ConfiguredPlaces(installation::get, catalog, new Exporting(catalog, copying)),
                inPlace(layout),
                configuration,
                examinations,
                new Audit(layout.audit(), clock));
        ControlServer server =
                ControlServer.start(socket(layout), services, roles(layout, clock), Version.current(), Limits.DEFAULT);
        Work reconciling = new Work();
        if (forgotten) {
            recall(reconciliation, keys, installation.get(), executor, layout.catalog(), reconciling);
        } else {
            reconcile(reconciliation, keys, installation.get(), reconciling);
        }
        if (configuration.settings().enabled()) {
            executor.resume();
        }
        scheduler.start();
        watch.start();
        changes.apply(
                configuration.settings().enabled(), configuration.settings().jobs());
        PendingCopies pending = new PendingCopies(
                installation::get, () -> configuration.settings().enabled(), copying, executor, Sleeper.real());
        pending.start();
        RunbookCopies runbook = new RunbookCopies(recovery, installation::get, configuration, catalog);
        runbook.start();
        Signals.handle("HUP", configuration::reloadLoudly);

        Signs signs =
                signs(new StatusLine(configuration, catalog, executor, scheduler), executor, scheduler, server, watch);
        LOG.info("pulse-backupd {} is ready, socket {}", Version.current(), layout.socket());
        return new Daemon(
                state,
                catalog,
                probe,
                new Working(executor, scheduler, changes, pending, runbook, server, reconciling, watch),
                signs);
    }

    private static Signs signs(
            StatusLine line, Executor executor, CronScheduler scheduler, ControlServer server, AlarmWatch watch) {
        Readiness readiness =
                new Readiness(System.getenv(), ProcessHandle.current().pid());
        Map<String, BooleanSupplier> parts = new LinkedHashMap<>();
        parts.put("the scheduler", scheduler::isAlive);
        parts.put("the executor", executor::isAlive);
        parts.put("the control socket", server::isAlive);
        parts.put("the watch for alarms", watch::isAlive);
        Heartbeat heartbeat = new Heartbeat(readiness, parts, line::text, executor);
        readiness.ready(line.text());
        heartbeat.start();
        return new Signs(readiness, heartbeat);
    }

    /** What makes backups, copies of them, and what is known of both. */
    private record Making(BackupRun backups, Copying copying, Reconciliation reconciliation) {}

    private static RunOperations operations(
            Supplier<Installation> installation, Catalog catalog, Making making, Expiry expiry, Clock clock) {
        Consolidation consolidation = new Consolidation(catalog, making.copying(), clock);
        return new RunOperations(
                installation,
                catalog,
                new RunOperations.Verbs(
                        making.backups(),
                        new DirectoryRestore(isRoot()),
                        expiry,
                        consolidation,
                        making.copying(),
                        making.reconciliation()),
                clock);
    }

    private static List<Destination> destinations(Installation installation) {
        return List.copyOf(installation.destinations().values());
    }

    /**
     * Where the catalog knows nothing and there are backups, it is made again from them: a run like any other. On a thread of
     * its own, because destinations may take their time.
     */
    private static void recall(
            Reconciliation reconciliation,
            KeyCheck keys,
            Installation installation,
            Executor executor,
            Path catalog,
            Work work) {
        Thread thread = new Thread(
                () -> {
                    if (!LostCatalog.hasBackups(destinations(installation))) {
                        reconcile(reconciliation, keys, installation, work);
                        return;
                    }
                    try {
                        String why = LostCatalog.why(catalog);
                        LOG.warn("the catalog knows nothing: {}; it is made again from the destinations", why);
                        executor.start(new Request.Rebuild(Optional.empty(), why), "daemon");
                    } catch (BackupException e) {
                        LOG.error("the catalog was not made again: {}", e.getMessage());
                    }
                },
                "catalog-recall");
        thread.setDaemon(true);
        thread.start();
    }

    /** On a thread of its own: proving what a lost catalog knew can take long, and nobody has to wait for it. */
    private static void reconcile(Reconciliation reconciliation, KeyCheck keys, Installation installation, Work work) {
        Thread thread = new Thread(
                () -> {
                    keys.run();
                    try {
                        reconciliation.run(destinations(installation), work);
                    } catch (BackupException e) {
                        if (e.code() != ErrorCode.CANCELLED) {
                            LOG.error("the catalog was not held against the destinations: {}", e.getMessage());
                        }
                    }
                },
                "reconciliation");
        thread.setDaemon(true);
        thread.start();
    }

    /** In a sandbox everything is ours; on a real box that is for the restore service, which the daemon cannot reach. */
    private static InPlace inPlace(Layout layout) {
        return layout.isSandbox()
                ? new RestoreProgram(List.of("--root", layout.root().toString()))
                : InPlace.elsewhere();
    }

    /** As long as the executor waits for a run, and never longer than it may: our own bound ends this, not systemd's patience. */
    private void askForTime(CountDownLatch over) {
        long end = System.nanoTime() + Executor.PUBLISHING.plus(PATIENCE).toNanos();
        try {
            do {
                readiness.needsTime(PATIENCE.multipliedBy(2), "Stopping, when the run under way has come to its end");
            } while (!over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && end - System.nanoTime() > 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ControlSocket socket(Layout layout) throws BackupException {
        OptionalInt passed =
                ControlSocket.passed(System.getenv(), ProcessHandle.current().pid());
        return passed.isPresent() ? ControlSocket.adopt(passed.getAsInt()) : ControlSocket.bind(layout.socket());
    }

    private static Roles roles(Layout layout, Clock clock) {
        OptionalLong sandboxOwner = layout.isSandbox() ? OptionalLong.of(ownUid()) : OptionalLong.empty();
        return new Roles(new Getent(clock), sandboxOwner);
    }

    private static boolean isRoot() {
        return ownUid() == 0;
    }

    private static long ownUid() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("/proc is not mounted", e);
        }
    }

    /** Comes to an end within a bound: no new work, the run under way finished or interrupted, callers hung up on. */
    void stop() {
        LOG.info("stopping");
        heartbeat.stop();
        readiness.stopping();
        reconciling.cancel();
        watch.close();
        CountDownLatch over = new CountDownLatch(1);
        Thread patience = new Thread(() -> askForTime(over), "patience");
        patience.setDaemon(true);
        patience.start();
        try {
            scheduler.stop();
            changes.stop();
            pending.close();
            runbook.close();
            executor.stop(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over.countDown();
        }
        server.close();
        probe.close();
        catalog.close();
        state.close();
        LOG.info("stopped");
    }
}
