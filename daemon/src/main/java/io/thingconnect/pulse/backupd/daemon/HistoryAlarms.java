package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.operation.BackupRun;
import io.thingconnect.pulse.backupd.watch.Alarm;
import io.thingconnect.pulse.backupd.watch.CaptureWatch;
import io.thingconnect.pulse.backupd.watch.ChainWatch;
import io.thingconnect.pulse.backupd.watch.SizeWatch;
import io.thingconnect.pulse.backupd.watch.SpaceWatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers what has to be judged by many backups at once; too much for a status query, and only now and then different. */
final class HistoryAlarms {
    private final Catalog catalog;

    HistoryAlarms(Catalog catalog) {
        this.catalog = catalog;
    }

    List<Alarm> alarms(Settings settings, List<BackupRecord> backups, List<DestinationStatus> destinations, Instant now)
            throws BackupException {
        List<ChainWatch.ChainFacts> chains = new ArrayList<>();
        List<SizeWatch.SizeFacts> sizes = new ArrayList<>();
        List<CaptureWatch.BudgetFacts> budgets = new ArrayList<>();
        for (JobSpec job : settings.jobs()) {
            List<BackupRecord> own = backups.stream()
                    .filter(backup -> backup.job().equals(job.name()))
                    .toList();
            chain(job, own).ifPresent(chains::add);
            size(job, own).ifPresent(sizes::add);
            catalog.lastRun(job.name()).flatMap(HistoryAlarms::budget).ifPresent(budgets::add);
        }
        List<SpaceWatch.SpaceFacts> spaces = destinations.stream()
                .filter(destination -> destination.freeBytes() != null)
                .map(destination -> SpaceHistory.of(
                        settings, backups, destination.name(), destination.location(), destination.freeBytes()))
                .toList();
        List<Alarm> alarms =
                new ArrayList<>(ChainWatch.alarms(chains, settings.monitoring().chainLength()));
        alarms.addAll(SizeWatch.alarms(sizes));
        alarms.addAll(CaptureWatch.alarms(budgets));
        alarms.addAll(SpaceWatch.alarms(spaces, now));
        return alarms;
    }

    /** A restore reads good copies only. */
    private static Optional<ChainWatch.ChainFacts> chain(JobSpec job, List<BackupRecord> own) {
        List<BackupRecord> good = own.stream().filter(BackupRecord::isGood).toList();
        Ancestry ancestry =
                Ancestry.among(good.stream().map(BackupRecord::member).toList());
        return good.stream()
                .findFirst()
                .map(newest -> new ChainWatch.ChainFacts(
                        job.name(),
                        newest.label().toString(),
                        newest.takenAt(),
                        ancestry.chain(newest.member()).size()));
    }

    /** Only what holds the same and is of the same kind can be compared; expired ones tell as much as others. */
    private static Optional<SizeWatch.SizeFacts> size(JobSpec job, List<BackupRecord> own) {
        Optional<BackupRecord> newest =
                own.stream().filter(BackupRecord::isGood).findFirst();
        return newest.map(backup -> new SizeWatch.SizeFacts(
                job.name(),
                backup.label().toString(),
                backup.takenAt(),
                backup.label().kind() == Kind.FULL,
                backup.plainBytes(),
                own.stream()
                        .filter(other -> other.label().compareTo(backup.label()) < 0)
                        .filter(other -> other.label().kind() == backup.label().kind()
                                && other.components().equals(backup.components()))
                        .limit(SizeWatch.HISTORY)
                        .map(BackupRecord::plainBytes)
                        .toList()));
    }

    private static Optional<CaptureWatch.BudgetFacts> budget(RunRecord run) {
        boolean failed = run.error() != null && run.error().code() == ErrorCode.CAPTURE_BUDGET;
        Optional<String> staged = run.warnings().stream()
                .filter(warning -> warning.startsWith(BackupRun.OVER_BUDGET))
                .findFirst()
                .map(warning -> warning.substring(BackupRun.OVER_BUDGET.length()));
        if (!failed && staged.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CaptureWatch.BudgetFacts(
                run.job(), run.id(), run.endedAt(), failed, failed ? run.error().message() : staged.get()));
    }
}
