package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.job.Runs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs that change when the test says so. */
final class FakeRuns implements Runs {
    private final TreeMap<Long, RunView> runs = new TreeMap<>();
    final List<Request> requests = new ArrayList<>();
    RuntimeException defect;
    private long changes;

    synchronized void put(RunRecord run, RunView.Progress progress) {
        runs.put(run.id(), new RunView(run, progress));
        changes++;
        notifyAll();
    }

    @Override
    public synchronized RunView start(Request request, String trigger) throws BackupException {
        if (defect != null) {
            throw defect;
        }
        if (request.job().equals("unknown")) {
            throw new BackupException(ErrorCode.JOB_NOT_FOUND, "no job 'unknown'", "List them.");
        }
        requests.add(request);
        long id = runs.isEmpty() ? 1 : runs.lastKey() + 1;
        put(Fakes.run(id, trigger, RunState.QUEUED), null);
        return runs.get(id);
    }

    @Override
    public synchronized RunView run(long id) throws BackupException {
        RunView view = runs.get(id);
        if (view == null) {
            throw new BackupException(
                    ErrorCode.RUN_NOT_FOUND, "there is no run " + id, "List the runs to see which there are.");
        }
        return view;
    }

    @Override
    public synchronized List<RunView> active() {
        return runs.values().stream()
                .filter(view -> !view.record().state().isOver())
                .toList();
    }

    private static long millisUntil(long end) {
        return TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }

    @Override
    public synchronized void awaitChange(Duration atMost) throws InterruptedException {
        long seen = changes;
        long end = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toMillis(); seen == changes && left > 0; left = millisUntil(end)) {
            wait(left);
        }
    }

    @Override
    public synchronized RunView cancel(long id) throws BackupException {
        put(Fakes.run(id, run(id).record().trigger(), RunState.CANCELLED), null);
        return run(id);
    }

    synchronized List<RunRecord> newest(int limit) {
        return runs.descendingMap().values().stream()
                .limit(limit)
                .map(RunView::record)
                .toList();
    }
}
