package io.thingconnect.pulse.backupd.job.scheduler;

import java.time.Duration;

/** How the scheduler passes the time; a simulation moves its clock instead. */
public interface Sleeper {
    /** Returns after the time, or earlier where {@link #wake} was called since the last return. */
    void sleep(Duration atMost) throws InterruptedException;

    void wake();

    /** Sleeps really. */
    static Sleeper real() {
        return new RealSleeper();
    }
}
