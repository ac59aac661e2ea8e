package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.executor.Executor;
import io.thingconnect.pulse.backupd.notify.Deliveries;
import java.util.List;

/** What sees how things stand, and tells people. */
record Lookout(
        DestinationProbe probe, Standings standings, WatchedAlarms alarms, Deliveries deliveries, AlarmWatch watch) {

    static Lookout over(Ground ground, Workshop workshop) throws BackupException {
        Configuration configuration = ground.configuration();
        Catalog catalog = ground.catalog();
        Executor executor = workshop.executor();
        DestinationProbe probe = new DestinationProbe(ground::installation, ground::destinationType);
        Deliveries deliveries =
                new Deliveries(catalog, () -> configuration.settings().channels(), ground.clock());
        Standings standings = new Standings(
                configuration,
                catalog,
                executor,
                workshop.scheduler(),
                new UnsavedChanges(configuration, workshop.changes()));
        WatchedAlarms.Checks checks = new WatchedAlarms.Checks(
                workshop.keys(),
                new RestoreAlarm(ground.layout().state()),
                standings,
                List.of(new ChannelAlarms(deliveries)));
        WatchedAlarms alarms = new WatchedAlarms(
                configuration, catalog, executor, checks, ground.clock().instant());
        AlarmWatch.Sources sources = new AlarmWatch.Sources(configuration, catalog, executor, probe, alarms);
        return new Lookout(probe, standings, alarms, deliveries, new AlarmWatch(sources, deliveries, ground.clock()));
    }
}
