package io.thingconnect.pulse.backupd.storage.smb;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks after open connections at intervals, on one thread that is gone a second after the last of them. */
final class Watchdog {
    private static final long LOOKS_PER_TIMEOUT = 20;

    private final ScheduledThreadPoolExecutor thread;

    Watchdog() {
        thread = new ScheduledThreadPoolExecutor(1, work -> {
            Thread made = new Thread(work, "smb-watchdog");
            made.setDaemon(true);
            return made;
        });
        thread.setKeepAliveTime(1, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        thread.setRemoveOnCancelPolicy(true);
    }

    /** To be cancelled when the connection is closed. */
    ScheduledFuture<?> watch(Runnable look, Duration timeout) {
        long every = Math.max(1, timeout.toMillis() / LOOKS_PER_TIMEOUT);
        return thread.scheduleWithFixedDelay(look, every, every, TimeUnit.MILLISECONDS);
    }
}
