package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyAttempt;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.Derived;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.copies.KeyCheck;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.GapWatch;
import io.thingconnect.pulse.backupd.watch.Snapshot;
import io.thingconnect.pulse.backupd.watch.Thresholds;
import io.thingconnect.pulse.backupd.watch.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Gathers the facts that the watch room judges, and hands its alarms to those who show them. */
final class WatchedAlarms {
    static final String WATCHED_SINCE = "watched.since";

    private final Configuration configuration;
    private final Catalog catalog;
    private final Runs runs;
    private final Checks checks;
    private final Instant watchedSince;
    private final Downtime downtime;
    private final HistoryAlarms history;
    private volatile List<Alarm> ofHistory = List.of();
    /** Backups with a copy that is not as it should be: a few of many. */
    private final Derived<List<BackupRecord>> unsettled = new Derived<>(WatchedAlarms::unsettled);

    private final Map<String, Instant> troubledSince = new ConcurrentHashMap<>();

    /** What is looked at beside the catalog. */
    record Checks(KeyCheck keys, RestoreAlarm restores, Standings standings, List<AlarmSource> more) {
        Checks {
            more = List.copyOf(more);
        }
    }

    /** @param now taken as the beginning where this installation was never watched before */
    WatchedAlarms(Configuration configuration, Catalog catalog, Runs runs, Checks checks, Instant now)
            throws BackupException {
        this.configuration = configuration;
        this.catalog = catalog;
        this.runs = runs;
        this.checks = checks;
        Optional<String> known = catalog.fact(WATCHED_SINCE);
        if (known.isEmpty()) {
            catalog.setFact(WATCHED_SINCE, now.toString());
        }
        this.downtime = new Downtime(catalog);
        this.history = new HistoryAlarms(catalog);
        this.watchedSince = known.map(Instant::parse).orElse(now);
    }

    /** Notes that somebody watches now, and looks at what a status query has no time for; called about once a minute. */
    void watched(List<BackupRecord> backups, List<DestinationStatus> destinations, Instant now) throws BackupException {
        downtime.watched(configuration.settings(), now);
        checks.standings().watched(backups, now);
        ofHistory = history.alarms(configuration.settings(), backups, destinations, now);
    }

    /** Whether it was not looked into yet since the start, so that its absence says nothing. */
    boolean isUnknown(Alarm alarm) {
        return alarm.id().equals("key-missing") && !checks.keys().isDone();
    }

    /** The worst first, then the oldest first. */
    List<Alarm> now(List<BackupRecord> backups, List<DestinationStatus> destinations, Instant now)
            throws BackupException {
        Settings settings = configuration.settings();
        Settings.Monitoring limits = settings.monitoring();
        Thresholds thresholds = new Thresholds(
                limits.backupSuccess(),
                limits.backupDuration(),
                limits.backupSize(),
                limits.missingBackups(),
                Thresholds.DEFAULT.missedDue());
        List<Alarm> alarms =
                new ArrayList<>(Watch.alarms(snapshot(settings, backups, destinations, now), thresholds, now));
        // A broken budget says the same as the failed run, and why.
        ofHistory.stream()
                .filter(over -> over.id().startsWith("capture-budget:"))
                .map(over -> over.id().replace("capture-budget:", "run-failed:"))
                .forEach(same -> alarms.removeIf(alarm -> alarm.id().equals(same)));
        alarms.addAll(ofHistory);
        checks.standings().of(backups, now).forEach(standing -> alarms.addAll(standing.alarms()));
        downtime.gap().flatMap(GapWatch::alarm).ifPresent(alarms::add);
        CatalogAlarm.of(catalog, backups, destinations).ifPresent(alarms::add);
        checks.restores().of(now).ifPresent(alarms::add);
        for (AlarmSource source : checks.more()) {
            alarms.addAll(source.alarms(backups, now));
        }
        return Watch.sorted(alarms);
    }

    private Snapshot snapshot(
            Settings settings, List<BackupRecord> backups, List<DestinationStatus> destinations, Instant now)
            throws BackupException {
        Optional<Instant> newest = backups.stream()
                .filter(backup -> backup.isGood() && backup.hasDatabase())
                .findFirst()
                .map(BackupRecord::takenAt);
        return new Snapshot(
                settings.enabled(),
                watchedSince,
                newest,
                jobs(settings, backups, now),
                destinations(settings, destinations, now),
                pending(settings, unsettled.from(backups)),
                failedProofs(unsettled.from(backups)),
                failedDrills(settings),
                checks.keys()
                        .found()
                        .map(locked -> new Snapshot.LockedCopy(
                                locked.label(), locked.destination(), locked.since(), locked.message())),
                rejectedConfig(),
                ClockHistory.of(catalog, settings.jobs()));
    }

    private List<Snapshot.JobFacts> jobs(Settings settings, List<BackupRecord> backups, Instant now)
            throws BackupException {
        List<Snapshot.JobFacts> facts = new ArrayList<>();
        for (JobSpec job : settings.jobs()) {
            Optional<Instant> served = catalog.lastDue(job.name());
            Optional<Instant> unserved = job.schedule()
                    .flatMap(schedule -> served.flatMap(schedule::nextAfter))
                    .filter(due -> !due.isAfter(now));
            Optional<RunRecord> running = runs.active().stream()
                    .map(RunView::record)
                    .filter(run ->
                            run.operation().equals("backup") && run.job().equals(job.name()) && run.startedAt() != null)
                    .findFirst();
            facts.add(new Snapshot.JobFacts(
                    job.name(),
                    unserved,
                    running.map(WatchedAlarms::run),
                    catalog.lastRun(job.name())
                            .filter(run -> run.startedAt() != null)
                            .map(WatchedAlarms::run),
                    backups.stream()
                            .filter(backup -> backup.job().equals(job.name()))
                            .findFirst()
                            .map(backup -> new Snapshot.ArchiveFacts(
                                    backup.label().toString(), backup.takenAt(), backup.archiveBytes()))));
        }
        return facts;
    }

    private static Snapshot.RunFacts run(RunRecord run) {
        String message = run.error() == null ? "" : run.error().message();
        return new Snapshot.RunFacts(run.id(), outcome(run.state()), run.startedAt(), run.endedAt(), message);
    }

    private static Snapshot.RunOutcome outcome(RunState state) {
        return switch (state) {
            case QUEUED, RUNNING -> Snapshot.RunOutcome.RUNNING;
            case SUCCEEDED -> Snapshot.RunOutcome.SUCCEEDED;
            case FAILED -> Snapshot.RunOutcome.FAILED;
            case CANCELLED -> Snapshot.RunOutcome.CANCELLED;
            case INTERRUPTED -> Snapshot.RunOutcome.INTERRUPTED;
        };
    }

    private List<Snapshot.DestinationFacts> destinations(
            Settings settings, List<DestinationStatus> destinations, Instant now) {
        long reserve = settings.spool().reserve();
        List<Snapshot.DestinationFacts> facts = new ArrayList<>();
        for (DestinationStatus destination : destinations) {
            long free = destination.freeBytes() == null ? -1 : destination.freeBytes();
            boolean troubled = !destination.error().isEmpty() || (free >= 0 && free < reserve);
            if (!troubled) {
                troubledSince.remove(destination.name());
            }
            Instant since = troubled ? troubledSince.computeIfAbsent(destination.name(), name -> now) : now;
            facts.add(new Snapshot.DestinationFacts(
                    destination.name(), destination.location(), destination.error(), since, free, reserve));
        }
        return facts;
    }

    private static List<BackupRecord> unsettled(List<BackupRecord> backups) {
        return backups.stream()
                .filter(backup -> backup.copies().stream()
                        .anyMatch(copy -> copy.state() == CopyState.PENDING || copy.state() == CopyState.QUARANTINED))
                .toList();
    }

    /** Only for destinations that are configured: nobody waits for another. */
    private List<Snapshot.PendingFacts> pending(Settings settings, List<BackupRecord> backups) throws BackupException {
        List<CopyAttempt> attempts = catalog.attempts();
        List<Snapshot.PendingFacts> facts = new ArrayList<>();
        settings.copyTerms().forEach((name, terms) -> {
            int copies = 0;
            BackupRecord oldest = null;
            Instant since = Instant.MAX;
            for (BackupRecord backup : backups) {
                for (CopyRecord copy : backup.copies()) {
                    if (copy.destination().equals(name) && copy.state() == CopyState.PENDING) {
                        copies++;
                        oldest = copy.at().isAfter(since) ? oldest : backup;
                        since = copy.at().isAfter(since) ? since : copy.at();
                    }
                }
            }
            if (oldest != null) {
                facts.add(new Snapshot.PendingFacts(
                        name, copies, oldest.label().toString(), since, terms.overdue(), last(attempts, name)));
            }
        });
        return facts;
    }

    private static String last(List<CopyAttempt> attempts, String destination) {
        return attempts.stream()
                .filter(attempt -> attempt.destination().equals(destination))
                .findFirst()
                .map(CopyAttempt::message)
                .orElse("");
    }

    private List<Snapshot.FailedProof> failedProofs(List<BackupRecord> backups) throws BackupException {
        List<Snapshot.FailedProof> failed = new ArrayList<>();
        for (BackupRecord backup : backups) {
            for (CopyRecord copy : backup.copies()) {
                if (copy.state() != CopyState.QUARANTINED) {
                    continue;
                }
                String message = catalog.verifications(backup.label()).stream()
                        .filter(proof -> !proof.passed() && proof.destination().equals(copy.destination()))
                        .findFirst()
                        .map(VerificationRecord::message)
                        .orElse("reading it back yielded other bytes than were written");
                failed.add(new Snapshot.FailedProof(
                        backup.label().toString(), copy.destination(), copy.at(), message, true));
            }
        }
        return failed;
    }

    /** Of drills that are configured, or have no name; from destinations that are. */
    private List<Snapshot.FailedDrill> failedDrills(Settings settings) throws BackupException {
        Set<String> names = new HashSet<>(Set.of(""));
        settings.practice().drills().forEach(drill -> names.add(drill.name()));
        return catalog.latestDrills().stream()
                .filter(drill -> !drill.passed() && names.contains(drill.name()))
                .filter(drill -> settings.copyTerms().containsKey(drill.destination()))
                .map(drill -> new Snapshot.FailedDrill(
                        drill.name(), drill.destination(), drill.label(), drill.endedAt(), drill.message()))
                .toList();
    }

    private Optional<Snapshot.RejectedConfig> rejectedConfig() {
        String error = configuration.error();
        if (error.isEmpty()) {
            return Optional.empty();
        }
        String first = error.lines().findFirst().orElse(error);
        return Optional.of(new Snapshot.RejectedConfig(configuration.path(), configuration.errorSince(), first));
    }
}
