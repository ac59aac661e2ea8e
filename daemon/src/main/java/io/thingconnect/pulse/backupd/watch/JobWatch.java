package io.thingconnect.pulse.backupd.watch;

import io.thingconnect.pulse.backupd.system.Sizes;
import io.thingconnect.pulse.backupd.watch.Snapshot.ArchiveFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.JobFacts;
import io.thingconnect.pulse.backupd.watch.Snapshot.RunFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What can be wrong with one job. */
final class JobWatch {
    private final Thresholds limits;
    private final Instant now;
    private final List<Alarm> alarms = new ArrayList<>();

    private JobWatch(Thresholds limits, Instant now) {
        this.limits = limits;
        this.now = now;
    }

    static List<Alarm> alarms(JobFacts job, boolean enabled, Thresholds limits, Instant now) {
        JobWatch watch = new JobWatch(limits, now);
        job.lastEnded().ifPresent(run -> watch.outcome(job.name(), run));
        if (enabled) {
            job.oldestUnserved().ifPresent(due -> watch.missed(job.name(), due));
        }
        // A run under way that is too long already says more than the last one's length.
        job.running()
                .filter(run -> watch.isTooLong(run.startedAt(), now))
                .ifPresentOrElse(
                        run -> watch.isSlow(job.name(), run),
                        () -> job.lastEnded()
                                .filter(run -> watch.isTooLong(run.startedAt(), run.endedAt()))
                                .ifPresent(run -> watch.wasSlow(job.name(), run)));
        job.newest().ifPresent(archive -> watch.large(job.name(), archive));
        return watch.alarms;
    }

    private void outcome(String job, RunFacts run) {
        if (!limits.backupSuccess()) {
            return;
        }
        switch (run.outcome()) {
            case FAILED ->
                add(
                        "run-failed:" + job,
                        run.endedAt(),
                        "the last run of job '" + job + "' (run " + run.id() + ") failed at "
                                + Words.time(run.endedAt()) + ": " + run.message(),
                        "Remove the cause and start it again with 'pulsectl backup --job " + job + "'.");
            case INTERRUPTED ->
                add(
                        "run-interrupted:" + job,
                        run.endedAt(),
                        "the last run of job '" + job + "' (run " + run.id() + ") was interrupted; noticed at "
                                + Words.time(run.endedAt()) + ": " + run.message(),
                        "Start it again with 'pulsectl backup --job " + job + "'.");
            case RUNNING, SUCCEEDED, CANCELLED -> {
                // A cancelled run is somebody's wish.
            }
        }
    }

    private void missed(String job, Instant due) {
        Duration late = Duration.between(due, now);
        if (late.compareTo(limits.missedDue()) > 0) {
            add(
                    "due-missed:" + job,
                    due,
                    "the run of job '" + job + "' that was due at " + Words.time(due) + " has not been started for "
                            + Words.span(late),
                    "See what the daemon is doing with 'pulsectl status', or start it now with 'pulsectl backup --job "
                            + job + "'.");
        }
    }

    private boolean isTooLong(Instant from, Instant to) {
        return !limits.backupDuration().isZero()
                && from != null
                && to != null
                && Duration.between(from, to).compareTo(limits.backupDuration()) > 0;
    }

    private void isSlow(String job, RunFacts run) {
        add(
                "run-long:" + job,
                run.startedAt().plus(limits.backupDuration()),
                "run " + run.id() + " of job '" + job + "' has been under way for "
                        + Words.span(Duration.between(run.startedAt(), now)) + ", since " + Words.time(run.startedAt())
                        + "; the limit is " + Words.span(limits.backupDuration()),
                "Look at it with 'pulsectl watch " + run.id() + "'.");
    }

    private void wasSlow(String job, RunFacts run) {
        add(
                "run-long:" + job,
                run.startedAt().plus(limits.backupDuration()),
                "run " + run.id() + " of job '" + job + "', which ended at " + Words.time(run.endedAt()) + ", took "
                        + Words.span(Duration.between(run.startedAt(), run.endedAt())) + "; the limit is "
                        + Words.span(limits.backupDuration()),
                "See 'pulsectl jobs'; if that is how long it takes, raise monitoring: backup_duration in backup.yaml.");
    }

    private void large(String job, ArchiveFacts archive) {
        if (limits.backupSize() > 0 && archive.bytes() > limits.backupSize()) {
            add(
                    "archive-large:" + job,
                    archive.at(),
                    "the archive of backup '" + archive.label() + "' has " + Sizes.text(archive.bytes())
                            + "; the limit is " + Sizes.text(limits.backupSize()),
                    "See what it holds with 'pulsectl show " + archive.label() + "'.");
        }
    }

    private void add(String id, Instant since, String message, String hint) {
        alarms.add(new Alarm(id, Severity.WARNING, since, message, hint));
    }
}
