package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a job's runs take: the longest of the last ones, or what reading the database takes at the measured rate.
 *
 * @param longest zero where nothing was measured
 * @param what a clause that ends where the time follows
 */
record RunLength(Duration longest, String what) {
    private static final int RUNS = 200;

    static RunLength of(JobSpec job, Catalog catalog) throws BackupException {
        Duration longest = Duration.ZERO;
        for (RunRecord run : catalog.runs(RUNS)) {
            boolean counts = run.operation().equals("backup")
                    && run.job().equals(job.name())
                    && run.state() == RunState.SUCCEEDED
                    && run.startedAt() != null;
            if (counts) {
                Duration took = Duration.between(run.startedAt(), run.endedAt());
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
        }
        Duration scan = scan(job, catalog);
        return scan.compareTo(longest) > 0
                ? new RunLength(scan, "reading the database takes")
                : new RunLength(longest, "a run took up to");
    }

    /** Whatever the type of the run, it reads the whole database. */
    private static Duration scan(JobSpec job, Catalog catalog) throws BackupException {
        Optional<String> rate = catalog.fact("rate.scan");
        Optional<BackupRecord> newest = catalog.backups().stream()
                .filter(backup -> backup.job().equals(job.name()))
                .findFirst();
        return rate.isPresent() && newest.isPresent()
                ? Duration.ofSeconds(newest.get().databaseBytes() / Math.max(1, Long.parseLong(rate.get())))
                : Duration.ZERO;
    }
}
