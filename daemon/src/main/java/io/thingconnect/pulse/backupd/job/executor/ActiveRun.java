package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.system.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A run from the moment it is queued until it is over. Its record is changed by {@link RunBook} only. */
final class ActiveRun {
    private static final Set<String> PUBLISHING = Set.of("publish", "read-back");

    final Task task;
    final Work work = new Work();
    final Warnings warnings = new Warnings();
    final SkippedDues skipped = new SkippedDues();
    private final Meter meter;
    private volatile RunRecord record;
    private volatile boolean stoppedByDaemon;
    private volatile boolean abandoned;
    private volatile Verdict decided;

    ActiveRun(Task task, RunRecord record, long nanos) {
        this.task = task;
        this.record = record;
        meter = new Meter(work, nanos);
    }

    long id() {
        return record.id();
    }

    boolean isQueued() {
        return record.state() == RunState.QUEUED;
    }

    /** Whether its archive is whole, and what is left is to make it visible and to read it back. */
    boolean isPublishing() {
        return PUBLISHING.contains(work.phase()) && !work.isCancelled();
    }

    /**
     * Asks it to end because the daemon does; a person who cancelled before that stays the reason. One that is publishing
     * is not asked: a backup that is nearly there is worth the wait.
     */
    void stopForDaemon() {
        if (isPublishing() || work.isCancelled()) {
            return;
        }
        stoppedByDaemon = true;
        work.cancel();
    }

    boolean isStoppedByDaemon() {
        return stoppedByDaemon;
    }

    /** How it will end, once the hooks after it are done. */
    void decide(Verdict verdict) {
        decided = verdict;
    }

    Optional<Verdict> decided() {
        return Optional.ofNullable(decided);
    }

    /** The daemon ends without waiting any longer; whatever still happens in this run is of no account. */
    boolean isAbandoned() {
        return abandoned;
    }

    void abandon() {
        abandoned = true;
        work.cancel();
    }

    RunRecord record() {
        List<String> all = new ArrayList<>(warnings.list());
        skipped.asWarning().ifPresent(all::add);
        return record.withWarnings(all);
    }

    void become(RunRecord next) {
        record = next;
    }

    RunView view(long nanos) {
        RunRecord now = record();
        return new RunView(now, now.state() == RunState.RUNNING ? meter.sample(nanos) : null);
    }
}
