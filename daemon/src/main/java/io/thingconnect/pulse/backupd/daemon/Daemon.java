package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.ControlServer;
import io.thingconnect.pulse.backupd.copies.PendingCopies;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.executor.Executor;
import io.thingconnect.pulse.backupd.job.scheduler.Sleeper;
import io.thingconnect.pulse.backupd.system.Signals;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The house, room by room: what {@link #start} wires reads as the table of contents. */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    /** How long a run under way may take to come to its end when the daemon is asked to stop. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Ground ground;
    private final Workshop workshop;
    private final Lookout lookout;
    private final Followers followers;
    private final ControlServer server;
    private final Readiness readiness;
    private final Heartbeat heartbeat;

    private Daemon(Ground ground, Workshop workshop, Lookout lookout, Followers followers, ControlServer server) {
        this.ground = ground;
        this.workshop = workshop;
        this.lookout = lookout;
        this.followers = followers;
        this.server = server;
        this.readiness = new Readiness(System.getenv(), ProcessHandle.current().pid());
        StatusLine line =
                new StatusLine(ground.configuration(), ground.catalog(), workshop.executor(), workshop.scheduler());
        this.heartbeat = new Heartbeat(readiness, parts(), line::text, workshop.executor());
        readiness.ready(line.text());
        heartbeat.start();
    }

    /** What comes after a backup or a change of the catalog, each on a thread of its own. */
    private record Followers(Recollection recollection, PendingCopies pending, RunbookCopies runbook) {}

    static Daemon start(Layout layout, Configuration configuration, Clock clock) throws BackupException {
        Ground ground = Ground.claim(layout, configuration, clock);
        Workshop workshop = Workshop.open(ground);
        Lookout lookout = Lookout.over(ground, workshop);
        configuration.onReload(settings -> reloaded(settings, ground, workshop, lookout));
        configuration.onRefusal(lookout.watch()::lookSoon);
        Desk desk = new Desk(ground, workshop, lookout);
        ControlServer server = desk.open();
        Followers followers = new Followers(
                new Recollection(ground, workshop),
                new PendingCopies(
                        ground::installation, ground::enabled, workshop.copying(), workshop.executor(), Sleeper.real()),
                new RunbookCopies(desk.recovery(), ground::installation, configuration, ground.catalog()));
        followers.recollection().start();
        workshop.start(ground);
        lookout.watch().start();
        followers.pending().start();
        followers.runbook().start();
        Signals.handle("HUP", configuration::reloadLoudly);
        Daemon daemon = new Daemon(ground, workshop, lookout, followers, server);
        LOG.info("pulse-backupd {} is ready, socket {}", Version.current(), layout.socket());
        return daemon;
    }

    private static List<String> reloaded(Settings settings, Ground ground, Workshop workshop, Lookout lookout) {
        ground.renew(settings);
        workshop.keys().run();
        workshop.scheduler().replan();
        workshop.changes().apply(settings.enabled(), settings.jobs());
        lookout.watch().lookSoon();
        return workshop.keys().warnings();
    }

    /** Those without which it would look alive and do nothing. */
    private Map<String, BooleanSupplier> parts() {
        Map<String, BooleanSupplier> parts = new LinkedHashMap<>();
        parts.put("the scheduler", workshop.scheduler()::isAlive);
        parts.put("the executor", workshop.executor()::isAlive);
        parts.put("the control socket", server::isAlive);
        parts.put("the watch for alarms", lookout.watch()::isAlive);
        return parts;
    }

    /** Comes to an end within a bound: no new work, the run under way finished or interrupted, callers hung up on. */
    void stop() {
        LOG.info("stopping");
        heartbeat.stop();
        readiness.stopping();
        followers.recollection().cancel();
        lookout.watch().close();
        CountDownLatch over = new CountDownLatch(1);
        Thread patience = new Thread(() -> askForTime(over), "patience");
        patience.setDaemon(true);
        patience.start();
        try {
            workshop.scheduler().stop();
            workshop.changes().stop();
            followers.pending().close();
            followers.runbook().close();
            workshop.executor().stop(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over.countDown();
        }
        server.close();
        lookout.probe().close();
        ground.close();
        LOG.info("stopped");
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
}
