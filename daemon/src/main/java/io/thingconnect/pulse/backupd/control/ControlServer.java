package io.thingconnect.pulse.backupd.control;

import io.thingconnect.pulse.backupd.control.service.InPlace;
import io.thingconnect.pulse.backupd.control.varlink.Audit;
import io.thingconnect.pulse.backupd.control.varlink.Connection;
import io.thingconnect.pulse.backupd.control.varlink.ControlSocket;
import io.thingconnect.pulse.backupd.control.varlink.Dispatcher;
import io.thingconnect.pulse.backupd.control.varlink.Limits;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.newsclub.net.unix.AFUNIXSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts callers, one thread for each, and hangs up on those who keep others waiting. Three kinds of threads: one that
 * accepts, one that watches the deadlines, and one per connection.
 */
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    /** Enough for any handler; reserved, not used, until it is needed. */
    private static final long STACK_BYTES = 512 * 1024;

    private static final int LARGE_MESSAGES = 4;
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final Duration SLACK = Duration.ofSeconds(30);
    private static final long ROOT = 0;

    private final ControlSocket socket;
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final Semaphore large = new Semaphore(LARGE_MESSAGES);
    private final CountDownLatch closing = new CountDownLatch(1);
    /** Guarded by itself. */
    private final Map<Connection, Thread> connections = new HashMap<>();

    private final Thread acceptor = thread("control-accept", this::accept);
    private final Thread watch = thread("control-watch", this::watch);

    private volatile long tickedAt = System.nanoTime();

    private ControlServer(ControlSocket socket, Dispatcher dispatcher, Limits limits) {
        this.socket = socket;
        this.dispatcher = dispatcher;
        this.limits = limits;
    }

    /**
     * Starts to answer.
     *
     * @param socket is closed with the server
     * @param version of this product, for {@code GetInfo}
     */
    public static ControlServer start(
            ControlSocket socket, Services services, Roles roles, String version, Limits limits) {
        Dispatcher dispatcher =
                new Dispatcher(Methods.table(services, roles, version, limits.beat()), roles, services.audit());
        return start(socket, dispatcher, limits);
    }

    /** Starts to answer about restores in place, and nothing else. */
    public static ControlServer startRestores(
            ControlSocket socket, InPlace program, Audit audit, Roles roles, String version) {
        return start(socket, new Dispatcher(Methods.ofRestores(program, version), roles, audit), Limits.DEFAULT);
    }

    private static ControlServer start(ControlSocket socket, Dispatcher dispatcher, Limits limits) {
        ControlServer server = new ControlServer(socket, dispatcher, limits);
        server.acceptor.start();
        server.watch.start();
        return server;
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        boolean failing = false;
        while (closing.getCount() > 0) {
            try {
                admit(socket.server().accept());
                failing = false;
            } catch (SocketTimeoutException e) {
                // Only an adopted socket has a timeout: time to see whether we are closing.
                failing = false;
            } catch (IOException e) {
                if (closing.getCount() > 0 && !failing) {
                    LOG.warn("no connection can be accepted at present", e);
                }
                failing = true;
                // Out of descriptors, most likely: trying again at once would only burn the processor.
                pause(Duration.ofMillis(100));
            }
        }
    }

    private void admit(AFUNIXSocket peer) throws IOException {
        Connection connection;
        try {
            connection = new Connection(peer, dispatcher, limits, large);
        } catch (IOException e) {
            peer.close();
            throw e;
        }
        if (!register(connection)) {
            turnAway(connection);
        }
    }

    private boolean register(Connection connection) {
        long uid = connection.uid();
        synchronized (connections) {
            long same = connections.keySet().stream()
                    .filter(other -> other.uid() == uid)
                    .count();
            boolean full = connections.size() >= limits.connections();
            if (closing.getCount() == 0 || full || (uid != ROOT && same >= limits.connectionsPerUser())) {
                return false;
            }
            Thread thread = thread("control-uid-" + uid, () -> serve(connection));
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                LOG.warn("no thread for another connection: {}", e.getMessage());
                return false;
            }
            connections.put(connection, thread);
            return true;
        }
    }

    private void serve(Connection connection) {
        try {
            connection.run();
        } finally {
            synchronized (connections) {
                connections.remove(connection);
            }
        }
    }

    private static void turnAway(Connection connection) {
        // One short reply always fits the empty buffer of a fresh socket, so this cannot block.
        try {
            connection.refuse(new BackupException(
                    ErrorCode.BUSY, "too many connections to the daemon", "Close some, or try again later."));
        } catch (IOException e) {
            LOG.debug("a caller turned away did not wait to hear why: {}", e.getMessage());
        } finally {
            connection.close();
        }
    }

    private void watch() {
        while (!pause(limits.tick())) {
            tickedAt = System.nanoTime();
            for (Connection connection : open().keySet()) {
                if (connection.overdue()) {
                    LOG.info("hanging up on uid {}, which kept us waiting", connection.uid());
                    connection.hangUp();
                }
            }
        }
    }

    private Map<Connection, Thread> open() {
        synchronized (connections) {
            return Map.copyOf(connections);
        }
    }

    /** Whether callers are accepted, and deadlines looked at lately. */
    public boolean isAlive() {
        boolean ticking =
                System.nanoTime() - tickedAt < limits.tick().plus(SLACK).toNanos();
        return closing.getCount() == 0 || (acceptor.isAlive() && watch.isAlive() && ticking);
    }

    /** How many callers are connected. */
    public int connected() {
        return open().size();
    }

    /** True when the server closes meanwhile. */
    private boolean pause(Duration time) {
        try {
            return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Stops accepting, hangs up on everybody and waits a few seconds for calls under way. Runs are not touched. */
    @Override
    public void close() {
        closing.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            LOG.warn("closing the control socket", e);
        }
        Map<Connection, Thread> last = open();
        last.keySet().forEach(Connection::hangUp);
        // Nobody waits for a turn any more.
        large.release(limits.connections());
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        try {
            join(acceptor, deadline);
            join(watch, deadline);
            for (Thread thread : last.values()) {
                join(thread, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread, long deadline) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
        if (thread.isAlive()) {
            LOG.warn("the thread {} is still busy", thread.getName());
        }
    }
}
