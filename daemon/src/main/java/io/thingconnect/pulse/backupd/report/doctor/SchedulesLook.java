package io.thingconnect.pulse.backupd.report.doctor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.schedule.Schedule;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Whether the schedules do what their author thought. */
public final class SchedulesLook implements Check {
    private final Plan plan;
    private final Catalog catalog;
    private final Clock clock;
    private final Commands commands;

    public SchedulesLook(Plan plan, Catalog catalog, Clock clock, Commands commands) {
        this.plan = requireNonNull(plan, "plan is null");
        this.catalog = requireNonNull(catalog, "catalog is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.commands = requireNonNull(commands, "commands is null");
    }

    /**
     * What is meant to happen by itself.
     *
     * @param enabled false: nothing starts by itself
     * @param systemZone in which the application prunes
     */
    public record Plan(List<JobSpec> jobs, boolean enabled, ZoneId systemZone) {
        public Plan {
            jobs = List.copyOf(jobs);
            requireNonNull(systemZone, "systemZone is null");
        }
    }

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public List<Finding> look() throws BackupException {
        List<Finding> findings = new ArrayList<>();
        findings.add(
                plan.enabled()
                        ? Finding.ok(FindingId.BACKUPS_DISABLED, "", "backups start by themselves")
                        : Finding.error(
                                FindingId.BACKUPS_DISABLED,
                                "",
                                "backup.enabled is false: no schedule starts anything",
                                commands.edit()));
        boolean none = plan.jobs().stream().allMatch(job -> job.schedule().isEmpty());
        findings.add(
                none
                        ? Finding.error(FindingId.SCHEDULE_NONE, "", "no job has a schedule", commands.edit())
                        : Finding.ok(
                                FindingId.SCHEDULE_NONE,
                                "",
                                plan.jobs().size() + (plan.jobs().size() == 1 ? " job" : " jobs")));
        for (JobSpec job : plan.jobs()) {
            if (job.schedule().isPresent()) {
                one(job, job.schedule().get(), findings);
            }
        }
        return findings;
    }

    private void one(JobSpec job, Schedule schedule, List<Finding> findings) throws BackupException {
        Instant now = clock.instant();
        DueHours hours = new DueHours(schedule, now);
        RunLength length = RunLength.of(job, catalog);
        String change = commands.edit();
        String cron = "\"" + schedule.expression() + "\"";

        findings.add(
                hours.meetsPrune(plan.systemZone(), length.longest())
                        ? Finding.notice(
                                FindingId.SCHEDULE_PRUNE,
                                job.name(),
                                cron + " reads the database while the application prunes it (02:00 of this box)",
                                change)
                        : Finding.ok(FindingId.SCHEDULE_PRUNE, job.name(), cron + " keeps out of the way of 02:00"));
        boolean tight = !length.longest().isZero()
                && hours.shortestGap().compareTo(length.longest().multipliedBy(2)) < 0;
        findings.add(
                tight
                        ? Finding.warning(
                                FindingId.SCHEDULE_INTERVAL,
                                job.name(),
                                cron + " comes every " + Say.span(hours.shortestGap()) + ", and " + length.what() + " "
                                        + Say.span(length.longest()),
                                change)
                        : Finding.ok(FindingId.SCHEDULE_INTERVAL, job.name(), "room between two runs"));
        List<String> skipped = CronDays.skippedMonths(schedule.expression());
        findings.add(
                skipped.isEmpty()
                        ? Finding.ok(FindingId.SCHEDULE_SKIPS, job.name(), "no month is left out by its length")
                        : Finding.warning(
                                FindingId.SCHEDULE_SKIPS,
                                job.name(),
                                cron + " is not due in every " + String.join(", ", skipped),
                                change));
        findings.add(hours.clockChange()
                .map(what -> Finding.notice(FindingId.SCHEDULE_DST, job.name(), cron + " " + what, change))
                .orElse(Finding.ok(FindingId.SCHEDULE_DST, job.name(), "the clock changes at another hour")));
    }
}
