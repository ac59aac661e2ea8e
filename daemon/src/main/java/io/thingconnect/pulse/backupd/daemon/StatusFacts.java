package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.control.service.Facts;
import io.thingconnect.pulse.backupd.control.service.JobStatus;
import io.thingconnect.pulse.backupd.control.service.Status;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.OnChange;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.job.scheduler.ChangeWatch;
import io.thingconnect.pulse.backupd.job.scheduler.Scheduler;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.CopyRule;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.OpenAlarm;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How things stand, gathered from those who know. */
final class StatusFacts implements Facts {
    private static final int NEXT = 3;

    private final Configuration configuration;
    private final Catalog catalog;
    private final Runs runs;
    private final Scheduler scheduler;
    private final ChangeWatch changes;
    private final DestinationProbe probe;
    private final WatchedAlarms alarms;
    private final Standings standings;
    private final Clock clock;
    private final Instant startedAt;

    /** The rooms that are asked. */
    record Sources(
            Configuration configuration,
            Catalog catalog,
            Runs runs,
            Scheduler scheduler,
            ChangeWatch changes,
            DestinationProbe probe,
            WatchedAlarms alarms,
            Standings standings) {}

    StatusFacts(Sources sources, Clock clock, Instant startedAt) {
        this.configuration = sources.configuration();
        this.catalog = sources.catalog();
        this.runs = sources.runs();
        this.scheduler = sources.scheduler();
        this.changes = sources.changes();
        this.probe = sources.probe();
        this.alarms = sources.alarms();
        this.standings = sources.standings();
        this.clock = clock;
        this.startedAt = startedAt;
    }

    @Override
    public Status status() throws BackupException {
        Instant now = clock.instant();
        Settings settings = configuration.settings();
        List<BackupRecord> backups = catalog.backups();
        List<DestinationStatus> destinations = probe.look(backups);
        Optional<BackupRecord> last =
                backups.stream().filter(BackupRecord::isGood).findFirst();
        Optional<VerificationRecord> proven = catalog.lastProvenRestore();
        List<Status.Alarm> raised = shown(alarms.now(backups, destinations, now));
        Safety safety = Safety.of(last, proven, raised, settings.enabled(), now);
        return new Status(
                safety.word(),
                safety.summary(),
                settings.enabled(),
                settings.host(),
                Version.current(),
                LiveDatabases.sqliteVersion(),
                now,
                startedAt,
                configuration.path(),
                configuration.loadedAt(),
                configuration.error(),
                last.orElse(null),
                proven.map(proof -> new Status.ProvenRestore(proof.label().toString(), proof.destination(), proof.at()))
                        .orElse(null),
                catalog.drills(1).stream().findFirst().orElse(null),
                runs.active(),
                jobs(),
                destinations,
                copyRule(settings, backups, now),
                standings.of(backups, now),
                raised);
    }

    /** As the book of alarms knows them: since when, also across restarts, and who has one in hand. */
    private List<Status.Alarm> shown(List<Alarm> alarms) throws BackupException {
        Map<String, OpenAlarm> book = new HashMap<>();
        catalog.alarms()
                .open()
                .forEach(record -> book.put(record.state().alarm().id(), record.state()));
        List<Status.Alarm> shown = new ArrayList<>();
        for (Alarm alarm : alarms) {
            Optional<OpenAlarm> known = Optional.ofNullable(book.get(alarm.id()));
            shown.add(new Status.Alarm(
                    alarm.id(),
                    alarm.severity().word(),
                    known.map(open -> open.alarm().since())
                            .filter(since -> since.isBefore(alarm.since()))
                            .orElse(alarm.since()),
                    alarm.message(),
                    alarm.hint(),
                    known.flatMap(OpenAlarm::acknowledged)
                            .map(OpenAlarm.Acknowledgement::by)
                            .orElse(null)));
        }
        return shown;
    }

    private static Status.CopyRule copyRule(Settings settings, List<BackupRecord> backups, Instant now) {
        CopyRule.Verdict verdict = new CopyRuleFacts(settings, backups, now).verdict();
        return new Status.CopyRule(
                verdict.isMet(),
                verdict.copies(),
                verdict.media(),
                verdict.offsite(),
                verdict.summary(),
                verdict.missing());
    }

    @Override
    public List<JobStatus> jobs() throws BackupException {
        Settings settings = configuration.settings();
        List<JobStatus> jobs = new ArrayList<>();
        for (JobSpec job : settings.jobs()) {
            jobs.add(new JobStatus(
                    job.name(),
                    job.schedule().map(schedule -> schedule.expression()).orElse(null),
                    job.onChange().map(rule -> onChange(job.name(), rule)).orElse(null),
                    settings.zone().getId(),
                    job.kind(),
                    job.components(),
                    job.compression(),
                    job.destinations(),
                    settings.enabled(),
                    settings.enabled() ? scheduler.next(job, NEXT) : List.of(),
                    catalog.lastRun(job.name()).orElse(null)));
        }
        return jobs;
    }

    private JobStatus.OnChange onChange(String job, OnChange rule) {
        Optional<ChangeWatch.Uncaptured> uncaptured = changes.uncaptured(job);
        return new JobStatus.OnChange(
                rule.debounce(),
                rule.minInterval(),
                changes.isNotified(job),
                uncaptured.map(ChangeWatch.Uncaptured::since).orElse(null),
                uncaptured.map(ChangeWatch.Uncaptured::due).orElse(null));
    }

    @Override
    public List<Standing> objectives() throws BackupException {
        return standings.of(catalog.backups(), clock.instant());
    }

    @Override
    public List<ObjectiveDay> objectiveDays(int count) throws BackupException {
        return standings.days(count, catalog.backups(), clock.instant());
    }

    @Override
    public List<DestinationStatus> destinations() throws BackupException {
        return probe.look(catalog.backups());
    }

    @Override
    public List<RunRecord> runs(int limit) throws BackupException {
        return catalog.runs(limit);
    }
}
