package io.thingconnect.pulse.backupd.report;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.catalog.ProofCount;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The page that Prometheus reads. Names say what is measured and in which unit; what is not known has no sample, so that
 * nobody computes with an invented number. {@code docs/monitoring.md} lists every name.
 */
public final class Metrics {
    /** Not {@code job}: Prometheus gives that name to what it scrapes, and would rename ours. */
    static final String JOB = "backup_job";

    private final MetricsFacts facts;
    private final MetricsText page = new MetricsText();

    private Metrics(MetricsFacts facts) {
        this.facts = facts;
    }

    /** In text format 0.0.4, each line ended. */
    public static String text(MetricsFacts facts) {
        Metrics metrics = new Metrics(facts);
        metrics.program();
        metrics.verdict();
        facts.backups().write(facts.destinations(), metrics.page);
        metrics.jobs();
        metrics.runs();
        metrics.destinations();
        metrics.proofs();
        metrics.drills();
        metrics.objectives();
        return metrics.page.toString();
    }

    private void program() {
        MetricsFacts.Program program = facts.program();
        page.gauge("up", "Whether the daemon answered; 0 is written by pulsectl metrics --textfile.")
                .sample(1);
        page.gauge("build_info", "1, with the versions of the daemon and of the SQLite in it.")
                .sample(1, "version", program.version(), "sqlite", program.sqliteVersion());
        page.gauge("metrics_timestamp_seconds", "When these metrics were taken.")
                .sample(program.now());
        page.gauge("process_start_time_seconds", "When the daemon was started.").sample(program.startedAt());
        page.counter("process_cpu_seconds_total", "Processor time of the daemon, user and system.")
                .sample(program.cpu());
        known(
                page.gauge("process_resident_memory_bytes", "Memory of the daemon that is in use (VmRSS)."),
                program.residentBytes());
        page.gauge("process_heap_bytes", "Java heap of the daemon that is in use.")
                .sample(program.heapBytes());
        known(page.gauge("catalog_bytes", "Size of the catalog, its log included."), program.catalogBytes());
        page.gauge("config_valid", "0 where backup.yaml was refused and former settings are in force.")
                .sample(facts.config().valid());
        page.gauge("config_loaded_timestamp_seconds", "When the settings in force were loaded.")
                .sample(facts.config().loadedAt());
        page.gauge("enabled", "0 where no schedule starts anything.").sample(facts.enabled());
    }

    private void verdict() {
        MetricsText.Family safe =
                page.gauge("safe", "The answer to \"am I safe?\": 1 for the state that holds, 0 for the others.");
        for (String state : List.of("yes", "warning", "no")) {
            safe.sample(state.equals(facts.safe()), "state", state);
        }
        MetricsText.Family open = page.gauge("alarms", "Open alarms.");
        for (String severity : List.of("critical", "warning")) {
            open.sample(
                    facts.alarms().stream()
                            .filter(alarm -> alarm.severity().equals(severity))
                            .count(),
                    "severity",
                    severity);
        }
        MetricsText.Family since = page.gauge("alarm_since_timestamp_seconds", "Since when an alarm is open.");
        facts.alarms().forEach(alarm -> since.sample(alarm.since(), "alarm", alarm.id(), "severity", alarm.severity()));
    }

    private void jobs() {
        MetricsText.Family next = page.gauge("job_next_run_timestamp_seconds", "When a job comes due.");
        facts.jobs().forEach(job -> job.next().ifPresent(due -> next.sample(due, JOB, job.name())));
        MetricsText.Family ended = page.gauge("job_last_run_timestamp_seconds", "When a job's newest run ended.");
        facts.jobs().forEach(job -> job.lastRun().ifPresent(run -> ended.sample(run.endedAt(), JOB, job.name())));
        MetricsText.Family succeeded =
                page.gauge("job_last_run_succeeded", "Whether a job's newest ended run was a success.");
        facts.jobs()
                .forEach(job -> job.lastRun()
                        .ifPresent(run -> succeeded.sample(run.state() == RunState.SUCCEEDED, JOB, job.name())));
        MetricsText.Family took =
                page.gauge("job_last_run_duration_seconds", "How long a job's newest ended run took.");
        for (MetricsFacts.Job job : facts.jobs()) {
            job.lastRun()
                    .filter(run -> run.startedAt() != null)
                    .ifPresent(run -> took.sample(length(run), JOB, job.name()));
        }
    }

    private static Duration length(RunRecord run) {
        Duration length = Duration.between(run.startedAt(), run.endedAt());
        return length.isNegative() ? Duration.ZERO : length;
    }

    /** Also the outcomes that a job never had: a counter that begins at one never seems to rise. */
    private void runs() {
        Map<RunKey, Long> counts = new TreeMap<>(RunKey.ORDER);
        for (MetricsFacts.Job job : facts.jobs()) {
            for (RunState state : RunState.values()) {
                if (state.isOver()) {
                    counts.put(new RunKey("backup", job.name(), state), 0L);
                }
            }
        }
        facts.counts()
                .runs()
                .forEach(count -> counts.put(new RunKey(count.operation(), count.job(), count.state()), count.runs()));
        MetricsText.Family total = page.counter("runs_total", "Runs that ended, by outcome.");
        counts.forEach((run, number) -> total.sample(
                number,
                "operation",
                run.operation(),
                JOB,
                run.job(),
                "outcome",
                run.state().word()));
        page.gauge("runs_active", "Runs that have not ended.")
                .sample(facts.counts().queued(), "state", "queued")
                .sample(facts.counts().running(), "state", "running");
    }

    private record RunKey(String operation, String job, RunState state) {
        static final Comparator<RunKey> ORDER = Comparator.comparing(RunKey::operation)
                .thenComparing(RunKey::job)
                .thenComparing(RunKey::state);
    }

    private void destinations() {
        MetricsText.Family up = page.gauge("destination_up", "Whether a destination can be used.");
        facts.destinations().forEach(place -> up.sample(place.up(), "destination", place.name(), "type", place.type()));
        MetricsText.Family free = page.gauge("destination_free_bytes", "Space left at a destination.");
        facts.destinations().forEach(place -> known(free, place.free(), "destination", place.name()));
        MetricsText.Family size = page.gauge("destination_size_bytes", "Size of a destination's file system.");
        facts.destinations().forEach(place -> known(size, place.size(), "destination", place.name()));
        MetricsText.Family reserve =
                page.gauge("destination_reserve_bytes", "Space that is to stay free at a destination.");
        facts.destinations().forEach(place -> reserve.sample(place.reserve(), "destination", place.name()));
    }

    private void proofs() {
        MetricsText.Family total = page.counter("verifications_total", "Proofs of copies, by depth and outcome.");
        List<ProofCount> counts = facts.counts().proofs().stream()
                .sorted(Comparator.comparing(ProofCount::destination)
                        .thenComparing(ProofCount::level)
                        .thenComparing(ProofCount::passed))
                .toList();
        counts.forEach(count -> total.sample(
                count.proofs(),
                "destination",
                count.destination(),
                "level",
                count.level(),
                "outcome",
                outcome(count.passed())));
        MetricsText.Family newest = page.gauge(
                "last_verification_timestamp_seconds", "When a copy at a destination was last read again, by outcome.");
        Map<String, Map<Boolean, Instant>> latest = new TreeMap<>();
        counts.forEach(count -> latest.computeIfAbsent(count.destination(), name -> new TreeMap<>())
                .merge(count.passed(), count.newest(), (a, b) -> a.isAfter(b) ? a : b));
        latest.forEach((destination, outcomes) -> outcomes.forEach(
                (passed, at) -> newest.sample(at, "destination", destination, "outcome", outcome(passed))));
        MetricsText.Family proven = page.gauge(
                "proven_restore_timestamp_seconds",
                "When a backup was last restored, to scratch or for real, and whole.");
        facts.provenRestore().ifPresent(proven::sample);
    }

    private static String outcome(boolean passed) {
        return passed ? "passed" : "failed";
    }

    private void drills() {
        MetricsText.Family at = page.gauge("drill_last_timestamp_seconds", "When a drill last ended.");
        facts.drills().forEach(drill -> at.sample(drill.endedAt(), labels(drill)));
        MetricsText.Family passed = page.gauge("drill_last_passed", "Whether a drill's last run passed.");
        facts.drills().forEach(drill -> passed.sample(drill.passed(), labels(drill)));
        MetricsText.Family took = page.gauge("drill_last_duration_seconds", "How long a drill's last run took.");
        facts.drills()
                .forEach(drill -> took.sample(Duration.between(drill.startedAt(), drill.endedAt()), labels(drill)));
    }

    private static String[] labels(DrillRecord drill) {
        return new String[] {"drill", drill.name(), "destination", drill.destination(), "scope", drill.scope()};
    }

    private void objectives() {
        seconds(
                "objective_rpo_seconds",
                "How much of a component may be lost.",
                standing -> standing.objective().rpo());
        seconds("expected_loss_seconds", "What of a component would be lost if the box died now.", Standing::loss);
        seconds(
                "worst_loss_seconds",
                "What of a component would have been lost at the worst moment of the last 30 days.",
                Standing::worstLoss);
        seconds(
                "objective_rto_seconds",
                "How long bringing back a component may take.",
                standing -> standing.objective().rto());
        seconds(
                "expected_recovery_seconds",
                "How long bringing back a component would take, as measured.",
                standing -> standing.recovery().map(ObjectiveFacts.Recovery::takes));
        missedDays();
    }

    /** Zero where it was always kept: what is not there cannot be told from what was not watched. */
    private void missedDays() {
        MetricsText.Family days = page.gauge(
                "objective_breaches", "Days of the last 30 on which an objective of a component was missed.");
        for (Standing standing : facts.objectives()) {
            String component = standing.objective().component();
            standing.objective()
                    .rpo()
                    .ifPresent(limit -> days.sample(
                            missed(component, ObjectiveDay::rpo), "component", component, "objective", "rpo"));
            standing.objective()
                    .rto()
                    .ifPresent(limit -> days.sample(
                            missed(component, ObjectiveDay::rto), "component", component, "objective", "rto"));
        }
    }

    private long missed(String component, Function<ObjectiveDay, Standing.Verdict> verdict) {
        return facts.objectiveDays().stream()
                .filter(day -> day.component().equals(component))
                .filter(day -> verdict.apply(day) == Standing.Verdict.MISSED)
                .count();
    }

    private void seconds(String name, String help, Function<Standing, Optional<Duration>> value) {
        MetricsText.Family family = page.gauge(name, help);
        for (Standing standing : facts.objectives()) {
            value.apply(standing)
                    .ifPresent(time -> family.sample(
                            time, "component", standing.objective().component()));
        }
    }

    private static void known(MetricsText.Family family, long value, String... labels) {
        if (value >= 0) {
            family.sample(value, labels);
        }
    }
}
