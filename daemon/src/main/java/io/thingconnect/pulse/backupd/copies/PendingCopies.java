package io.thingconnect.pulse.backupd.copies;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.Runs;
import io.thingconnect.pulse.backupd.job.scheduler.Sleeper;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that pending copies are made: asks a destination whose time has come whether it answers, and starts a run only
 * where it does, so that a disk in a drawer does not fill the run history. Each destination is asked on a thread of its own,
 * because one that hangs must not keep the others waiting.
 */
public final class PendingCopies implements AutoCloseable {
    /** What a run is said to be started by. */
    static final String TRIGGER = "daemon";

    private static final Logger LOG = LoggerFactory.getLogger(PendingCopies.class);
    private static final Duration GLANCE = Duration.ofSeconds(3);

    private final Supplier<Installation> installation;
    private final BooleanSupplier enabled;
    private final Copying copying;
    private final Runs runs;
    private final Sleeper sleeper;
    private final Map<String, Future<?>> asked = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "pending-copies-ask");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean closed;

    /** @param enabled whether anything starts by itself */
    public PendingCopies(
            Supplier<Installation> installation, BooleanSupplier enabled, Copying copying, Runs runs, Sleeper sleeper) {
        this.installation = requireNonNull(installation, "installation is null");
        this.enabled = requireNonNull(enabled, "enabled is null");
        this.copying = requireNonNull(copying, "copying is null");
        this.runs = requireNonNull(runs, "runs is null");
        this.sleeper = requireNonNull(sleeper, "sleeper is null");
    }

    public void start() {
        Thread thread = new Thread(this::loop, "pending-copies");
        thread.setDaemon(true);
        thread.start();
    }

    private void loop() {
        while (!closed) {
            try {
                serve();
                sleeper.sleep(GLANCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (BackupException | RuntimeException e) {
                LOG.error("pending copies were not looked at: {}", e.getMessage());
                pause();
            }
        }
    }

    private void pause() {
        try {
            sleeper.sleep(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** One look. */
    void serve() throws BackupException {
        if (!enabled.getAsBoolean()) {
            return;
        }
        for (Destination destination : installation.get().destinations().values()) {
            Future<?> before = asked.get(destination.name());
            boolean free = before == null || before.isDone();
            if (free
                    && !copying.isBusy(destination.name())
                    && !copying.due(destination.name()).isEmpty()) {
                asked.put(destination.name(), threads.submit(() -> attempt(destination)));
            }
        }
    }

    private void attempt(Destination destination) {
        try {
            destination.storage().space();
            runs.start(new Request.Copy(Optional.empty(), destination.name(), false), TRIGGER);
        } catch (IOException e) {
            postpone(destination, Errno.reason(e));
        } catch (BackupException e) {
            if (e.code() != ErrorCode.BUSY && !closed) {
                LOG.warn("pending copies for {} were not begun: {}", destination.name(), e.getMessage());
            }
        }
    }

    private void postpone(Destination destination, String why) {
        try {
            copying.postpone(destination.name(), "destination '" + destination.name() + "' is not there: " + why);
        } catch (BackupException e) {
            LOG.warn("that {} is away was not noted: {}", destination.name(), e.getMessage());
        }
    }

    /** Waits for nobody. */
    @Override
    public void close() {
        closed = true;
        sleeper.wake();
        threads.shutdown();
    }
}
