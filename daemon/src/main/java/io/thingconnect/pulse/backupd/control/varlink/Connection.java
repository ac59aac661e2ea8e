package io.thingconnect.pulse.backupd.control.varlink;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketCredentials;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One caller, served by one thread. Only that thread closes the socket; whoever else wants it to end shuts it down,
 * which wakes the thread: a descriptor closed under a thread that uses it could be somebody else's by then.
 */
public final class Connection implements Runnable, Sink {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final AFUNIXSocket socket;
    private final AFUNIXSocketCredentials credentials;
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final Semaphore large;
    private final Deadline deadline = new Deadline();
    /** Guarded by this: shutting down and closing must not overlap. */
    private boolean closed;

    private volatile boolean hungUp;

    public Connection(AFUNIXSocket socket, Dispatcher dispatcher, Limits limits, Semaphore large) throws IOException {
        this.socket = socket;
        this.credentials = socket.getPeerCredentials();
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.large = large;
    }

    public long uid() {
        return credentials.getUid();
    }

    @Override
    public void run() {
        try (CallReader calls = new CallReader(socket.getInputStream(), limits, large, deadline)) {
            serve(calls);
        } catch (IOException e) {
            LOG.debug("connection of uid {} ended: {}", uid(), e.getMessage());
        } finally {
            close();
        }
    }

    private void serve(CallReader calls) throws IOException {
        Peer peer = null;
        try {
            for (Call call = calls.next(); call != null && !hungUp; call = calls.next()) {
                if (peer == null) {
                    peer = dispatcher.peer(uid(), credentials.getGid(), credentials.getPid());
                }
                dispatcher.dispatch(call, peer, new Replies(this, call.oneway()));
            }
        } catch (BackupException e) {
            refuse(e);
        }
    }

    /** Says why, without having been asked. The caller closes. */
    public void refuse(BackupException why) throws IOException {
        Dispatcher.answer(new Replies(this, false), why);
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        deadline.arm(limits.write());
        try {
            socket.getOutputStream().write(bytes);
        } finally {
            deadline.clear();
        }
    }

    /** Asked by the connection's own thread only. A peer that shut down just its sending side is still there. */
    @Override
    public synchronized boolean gone() {
        try {
            return hungUp || socket.checkConnectionClosed();
        } catch (IOException e) {
            return true;
        }
    }

    public boolean overdue() {
        return deadline.passed();
    }

    /** Ends the connection from any thread; the serving one closes it. */
    public synchronized void hangUp() {
        hungUp = true;
        if (closed) {
            return;
        }
        try {
            // By its channel: java.net.Socket of newer JDKs does not know that this socket is connected.
            socket.getChannel().shutdownInput();
            socket.getChannel().shutdownOutput();
        } catch (IOException e) {
            // The peer was faster; reads and writes fail all the same.
            LOG.debug("nothing left to shut down for uid {}: {}", uid(), e.getMessage());
        }
    }

    public synchronized void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing the connection of uid {}: {}", uid(), e.getMessage());
        }
    }
}
