package io.thingconnect.pulse.backupd.job.executor;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Wakes whoever waits for news of runs. */
public final class Changes {
    private long count;

    synchronized void signal() {
        count++;
        notifyAll();
    }

    synchronized void await(Duration atMost) throws InterruptedException {
        long seen = count;
        long deadline = System.nanoTime() + atMost.toNanos();
        while (count == seen) {
            long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }

    /** The condition must be made true before {@link #signal} is called, or it may be missed. */
    synchronized void awaitUntil(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            wait();
        }
    }
}
