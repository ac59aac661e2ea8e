package io.thingconnect.pulse.backupd.report;

import io.thingconnect.pulse.backupd.backupset.Ancestry;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the backups and their copies show, found in one pass over them; to be kept until they change. */
public final class MetricsOfBackups {
    private final Map<Component, Instant> byComponent = new EnumMap<>(Component.class);
    private final Map<String, OfJob> byJob = new TreeMap<>();
    private final Map<String, Place> byDestination = new TreeMap<>();

    private MetricsOfBackups() {}

    /** @param backups newest first */
    public static MetricsOfBackups of(List<BackupRecord> backups) {
        MetricsOfBackups metrics = new MetricsOfBackups();
        for (BackupRecord backup : backups) {
            if (backup.isGood()) {
                backup.components().forEach(component -> metrics.byComponent.putIfAbsent(component, backup.takenAt()));
                metrics.byJob.computeIfAbsent(backup.job(), job -> new OfJob(backup)).good++;
            }
            backup.copies().forEach(copy -> metrics.count(backup, copy));
        }
        metrics.byJob.values().forEach(job -> job.chain = chainLength(job.newest, backups));
        return metrics;
    }

    /** The newest good backup of a job, and how many good ones there are. */
    private static final class OfJob {
        private final BackupRecord newest;
        private long good;
        private int chain;

        OfJob(BackupRecord newest) {
            this.newest = newest;
        }
    }

    /** What one destination holds. */
    private static final class Place {
        private final Map<CopyState, Long> copies = new EnumMap<>(CopyState.class);
        private long bytes;
        private Instant newest;
        private Instant oldestPending;
    }

    void write(List<MetricsFacts.Destination> destinations, MetricsText page) {
        Map<String, Place> places = new TreeMap<>(byDestination);
        destinations.forEach(destination -> places.putIfAbsent(destination.name(), new Place()));
        components(page);
        jobs(page);
        copies(places, page);
    }

    private void count(BackupRecord backup, CopyRecord copy) {
        Place place = byDestination.computeIfAbsent(copy.destination(), name -> new Place());
        place.copies.merge(copy.state(), 1L, Long::sum);
        if (copy.state().isPresent()) {
            place.bytes += backup.archiveBytes();
        }
        if (copy.state() == CopyState.GOOD && place.newest == null) {
            place.newest = backup.takenAt();
        }
        if (copy.state() == CopyState.PENDING && !isLaterThan(copy.at(), place.oldestPending)) {
            place.oldestPending = copy.at();
        }
    }

    private static boolean isLaterThan(Instant time, Instant other) {
        return other != null && time.isAfter(other);
    }

    private void components(MetricsText page) {
        MetricsText.Family newest = page.gauge(
                "component_newest_good_timestamp_seconds",
                "When the newest good backup that holds a component was taken.");
        byComponent.forEach((component, at) -> newest.sample(at, "component", component.word()));
    }

    private void jobs(MetricsText page) {
        MetricsText.Family good = page.gauge("backups", "Good backups of a job.");
        byJob.forEach((job, of) -> good.sample(of.good, Metrics.JOB, job));
        MetricsText.Family taken =
                page.gauge("newest_good_timestamp_seconds", "When the newest good backup of a job was taken.");
        byJob.forEach((job, of) -> taken.sample(of.newest.takenAt(), Metrics.JOB, job));
        MetricsText.Family took = page.gauge(
                "newest_good_duration_seconds",
                "From the moment that the newest good backup of a job shows to its end.");
        byJob.forEach((job, of) -> took.sample(length(of.newest), Metrics.JOB, job));
        MetricsText.Family archive =
                page.gauge("newest_good_archive_bytes", "Size of the newest good backup of a job, as stored.");
        byJob.forEach((job, of) -> archive.sample(of.newest.archiveBytes(), Metrics.JOB, job));
        MetricsText.Family plain =
                page.gauge("newest_good_content_bytes", "What the newest good backup of a job stores, uncompressed.");
        byJob.forEach((job, of) -> plain.sample(of.newest.plainBytes(), Metrics.JOB, job));
        MetricsText.Family database =
                page.gauge("newest_good_database_bytes", "Size of the databases in the newest good backup of a job.");
        byJob.forEach((job, of) -> database.sample(of.newest.databaseBytes(), Metrics.JOB, job));
        MetricsText.Family chain = page.gauge(
                "chain_length", "Backups that a restore of the newest good one of a job reads, its full included.");
        byJob.forEach((job, of) -> chain.sample(of.chain, Metrics.JOB, job));
    }

    private static Duration length(BackupRecord backup) {
        Duration length = Duration.between(backup.takenAt(), backup.finishedAt());
        return length.isNegative() ? Duration.ZERO : length;
    }

    private static int chainLength(BackupRecord newest, List<BackupRecord> backups) {
        if (!newest.lineage().isDelta()) {
            return 1;
        }
        List<Ancestry.Member> members = backups.stream()
                .filter(backup -> backup.job().equals(newest.job()) && backup.isGood())
                .map(BackupRecord::member)
                .toList();
        return Ancestry.among(members).chain(newest.member()).size();
    }

    private static void copies(Map<String, Place> places, MetricsText page) {
        MetricsText.Family copies = page.gauge("copies", "Copies at a destination, by state.");
        places.forEach((name, place) -> {
            for (CopyState state : CopyState.values()) {
                copies.sample(place.copies.getOrDefault(state, 0L), "destination", name, "state", state.word());
            }
        });
        MetricsText.Family bytes =
                page.gauge("destination_stored_bytes", "Archives at a destination, good and quarantined ones.");
        places.forEach((name, place) -> bytes.sample(place.bytes, "destination", name));
        Map<String, Instant> newest = new LinkedHashMap<>();
        Map<String, Instant> pending = new LinkedHashMap<>();
        places.forEach((name, place) -> {
            newest.put(name, place.newest);
            pending.put(name, place.oldestPending);
        });
        times(
                page.gauge(
                        "destination_newest_good_timestamp_seconds",
                        "When the newest backup with a good copy at a destination was taken."),
                newest);
        times(
                page.gauge(
                        "oldest_pending_copy_timestamp_seconds", "Since when the oldest pending copy is to be made."),
                pending);
    }

    private static void times(MetricsText.Family family, Map<String, Instant> byDestination) {
        byDestination.forEach((name, at) -> {
            if (at != null) {
                family.sample(at, "destination", name);
            }
        });
    }
}
