package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.config.Application;
import io.thingconnect.pulse.backupd.config.Contact;
import io.thingconnect.pulse.backupd.config.RestoreSettings;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.Recovery;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.report.Runbook;
import io.thingconnect.pulse.backupd.report.RunbookFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Gathers what the runbook tells: from the configuration in force, the catalog, and the newest backups where they lie. */
final class Runbooks implements Recovery {
    private final Path root;
    private final Configuration configuration;
    private final Catalog catalog;
    private final RunbookChains chains;
    private final Clock clock;

    Runbooks(Path root, Configuration configuration, Catalog catalog, RunbookChains chains, Clock clock) {
        this.root = root;
        this.configuration = configuration;
        this.catalog = catalog;
        this.chains = chains;
        this.clock = clock;
    }

    @Override
    public String runbook(boolean html) throws BackupException {
        return html ? Runbook.html(facts()) : Runbook.markdown(facts());
    }

    private RunbookFacts facts() throws BackupException {
        Settings settings = configuration.settings();
        List<BackupRecord> backups = catalog.backups();
        RestoreSettings restore = configuration.restore();
        List<RunbookFacts.Chain> newest = chains.newest(settings, restore.services(), backups);
        String schema = backups.stream()
                .filter(backup -> backup.isGood() && backup.hasDatabase())
                .findFirst()
                .map(BackupRecord::schemaVersion)
                .orElse("");
        return new RunbookFacts(
                box(settings, restore, schema == null ? "" : schema),
                clock.instant(),
                components(settings.application()),
                settings.jobs().stream().map(Runbooks::job).toList(),
                RunbookPlaces.of(settings, backups),
                secret(settings),
                contacts(),
                newest,
                catalog.latestDrills(),
                catalog.lastProvenRestore().map(VerificationRecord::at));
    }

    private RunbookFacts.Box box(Settings settings, RestoreSettings restore, String schema) {
        return new RunbookFacts.Box(
                settings.host(),
                Version.current(),
                schema,
                settings.zone().getId(),
                configuration.path(),
                settings.enabled(),
                restore.services(),
                new RunbookFacts.Health(restore.health().url(), restore.health().expect()));
    }

    private List<RunbookFacts.Contact> contacts() throws BackupException {
        return Contact.of(configuration.loaded()).stream()
                .map(one -> new RunbookFacts.Contact(one.name(), one.role(), one.phone(), one.email(), one.emergency()))
                .toList();
    }

    private List<RunbookFacts.Component> components(Application application) {
        List<RunbookFacts.Component> components = new ArrayList<>();
        add(components, "database", application.databases());
        add(components, "configuration", application.configuration());
        add(components, "state", application.state());
        add(components, "certificates", application.certificates());
        add(components, "scripts", application.scripts());
        add(components, "logs", application.logs());
        return components;
    }

    /** As they are named on a box of its own: that is where they belong when this root is gone. */
    private void add(List<RunbookFacts.Component> components, String name, Collection<Path> paths) {
        if (!paths.isEmpty()) {
            components.add(new RunbookFacts.Component(
                    name,
                    paths.stream().map(path -> "/" + root.relativize(path)).toList()));
        }
    }

    private static RunbookFacts.Job job(JobSpec job) {
        return new RunbookFacts.Job(
                job.name(),
                RunbookTerms.when(job),
                job.kind().word(),
                job.components().stream().map(component -> component.word()).toList(),
                job.destinations(),
                RunbookTerms.keep(job.keep()));
    }

    private static RunbookFacts.Secret secret(Settings settings) {
        String kind =
                !settings.keys().encrypts() ? "none" : settings.keys().readsItsOwn() ? "passphrase" : "recipients";
        return new RunbookFacts.Secret(
                kind,
                settings.keys().hint(),
                settings.secretFiles().stream()
                        .filter(Files::exists)
                        .map(Path::toString)
                        .sorted()
                        .toList());
    }
}
