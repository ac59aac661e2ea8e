package io.thingconnect.pulse.backupd.job.scheduler;

import java.time.Duration;

/** A monitor with a flag, so that a wake that comes just before the sleep is not lost. */
final class RealSleeper implements Sleeper {
    private boolean woken;

    @Override
    public synchronized void sleep(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!woken) {
            long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            wait(millis);
        }
        woken = false;
    }

    @Override
    public synchronized void wake() {
        woken = true;
        notifyAll();
    }
}
