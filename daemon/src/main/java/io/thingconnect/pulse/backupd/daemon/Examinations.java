package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.Contents;
import io.thingconnect.pulse.backupd.config.LocalDestination;
import io.thingconnect.pulse.backupd.config.RestoreSettings;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.Diagnosis;
import io.thingconnect.pulse.backupd.control.service.Examination;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.KeyCheck;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.notify.ChannelSpec;
import io.thingconnect.pulse.backupd.report.doctor.AccessLook;
import io.thingconnect.pulse.backupd.report.doctor.ChainsLook;
import io.thingconnect.pulse.backupd.report.doctor.Check;
import io.thingconnect.pulse.backupd.report.doctor.ClockLook;
import io.thingconnect.pulse.backupd.report.doctor.Commands;
import io.thingconnect.pulse.backupd.report.doctor.ConfigurationLook;
import io.thingconnect.pulse.backupd.report.doctor.DatabaseLook;
import io.thingconnect.pulse.backupd.report.doctor.DestinationLook;
import io.thingconnect.pulse.backupd.report.doctor.Doctor;
import io.thingconnect.pulse.backupd.report.doctor.Finding;
import io.thingconnect.pulse.backupd.report.doctor.IntegrityLook;
import io.thingconnect.pulse.backupd.report.doctor.KeysLook;
import io.thingconnect.pulse.backupd.report.doctor.LocksLook;
import io.thingconnect.pulse.backupd.report.doctor.Programs;
import io.thingconnect.pulse.backupd.report.doctor.RestoresLook;
import io.thingconnect.pulse.backupd.report.doctor.SchedulesLook;
import io.thingconnect.pulse.backupd.report.doctor.SpaceLook;
import io.thingconnect.pulse.backupd.report.doctor.UnitsLook;
import io.thingconnect.pulse.backupd.report.doctor.VersionLook;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceRestore;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the doctor looks at in this installation, as it is configured at the moment of the question. */
final class Examinations implements Examination {
    /** A second in all, five looks: a healthy application is not in a transaction at each of them. */
    private static final Duration LOCK_GAP = Duration.ofMillis(250);

    /** What stands in the effective configuration where the file itself holds a secret, and not a reference to one. */
    private static final String MASKED = "********";

    /** What is assumed of the disk for a copy into the spool; staged captures do not use it. */
    private static final long COPY_RATE = 50_000_000;

    private final Patient patient;
    private final Programs programs;
    private final Clock clock;
    private final Doctor doctor = new Doctor();

    /** What is examined. */
    record Patient(
            Layout layout,
            Configuration configuration,
            Supplier<Installation> installation,
            Catalog catalog,
            KeyCheck keys,
            LiveDatabases live) {}

    Examinations(Patient patient, Programs programs, Clock clock) {
        this.patient = patient;
        this.programs = programs;
        this.clock = clock;
    }

    @Override
    public void examine(boolean integrity, Listener listener) throws IOException {
        doctor.examine(checks(integrity), new Doctor.Listener() {
            @Override
            public void found(Finding finding) throws IOException {
                listener.found(wire(finding));
            }

            @Override
            public void waiting() throws IOException {
                listener.waiting();
            }
        });
    }

    @Override
    public Contents catalog() throws BackupException {
        return patient.catalog().contents();
    }

    private static Diagnosis wire(Finding finding) {
        return new Diagnosis(
                finding.id().word(),
                finding.id().group().word(),
                finding.severity().word(),
                finding.subject(),
                finding.what(),
                finding.id().why(),
                finding.command());
    }

    private List<Check> checks(boolean integrity) {
        Settings settings = patient.configuration().settings();
        Installation installation = patient.installation().get();
        Catalog catalog = patient.catalog();
        ZoneId system = ZoneId.systemDefault();
        RestoreSettings restore = patient.configuration().restore();
        Path file = Path.of(patient.configuration().path());
        Commands commands = new Commands(restore.services(), file);
        List<Check> checks = new ArrayList<>();
        for (Path db : installation.application().databases()) {
            checks.add(new DatabaseLook(db, patient.live(), commands));
            checks.add(new LocksLook(db, LOCK_GAP));
            if (integrity) {
                checks.add(integrity(db, installation));
            }
        }
        checks.add(new VersionLook(LiveDatabases.sqliteVersion()));
        checks.add(access(settings, installation));
        checks.add(new SpaceLook("spool", installation.spool(), installation.reserve()));
        checks.add(new SpaceLook("catalog", patient.layout().state(), installation.reserve()));
        DestinationLook.History history =
                (name, location, free) -> SpaceHistory.of(settings, catalog.backups(), name, location, free);
        installation
                .destinations()
                .values()
                .forEach(destination ->
                        checks.add(new DestinationLook(destination, installation.reserve(), history, clock)));
        checks.add(new KeysLook(patient.keys(), commands));
        checks.add(new ClockLook(
                () -> ClockHistory.of(catalog, settings.jobs()), clock, settings.zone(), system, programs));
        checks.add(new SchedulesLook(
                new SchedulesLook.Plan(settings.jobs(), settings.enabled(), system), catalog, clock, commands));
        checks.add(new ChainsLook(catalog, settings.jobs(), clock));
        checks.add(new ConfigurationLook(file, configuration()));
        Path state = patient.layout().state();
        checks.add(new RestoresLook(
                InPlaceRestore.marker(state),
                () -> InPlaceRestore.recorded(state, clock),
                restore.keepWithin(),
                clock));
        checks.add(patient.layout().isSandbox() ? UnitsLook.none() : new UnitsLook(programs, restore.services()));
        return checks;
    }

    private Check integrity(Path db, Installation installation) {
        CaptureOptions options = new CaptureOptions(
                installation.maxWalGrowth(), installation.maxDuration(), COPY_RATE, 0, true, installation.spool());
        return new IntegrityLook(db, patient.live(), options, installation.reserve());
    }

    private Check access(Settings settings, Installation installation) {
        Set<Path> secrets = new HashSet<>(settings.secretFiles());
        if (patient.configuration().yaml().contains(MASKED)) {
            secrets.add(Path.of(patient.configuration().path()));
        }
        return new AccessLook(
                installation.application().trees().stream()
                        .map(SourceTree::path)
                        .toList(),
                settings.destinations().stream()
                        .collect(Collectors.toMap(LocalDestination::name, LocalDestination::path)),
                secrets);
    }

    private ConfigurationLook.Source configuration() {
        Configuration configuration = patient.configuration();
        return new ConfigurationLook.Source() {
            @Override
            public String error() {
                return configuration.errorOnDisk();
            }

            @Override
            public List<String> warnings() {
                return configuration.undone();
            }

            @Override
            public List<String> channels() {
                return configuration.settings().channels().stream()
                        .map(ChannelSpec::name)
                        .toList();
            }
        };
    }
}
