package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.job.scheduler.Scheduler;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How things stand in one line, for {@code systemctl status}: what runs, what runs next, how the last run ended. */
final class StatusLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final Configuration configuration;
    private final Catalog catalog;
    private final Runs runs;
    private final Scheduler scheduler;

    StatusLine(Configuration configuration, Catalog catalog, Runs runs, Scheduler scheduler) {
        this.configuration = configuration;
        this.catalog = catalog;
        this.runs = runs;
        this.scheduler = scheduler;
    }

    String text() {
        String warning =
                configuration.error().isEmpty() ? "" : "; backup.yaml has errors, the old settings are in force";
        return activity(configuration.settings()) + warning;
    }

    private String activity(Settings settings) {
        List<RunView> active = runs.active();
        if (!active.isEmpty()) {
            RunRecord run = active.get(0).record();
            String more = active.size() > 1 ? ", " + (active.size() - 1) + " more" : "";
            return "Running " + described(run) + more;
        }
        return next(settings) + last(settings.zone());
    }

    private static String described(RunRecord run) {
        return run.operation() + (run.job().isEmpty() ? "" : " by job " + run.job());
    }

    private String next(Settings settings) {
        if (!settings.enabled()) {
            return "Switched off: nothing starts by itself";
        }
        Optional<Map.Entry<JobSpec, Instant>> next = settings.jobs().stream()
                .flatMap(job -> scheduler.next(job, 1).stream().map(due -> Map.entry(job, due)))
                .min(Comparator.comparing(Map.Entry::getValue));
        return next.map(due -> "Next: " + due.getKey().name() + " at " + at(due.getValue(), settings.zone()))
                .orElse("No job has a schedule");
    }

    private String last(ZoneId zone) {
        try {
            return catalog.runs(1).stream()
                    .findFirst()
                    .filter(run -> run.endedAt() != null)
                    .map(run ->
                            "; last: " + described(run) + " " + run.state().word() + " at " + at(run.endedAt(), zone))
                    .orElse("; nothing has run yet");
        } catch (BackupException e) {
            return "; " + e.getMessage();
        }
    }

    private static String at(Instant instant, ZoneId zone) {
        return TIME.format(instant.atZone(zone));
    }
}
