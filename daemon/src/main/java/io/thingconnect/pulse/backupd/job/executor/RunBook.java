package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.RunView;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every run that is not over, and the way of each into the catalog: queued, started, ended. Transitions exclude one
 * another (they wait for the disk); looking waits for nobody.
 */
final class RunBook {
    private static final Logger LOG = LoggerFactory.getLogger(RunBook.class);

    private final Catalog catalog;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Changes changes = new Changes();
    private final Map<Long, ActiveRun> active = new ConcurrentSkipListMap<>();

    /** Ended runs that the catalog could not take, for example because its disk is full. */
    private final Map<Long, RunRecord> unsaved = new ConcurrentSkipListMap<>();

    private boolean closed;

    RunBook(Catalog catalog, Clock clock, LongSupplier nanos) {
        this.catalog = catalog;
        this.clock = clock;
        this.nanos = nanos;
    }

    Changes changes() {
        return changes;
    }

    List<ActiveRun> active() {
        return List.copyOf(active.values());
    }

    /** For somebody who asked: refused where the same work is queued or under way. */
    synchronized ActiveRun queue(Task task, String trigger) throws BackupException {
        for (ActiveRun other : active.values()) {
            if (other.task.isSameWorkAs(task.request())) {
                throw new BackupException(
                        ErrorCode.BUSY,
                        "run " + other.id() + " is doing the same already",
                        "Follow it with 'pulsectl watch " + other.id() + "'.");
            }
        }
        return add(task, trigger, null);
    }

    /**
     * For a due time. One that meets a scheduled run of its job is noted there, and nothing is queued. One that meets a
     * run somebody asked for is queued behind it: that run may hold a part of the job only.
     */
    synchronized Optional<ActiveRun> queueDue(Task task, Instant due, String trigger) throws BackupException {
        for (ActiveRun other : active.values()) {
            if (other.record().dueAt() != null && other.task.isSameWorkAs(task.request())) {
                LOG.warn(
                        "{} {}: run {} has not ended, the run due at {} is left out",
                        task.request().operation(),
                        task.request().job(),
                        other.id(),
                        due);
                other.skipped.add(due);
                return Optional.empty();
            }
        }
        return Optional.of(add(task, trigger, due));
    }

    private ActiveRun add(Task task, String trigger, Instant due) throws BackupException {
        if (closed) {
            throw new BackupException(
                    ErrorCode.INTERRUPTED,
                    "the daemon is stopping and takes no new work",
                    "Ask again when it is up: 'systemctl status thingconnect-pulse-backup'.");
        }
        Request request = task.request();
        RunRecord record = new RunRecord(
                0,
                request.operation(),
                request.job(),
                trigger,
                RunState.QUEUED,
                due,
                clock.instant(),
                null,
                null,
                task.label(),
                null,
                "",
                List.of());
        ActiveRun run = new ActiveRun(task, record.withId(catalog.addRun(record)), nanos.getAsLong());
        active.put(run.id(), run);
        changes.signal();
        return run;
    }

    /** False where it is over already, cancelled in the queue. */
    synchronized boolean begin(ActiveRun run) {
        if (!active.containsKey(run.id())) {
            return false;
        }
        run.become(run.record().started(clock.instant()));
        save(run.record());
        changes.signal();
        return true;
    }

    /** Does nothing where the run is over already. */
    synchronized void end(ActiveRun run, Verdict verdict) {
        if (!active.containsKey(run.id())) {
            return;
        }
        RunRecord record = run.record();
        if (verdict.outcome() != null) {
            record = record.withResult(
                    verdict.outcome().label(), verdict.outcome().result());
        }
        run.become(record.ended(verdict.state(), clock.instant(), verdict.failure()));
        // Saved before it is forgotten here, so that whoever looks meanwhile never sees it running again.
        try {
            save(run.record());
        } finally {
            active.remove(run.id());
            changes.signal();
        }
    }

    private void save(RunRecord record) {
        try {
            for (RunRecord earlier : List.copyOf(unsaved.values())) {
                catalog.updateRun(earlier);
                unsaved.remove(earlier.id());
            }
            catalog.updateRun(record);
        } catch (BackupException e) {
            LOG.error(
                    "run {} is {}, which could not be recorded: {}",
                    record.id(),
                    record.state().word(),
                    e.getMessage());
            if (record.state().isOver()) {
                unsaved.put(record.id(), record);
            }
        }
    }

    RunView view(long id) throws BackupException {
        ActiveRun run = active.get(id);
        if (run != null) {
            return view(run);
        }
        RunRecord record = unsaved.get(id);
        if (record == null) {
            record = catalog.run(id)
                    .orElseThrow(() -> new BackupException(
                            ErrorCode.RUN_NOT_FOUND, "there is no run " + id, "See what runs with 'pulsectl status'."));
        }
        return new RunView(record, null);
    }

    RunView view(ActiveRun run) {
        return run.view(nanos.getAsLong());
    }

    synchronized RunView cancel(long id) throws BackupException {
        ActiveRun run = active.get(id);
        if (run == null) {
            return view(id);
        }
        run.work.cancel();
        if (run.isQueued()) {
            end(run, Verdict.cancelled("the run was cancelled before it began"));
        }
        changes.signal();
        return view(run);
    }

    /** No new runs; queued ones end, running ones are asked to. */
    synchronized void close() {
        closed = true;
        for (ActiveRun run : active()) {
            if (run.isQueued()) {
                end(run, Verdict.interrupted("the daemon stopped before the run began"));
            } else {
                run.stopForDaemon();
            }
        }
        changes.signal();
    }

    /**
     * Asks those to end that were left alone until now.
     *
     * @return whether one is still being published
     */
    synchronized boolean askToStop() {
        active().forEach(ActiveRun::stopForDaemon);
        return active().stream().anyMatch(ActiveRun::isPublishing);
    }

    /**
     * Whatever is still under way ends now, and nothing it does later is recorded: as interrupted, or as it turned out
     * where only its hooks had not ended.
     */
    synchronized void abandon() {
        for (ActiveRun run : active()) {
            run.abandon();
            Optional<Verdict> decided = run.decided();
            if (decided.isPresent()) {
                run.warnings.add("the daemon stopped while a hook after the run was under way");
            }
            end(run, decided.orElse(Verdict.interrupted("the daemon stopped while the run was under way")));
        }
    }
}
