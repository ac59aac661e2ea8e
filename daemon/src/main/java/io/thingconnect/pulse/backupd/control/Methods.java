package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.InPlace;
import io.thingconnect.pulse.backupd.control.varlink.Dispatcher;
import io.thingconnect.pulse.backupd.control.varlink.Method;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every method of every interface: the table of contents of this room. */
final class Methods {
    private Methods() {}

    static Map<String, Map<String, Method>> table(Services services, Roles roles, String version, Duration beat) {
        StatusCalls status = new StatusCalls(services.facts(), services.measured(), services.backups());
        RecoveryCalls recovery = new RecoveryCalls(services.recovery());
        BackupCalls backups = new BackupCalls(services.backups());
        RestoreCalls restores = new RestoreCalls(services.restores(), services.comparisons());
        KeepCalls keep = new KeepCalls(services.keeping());
        DrillCalls drills = new DrillCalls(services.runs(), services.drills());
        AlarmCalls alarms = new AlarmCalls(services.alarms());
        CatalogCalls catalog = new CatalogCalls(services.runs(), services.ownership());
        PlaceCalls places = new PlaceCalls(services.places());
        StartCalls start = new StartCalls(services.runs(), services.facts());
        RunCalls runs = new RunCalls(services.runs(), services.facts(), roles);
        WatchCall watch = new WatchCall(services.runs(), beat);
        ConfigCalls config = new ConfigCalls(services.config());
        DoctorCall doctor = new DoctorCall(services.examination(), beat);
        AuditCall audit = new AuditCall(services.audit());
        ServiceCalls service =
                new ServiceCalls(version, List.of(Dispatcher.SERVICE, Dispatcher.BACKUP, Dispatcher.RESTORE));
        return Map.of(
                Dispatcher.BACKUP,
                byName(Stream.of(
                        status.methods(),
                        recovery.methods(),
                        backups.methods(),
                        restores.methods(),
                        keep.methods(),
                        start.methods(),
                        drills.methods(),
                        alarms.methods(),
                        catalog.methods(),
                        places.methods(),
                        runs.methods(),
                        watch.methods(),
                        config.methods(),
                        doctor.methods(),
                        audit.methods())),
                Dispatcher.RESTORE,
                byName(Stream.of(new InPlaceCalls(services.inPlace()).methods())),
                Dispatcher.SERVICE,
                byName(Stream.of(service.methods())));
    }

    /** Of the restore service, which has nothing else. */
    static Map<String, Map<String, Method>> ofRestores(InPlace program, String version) {
        return Map.of(
                Dispatcher.RESTORE,
                byName(Stream.of(new InPlaceCalls(program).methods())),
                Dispatcher.SERVICE,
                byName(Stream.of(
                        new ServiceCalls(version, List.of(Dispatcher.SERVICE, Dispatcher.RESTORE)).methods())));
    }

    private static Map<String, Method> byName(Stream<List<Method>> groups) {
        return groups.flatMap(List::stream).collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));
    }
}
