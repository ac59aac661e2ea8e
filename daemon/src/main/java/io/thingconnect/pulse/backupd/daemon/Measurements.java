package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.Derived;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.control.service.DestinationStatus;
import io.thingconnect.pulse.backupd.control.service.Facts;
import io.thingconnect.pulse.backupd.control.service.Measured;
import io.thingconnect.pulse.backupd.control.service.Status;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.report.Metrics;
import io.thingconnect.pulse.backupd.report.MetricsFacts;
import io.thingconnect.pulse.backupd.report.MetricsOfBackups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Gathers the numbers of the metrics page: those of the status, and what the catalog has counted. */
final class Measurements implements Measured {
    private final Facts facts;
    private final Catalog catalog;
    private final Configuration configuration;
    private final Path catalogFile;
    private final Derived<MetricsOfBackups> backups = new Derived<>(MetricsOfBackups::of);

    Measurements(Facts facts, Catalog catalog, Configuration configuration, Path catalogFile) {
        this.facts = facts;
        this.catalog = catalog;
        this.configuration = configuration;
        this.catalogFile = catalogFile;
    }

    @Override
    public String metrics() throws BackupException {
        return Metrics.text(now());
    }

    private MetricsFacts now() throws BackupException {
        Settings settings = configuration.settings();
        Status status = facts.status();
        return new MetricsFacts(
                program(status),
                status.safe(),
                status.enabled(),
                new MetricsFacts.Config(status.configError().isEmpty(), status.configLoadedAt()),
                backups.from(catalog.backups()),
                status.jobs().stream()
                        .map(job -> new MetricsFacts.Job(
                                job.name(), job.next().stream().findFirst(), Optional.ofNullable(job.lastRun())))
                        .toList(),
                status.destinations().stream()
                        .map(place -> destination(place, settings.spool().reserve()))
                        .toList(),
                counts(status),
                Optional.ofNullable(status.lastProvenRestore()).map(Status.ProvenRestore::at),
                catalog.latestDrills(),
                status.objectives(),
                facts.objectiveDays(Math.toIntExact(Standings.HISTORY.toDays())),
                status.alarms().stream()
                        .map(alarm -> new MetricsFacts.Alarm(alarm.id(), alarm.severity(), alarm.since()))
                        .toList());
    }

    private static MetricsFacts.Destination destination(DestinationStatus place, long reserve) {
        return new MetricsFacts.Destination(
                place.name(),
                place.type(),
                place.reachable(),
                known(place.freeBytes()),
                known(place.totalBytes()),
                reserve);
    }

    private static long known(Long bytes) {
        return bytes == null ? -1 : bytes;
    }

    private MetricsFacts.Counts counts(Status status) throws BackupException {
        long queued = status.running().stream()
                .filter(run -> run.record().state() == RunState.QUEUED)
                .count();
        return new MetricsFacts.Counts(
                catalog.runCounts(),
                catalog.proofCounts(),
                queued,
                status.running().size() - queued);
    }

    private MetricsFacts.Program program(Status status) {
        Runtime runtime = Runtime.getRuntime();
        return new MetricsFacts.Program(
                status.version(),
                status.sqliteVersion(),
                status.now(),
                status.startedAt(),
                ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO),
                resident(),
                runtime.totalMemory() - runtime.freeMemory(),
                size(catalogFile) + Math.max(0, size(catalogFile.resolveSibling(catalogFile.getFileName() + "-wal"))));
    }

    private static long resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .orElse(-1L);
        } catch (IOException e) {
            // Where /proc is hidden nobody knows.
            return -1;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            // Not there: the log goes when it was taken over.
            return -1;
        }
    }
}
