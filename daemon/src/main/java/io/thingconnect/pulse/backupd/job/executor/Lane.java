package io.thingconnect.pulse.backupd.job.executor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker thread and its queue: what is put in is done one after the other. The thread is never interrupted. */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** An empty one ends the worker. */
    private final BlockingQueue<Optional<ActiveRun>> queue = new LinkedBlockingQueue<>();

    private final Consumer<ActiveRun> carryOut;
    private final Thread worker;

    Lane(String name, Consumer<ActiveRun> carryOut) {
        this.carryOut = carryOut;
        worker = new Thread(this::work, name);
        worker.setDaemon(true);
    }

    void start() {
        worker.start();
    }

    void put(ActiveRun run) {
        queue.add(Optional.of(run));
    }

    /** Ends the worker once it has done what it is at. */
    void close() {
        queue.add(Optional.empty());
    }

    /** Whether its worker lives: a lane without one would queue for ever. */
    boolean isAlive() {
        return worker.isAlive();
    }

    void join(Duration atMost) throws InterruptedException {
        worker.join(Math.max(1, atMost.toMillis()));
    }

    private void work() {
        while (true) {
            try {
                Optional<ActiveRun> next = queue.take();
                if (next.isEmpty()) {
                    return;
                }
                carryOut.accept(next.get());
            } catch (InterruptedException e) {
                LOG.warn("{} was interrupted, which nobody should do; it goes on", worker.getName());
            } catch (RuntimeException | Error e) {
                // A lane without its worker would queue for ever.
                LOG.error("{} met a defect", worker.getName(), e);
            }
        }
    }
}
