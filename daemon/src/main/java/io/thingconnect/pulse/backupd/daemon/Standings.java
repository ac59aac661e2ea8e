package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.Derived;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.job.scheduler.Scheduler;
import io.thingconnect.pulse.backupd.recovery.RestorePlanner;
import io.thingconnect.pulse.backupd.watch.Objective;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts;
import io.thingconnect.pulse.backupd.watch.Objectives;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Gathers what is known of each component, and has it held against the objectives. */
final class Standings {
    /** How far the worst gap is looked for. */
    static final Duration HISTORY = Duration.ofDays(30);

    /** A run that is due begins within this; until then the next due time would tell of a delay that there is not. */
    private static final Duration BEGINNING = Duration.ofMinutes(1);

    private final Configuration configuration;
    private final Catalog catalog;
    private final Runs runs;
    private final Scheduler scheduler;

    /** What changes seen by the kernel are not saved yet; empty where no job saves a component at each change. */
    private final Function<Component, Optional<ObjectiveFacts.Changes>> changes;

    private final ObjectiveHistory history;

    private final Derived<Map<Component, Past>> pasts = new Derived<>(Standings::past);

    /** By label: finding a chain costs a look at every backup of its job, and it stays what it is. */
    private final Map<Label, Size> sizes = new ConcurrentHashMap<>();

    Standings(
            Configuration configuration,
            Catalog catalog,
            Runs runs,
            Scheduler scheduler,
            Function<Component, Optional<ObjectiveFacts.Changes>> changes) {
        this.configuration = configuration;
        this.catalog = catalog;
        this.runs = runs;
        this.scheduler = scheduler;
        this.changes = changes;
        this.history = new ObjectiveHistory(catalog);
    }

    /**
     * @param content bytes that a restore of a chain writes, at most
     * @param archives bytes that it reads
     */
    private record Size(long content, long archives) {}

    /** Of one component: its newest good backup, and the longest time without one, of late. */
    private static final class Past {
        private final BackupRecord newest;
        private Instant last;
        private Duration worst = Duration.ZERO;

        Past(BackupRecord newest) {
            this.newest = newest;
            this.last = newest.takenAt();
        }

        void add(BackupRecord older) {
            Duration gap = Duration.between(older.takenAt(), last);
            worst = gap.compareTo(worst) > 0 ? gap : worst;
            last = older.takenAt();
        }
    }

    /** Notes how things stand now; called about once a minute. */
    void watched(List<BackupRecord> backups, Instant now) throws BackupException {
        history.seen(of(backups, now), now);
    }

    /** How things stood at their worst on each of so many days with this one, the newest first. */
    List<ObjectiveDay> days(int count, List<BackupRecord> backups, Instant now) throws BackupException {
        return history.days(count, of(backups, now), now);
    }

    /** Of what a job backs up and of what somebody set an objective for. */
    List<Standing> of(List<BackupRecord> backups, Instant now) throws BackupException {
        Settings settings = configuration.settings();
        Map<Component, Past> past = pasts.from(backups);
        Map<Component, List<ObjectiveFacts.Due>> dues = dues(settings, now);
        Instant since =
                catalog.fact(WatchedAlarms.WATCHED_SINCE).map(Instant::parse).orElse(now);
        List<Standing> standings = new ArrayList<>();
        for (Objective objective : settings.objectives()) {
            Component held = Component.parse(objective.heldBy()).orElseThrow();
            boolean own = objective.component().equals(objective.heldBy());
            if (!(own && dues.containsKey(held)) && !objective.isPromised()) {
                continue;
            }
            Optional<Past> known = Optional.ofNullable(past.get(held));
            ObjectiveFacts facts = new ObjectiveFacts(
                    objective,
                    since,
                    known.map(of -> of.newest.takenAt()),
                    dues.getOrDefault(held, List.of()),
                    changes.apply(held),
                    known.map(of -> worst(of, now)),
                    known.isEmpty() ? List.of() : recoveries(held, known.get().newest, backups));
            standings.add(Objectives.standing(facts, now));
        }
        return standings;
    }

    private static Duration worst(Past past, Instant now) {
        Duration present = Duration.between(past.newest.takenAt(), now);
        return present.compareTo(past.worst) > 0 ? present : past.worst;
    }

    /** The gaps that end with the newest backup or before; the one until now is another matter. */
    private static Map<Component, Past> past(List<BackupRecord> backups) {
        Map<Component, Past> past = new EnumMap<>(Component.class);
        if (backups.isEmpty()) {
            return past;
        }
        Instant from = backups.get(0).takenAt().minus(HISTORY);
        for (BackupRecord backup : backups) {
            if (!backup.isGood()) {
                continue;
            }
            for (Component component : backup.components()) {
                Past known = past.get(component);
                if (known == null) {
                    past.put(component, new Past(backup));
                } else if (!backup.takenAt().isBefore(from)) {
                    known.add(backup);
                }
            }
        }
        return past;
    }

    private Map<Component, List<ObjectiveFacts.Due>> dues(Settings settings, Instant now) throws BackupException {
        Map<Component, List<ObjectiveFacts.Due>> dues = new EnumMap<>(Component.class);
        for (JobSpec job : settings.jobs()) {
            Optional<RunRecord> last = catalog.lastRun(job.name());
            Duration takes = last.filter(run -> run.state() == RunState.SUCCEEDED && run.startedAt() != null)
                    .map(run -> Duration.between(run.startedAt(), run.endedAt()))
                    .orElse(Duration.ZERO);
            Optional<Instant> next = next(settings, job, now);
            job.components().forEach(component -> {
                List<ObjectiveFacts.Due> of = dues.computeIfAbsent(component, c -> new ArrayList<>());
                next.ifPresent(at -> of.add(new ObjectiveFacts.Due(at, takes)));
            });
        }
        return dues;
    }

    /** When its next backup begins, or began where it is under way. */
    private Optional<Instant> next(Settings settings, JobSpec job, Instant now) throws BackupException {
        Optional<RunRecord> active = runs.active().stream()
                .map(RunView::record)
                .filter(run -> run.operation().equals("backup") && run.job().equals(job.name()))
                .findFirst();
        if (active.isPresent()) {
            return active.map(run -> run.startedAt() == null ? now : run.startedAt());
        }
        if (!settings.enabled()) {
            return Optional.empty();
        }
        Optional<Instant> served = catalog.lastDue(job.name());
        Optional<Instant> unserved = job.schedule()
                .flatMap(schedule -> served.flatMap(schedule::nextAfter))
                .filter(due -> !due.isAfter(now) && due.plus(BEGINNING).isAfter(now));
        return unserved.isPresent() ? unserved : scheduler.next(job, 1).stream().findFirst();
    }

    private List<ObjectiveFacts.Recovery> recoveries(Component held, BackupRecord newest, List<BackupRecord> backups)
            throws BackupException {
        Size size = sizes.computeIfAbsent(newest.label(), label -> size(newest, backups));
        List<ObjectiveFacts.Recovery> recoveries = new ArrayList<>();
        catalog.fact(RestorePlanner.RATE)
                .filter(rate -> rate.matches("[1-9]\\d{0,17}"))
                .map(Long::parseLong)
                .ifPresent(rate -> recoveries.add(new ObjectiveFacts.Recovery(
                        Duration.ofSeconds(Math.max(1, size.content() / rate)),
                        "by the rate of earlier restores",
                        newest.takenAt())));
        lastDrill(held).ifPresent(drill -> recoveries.add(byDrill(drill, size)));
        return recoveries;
    }

    private Size size(BackupRecord newest, List<BackupRecord> backups) {
        // Of old ones only the newest is asked for again.
        sizes.clear();
        Map<Label, BackupRecord> ofJob = new HashMap<>();
        backups.stream()
                .filter(backup -> backup.job().equals(newest.job()) && backup.isGood())
                .forEach(backup -> ofJob.put(backup.label(), backup));
        List<BackupRecord> chain = newest.lineage().isDelta()
                ? Ancestry.among(ofJob.values().stream()
                                .map(BackupRecord::member)
                                .toList())
                        .chain(newest.member())
                        .stream()
                        .map(member -> ofJob.getOrDefault(member.label(), newest))
                        .toList()
                : List.of(newest);
        return new Size(
                RestorePlanner.neededBytes(chain),
                chain.stream().mapToLong(BackupRecord::archiveBytes).sum());
    }

    /** The newest one that passed and did what bringing back this component takes. */
    private Optional<DrillRecord> lastDrill(Component held) throws BackupException {
        return catalog.latestDrills().stream()
                .filter(drill -> drill.passed() && drill.bytesRead() > 0)
                .filter(drill -> held == Component.DATABASE || drill.scope().equals("box"))
                .max(Comparator.comparing(DrillRecord::endedAt));
    }

    /** As long as then, for as many bytes as now. Asking questions of the database is no part of a recovery. */
    private static ObjectiveFacts.Recovery byDrill(DrillRecord drill, Size size) {
        long millis = drill.phases().stream()
                .filter(phase -> !phase.name().equals("assertions"))
                .mapToLong(DrillRecord.Phase::millis)
                .sum();
        double times = (double) size.archives() / drill.bytesRead();
        return new ObjectiveFacts.Recovery(
                Duration.ofMillis(Math.max(1_000, (long) (millis * times))),
                "by the drill of " + drill.endedAt().truncatedTo(ChronoUnit.SECONDS) + " from '" + drill.destination()
                        + "'",
                drill.endedAt());
    }
}
