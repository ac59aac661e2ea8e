package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backup.LabelAllocator;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.copies.Copying;
import io.thingconnect.pulse.backupd.copies.KeyCheck;
import io.thingconnect.pulse.backupd.copies.Reconciliation;
import io.thingconnect.pulse.backupd.copies.SpoolSweep;
import io.thingconnect.pulse.backupd.copies.Waiting;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.executor.Executor;
import io.thingconnect.pulse.backupd.job.scheduler.ChangeWatch;
import io.thingconnect.pulse.backupd.job.scheduler.CronScheduler;
import io.thingconnect.pulse.backupd.job.scheduler.DueTimes;
import io.thingconnect.pulse.backupd.job.scheduler.Sleeper;
import io.thingconnect.pulse.backupd.operation.BackupRun;
import io.thingconnect.pulse.backupd.operation.Consolidation;
import io.thingconnect.pulse.backupd.operation.Expiry;
import io.thingconnect.pulse.backupd.operation.Parents;
import io.thingconnect.pulse.backupd.operation.RestoreWatch;
import io.thingconnect.pulse.backupd.operation.RunOperations;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.restore.DirectoryRestore;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import java.time.Clock;
import java.time.Duration;

/** What makes backups, keeps them and starts by itself. */
record Workshop(
        LiveDatabases live,
        RestoreWatch restoring,
        Reconciliation reconciliation,
        Expiry expiry,
        Copying copying,
        KeyCheck keys,
        Executor executor,
        CronScheduler scheduler,
        ChangeWatch changes) {

    /** How long a backup waits for a restore in place. */
    private static final Duration RESTORE_PATIENCE = Duration.ofMinutes(30);

    /** Tidies up behind a daemon that came to a sudden end; nothing runs yet. */
    static Workshop open(Ground ground) throws BackupException {
        Catalog catalog = ground.catalog();
        Clock clock = ground.clock();
        Reconciliation reconciliation =
                new Reconciliation(catalog, ground.installation().spool(), clock);
        reconciliation.sweep(ground.destinations());
        Waiting.takeIn(ground.installation(), ground.jobs(), catalog, clock);
        SpoolSweep.run(ground.installation().spool());

        Expiry expiry = new Expiry(ground::installation, catalog, reconciliation, ground::zone, clock);
        LiveDatabases live = new LiveDatabases(clock);
        RestoreWatch restoring = new RestoreWatch(ground.layout().state(), RESTORE_PATIENCE);
        BackupRun.Capture capture = new BackupRun.Capture(live, restoring, new LabelAllocator(catalog, clock));
        Copying copying = new Copying(ground::installation, catalog, new Publisher(clock), clock);
        RunOperations.Verbs verbs = new RunOperations.Verbs(
                new BackupRun(catalog, new Parents(catalog, reconciliation, clock), capture, copying, clock),
                new DirectoryRestore(OwnUser.isRoot()),
                expiry,
                new Consolidation(catalog, copying, clock),
                copying,
                reconciliation);
        Executor executor = Executor.open(
                catalog,
                new RunOperations(ground::installation, catalog, verbs, clock),
                Dues.configured(ground.configuration(), ground::installation),
                clock);
        CronScheduler scheduler = new CronScheduler(
                () -> Dues.plan(ground.configuration().settings()),
                executor,
                DueTimes.in(catalog),
                clock,
                Sleeper.real());
        return new Workshop(
                live,
                restoring,
                reconciliation,
                expiry,
                copying,
                new KeyCheck(ground::installation, catalog, clock),
                executor,
                scheduler,
                new ChangeWatch(() -> ground.installation().application(), executor, clock));
    }

    void start(Ground ground) throws BackupException {
        if (ground.enabled()) {
            executor.resume();
        }
        scheduler.start();
        changes.apply(ground.enabled(), ground.jobs());
    }
}
