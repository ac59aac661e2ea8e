package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Does work for a caller on a thread of its own, while the caller's thread looks whether they are still there: only that
 * thread may ask, and the work is in the midst of something else. The work is cancelled by its flag and never interrupted.
 */
final class Attended {
    private static final long LOOK_MILLIS = 100;

    private Attended() {}

    @FunctionalInterface
    interface Task<T> {
        T run(Work work) throws BackupException;
    }

    /**
     * Returns when the work has ended, also where nobody waits for it any more.
     *
     * @throws BackupException what the work throws; {@code CANCELLED} where the caller has gone
     */
    static <T> T run(String name, Task<T> task, BooleanSupplier gone) throws BackupException {
        Work work = new Work();
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> complete(result, task, work), name);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (gone.getAsBoolean()) {
                        work.cancel();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    work.cancel();
                }
            }
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static <T> void complete(CompletableFuture<T> result, Task<T> task, Work work) {
        try {
            result.complete(task.run(work));
        } catch (BackupException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static BackupException thrown(Throwable cause) {
        if (cause instanceof RuntimeException defect) {
            throw defect;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return (BackupException) cause;
    }
}
