package io.thingconnect.pulse.backupd.job.executor;

import io.thingconnect.pulse.backupd.job.RunView;
import io.thingconnect.pulse.backupd.system.Work;

/**
 * How fast a run gets on in its present phase. It has to be sampled now and then, or it notices a new phase late and
 * rates it from that moment on.
 */
final class Meter {
    private final Work work;
    private String phase = "";
    private long since;
    private long doneAtStart;

    Meter(Work work, long nanos) {
        this.work = work;
        since = nanos;
    }

    /** @param nanos of a clock that only goes forward */
    synchronized RunView.Progress sample(long nanos) {
        String now = work.phase();
        long done = work.done();
        long total = work.total();
        if (!now.equals(phase) || done < doneAtStart) {
            phase = now;
            since = nanos;
            doneAtStart = done;
        }
        double seconds = (nanos - since) / 1e9;
        long rate = seconds > 0 ? Math.round((done - doneAtStart) / seconds) : 0;
        long eta = total < 0 || rate == 0 ? -1 : Math.max(0, (total - done + rate - 1) / rate);
        return new RunView.Progress(now, done, total, rate, eta);
    }
}
