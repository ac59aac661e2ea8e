package io.thingconnect.pulse.backupd.report;

import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.catalog.ProofCount;
import io.thingconnect.pulse.backupd.catalog.RunCount;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is measured, as of one moment.
 *
 * @param provenRestore when a restore was last proven; empty: never
 * @param drills of each name at each destination the newest
 * @param objectiveDays of the last 30 days
 */
public record MetricsFacts(
        Program program,
        String safe,
        boolean enabled,
        Config config,
        MetricsOfBackups backups,
        List<Job> jobs,
        List<Destination> destinations,
        Counts counts,
        Optional<Instant> provenRestore,
        List<DrillRecord> drills,
        List<Standing> objectives,
        List<ObjectiveDay> objectiveDays,
        List<Alarm> alarms) {

    public MetricsFacts {
        jobs = List.copyOf(jobs);
        destinations = List.copyOf(destinations);
        drills = List.copyOf(drills);
        objectives = List.copyOf(objectives);
        objectiveDays = List.copyOf(objectiveDays);
        alarms = List.copyOf(alarms);
    }

    /**
     * The daemon itself.
     *
     * @param residentBytes -1 where nobody knows
     */
    public record Program(
            String version,
            String sqliteVersion,
            Instant now,
            Instant startedAt,
            Duration cpu,
            long residentBytes,
            long heapBytes,
            long catalogBytes) {}

    /** @param valid false: the file was refused, and an older one is in force */
    public record Config(boolean valid, Instant loadedAt) {}

    /**
     * @param next the next due time; empty where none comes
     * @param lastRun the newest run that ended
     */
    public record Job(String name, Optional<Instant> next, Optional<RunRecord> lastRun) {}

    /**
     * @param free bytes, -1 where nobody knows
     * @param size bytes, -1 where nobody knows
     * @param reserve bytes that are to stay free
     */
    public record Destination(String name, String type, boolean up, long free, long size, long reserve) {}

    /**
     * @param queued runs that wait
     * @param running runs under way
     */
    public record Counts(List<RunCount> runs, List<ProofCount> proofs, long queued, long running) {
        public Counts {
            runs = List.copyOf(runs);
            proofs = List.copyOf(proofs);
        }
    }

    /** @param severity {@code warning} or {@code critical} */
    public record Alarm(String id, String severity, Instant since) {}
}
