package io.thingconnect.pulse.backupd.job.executor;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.JobSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Due backups that ended because the daemon did. Their due time counts as served, so the scheduler does not bring them back; each is
 * made up for once, at the next start. One that was cut off twice may be what brings the daemon down: it waits for its next due time,
 * and its alarm stands.
 */
final class CutOffRuns {
    private static final Logger LOG = LoggerFactory.getLogger(CutOffRuns.class);

    private static final int RUNS_LOOKED_AT = 500;

    /** The first one, and the one that makes up for it. */
    private static final int MOST_BEGUN = 2;

    private final Catalog catalog;

    CutOffRuns(Catalog catalog) {
        this.catalog = requireNonNull(catalog, "catalog is null");
    }

    /** The due time that is to be made up for; empty where a run of the job has ended by itself since, whatever its outcome. */
    Optional<Instant> dueAgain(JobSpec job) throws BackupException {
        List<RunRecord> runs = catalog.runs(RUNS_LOOKED_AT).stream()
                .filter(run -> run.operation().equals("backup") && run.job().equals(job.name()))
                .toList();
        for (RunRecord run : runs) {
            if (run.state() != RunState.INTERRUPTED) {
                return Optional.empty();
            }
            if (run.dueAt() != null) {
                return mayBegin(runs, run) ? Optional.of(run.dueAt()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** One that only waited in the queue brought nothing down. */
    private static boolean mayBegin(List<RunRecord> runs, RunRecord last) {
        long begun = runs.stream()
                .filter(run -> last.dueAt().equals(run.dueAt()) && run.startedAt() != null)
                .count();
        if (begun >= MOST_BEGUN) {
            LOG.warn(
                    "job {}: the run due at {} was cut off {} times and is not begun again before the next due time",
                    last.job(),
                    last.dueAt(),
                    begun);
        }
        return begun < MOST_BEGUN;
    }
}
