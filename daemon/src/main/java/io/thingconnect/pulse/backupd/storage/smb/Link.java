package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.mserref.NtStatus;
import com.hierynomus.mssmb2.SMB2Dialect;
import com.hierynomus.mssmb2.SMB2Packet;
import com.hierynomus.mssmb2.SMBApiException;
import com.hierynomus.smbj.SMBClient;
import com.hierynomus.smbj.SmbConfig;
import com.hierynomus.smbj.auth.AuthenticationContext;
import com.hierynomus.smbj.connection.Connection;
import com.hierynomus.smbj.session.Session;
import com.hierynomus.smbj.share.DiskShare;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One connection, one session, one share. Whatever waits on the server does so within {@link #call}; when that takes
 * longer than the timeout, the watchdog closes the socket, and the call ends.
 */
final class Link implements AutoCloseable {
    /**
     * Of one read or write; a server may take less. With its header it fits the library's next power of two, and several fit
     * where a small heap keeps what is young.
     */
    private static final int BLOCK = 7 << 16;

    private final SmbPlace place;
    private final Failures failures;
    private final OneSocket socket;
    private final ScheduledFuture<?> watch;

    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean frozen;
    private Connection connection;
    private DiskShare share;

    private Link(SmbPlace place, Watchdog watchdog) {
        this.place = place;
        this.failures = new Failures(place.address(), place.login(), place.timeout());
        this.socket = new OneSocket(place.timeout());
        this.watch = watchdog.watch(this::look, place.timeout());
    }

    static Link open(SmbPlace place, Watchdog watchdog) throws IOException {
        Link link = new Link(place, watchdog);
        try {
            link.call("connecting", link::connect);
            return link;
        } catch (IOException e) {
            link.close();
            throw e;
        }
    }

    private Void connect() throws IOException {
        SmbAddress address = place.address();
        SMBClient client = new SMBClient(config());
        try {
            connection = client.connect(address.server(), address.port());
        } catch (SMBApiException e) {
            // None of the SMB 3 dialects that we offer.
            if (place.encryption() == SmbEncryption.REQUIRED && e.getStatus() == NtStatus.STATUS_NOT_SUPPORTED) {
                throw failures.notEncrypted();
            }
            throw e;
        }
        Session session = connection.authenticate(credentials());
        if (place.encryption() == SmbEncryption.REQUIRED && !session.shouldEncryptData()) {
            throw failures.notEncrypted();
        }
        if (!(session.connectShare(address.share()) instanceof DiskShare disk)) {
            throw new IOException("share " + address.share() + " is not made of files");
        }
        share = disk;
        return null;
    }

    private SmbConfig config() {
        // The library's own timeout is the second net: ours, which also ends blocked writes, is to come first.
        Duration later = place.timeout().multipliedBy(2);
        SmbConfig.Builder config = SmbConfig.builder()
                .withSocketFactory(socket)
                .withSecurityProvider(new FastCiphers())
                .withTransportLayerFactory(new Messages())
                .withTimeout(later.toMillis(), TimeUnit.MILLISECONDS)
                .withBufferSize(BLOCK)
                // A guest has no key to sign or encrypt with.
                .withEncryptData(place.encryption() != SmbEncryption.OFF
                        && !place.login().isGuest());
        if (place.encryption() == SmbEncryption.REQUIRED) {
            config.withDialects(SMB2Dialect.SMB_3_1_1, SMB2Dialect.SMB_3_0_2, SMB2Dialect.SMB_3_0);
        }
        return config.build();
    }

    private AuthenticationContext credentials() {
        SmbLogin login = place.login();
        return login.isGuest()
                ? AuthenticationContext.guest()
                : new AuthenticationContext(login.username(), login.password().toCharArray(), login.domain());
    }

    /** Does something that waits on the server; every failure of it comes out as one that people understand. */
    <T> T call(String what, Callable<T> act) throws IOException {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            return act.call();
        } catch (Exception e) {
            throw frozen ? failures.frozen(what, e) : failures.of(what, e);
        } finally {
            waiting = false;
        }
    }

    DiskShare share() {
        return share;
    }

    SMB2Dialect dialect() {
        return connection.getNegotiatedProtocol().getDialect();
    }

    int readSize() {
        return Math.min(BLOCK, connection.getNegotiatedProtocol().getMaxReadSize());
    }

    int writeSize() {
        return Math.min(BLOCK, connection.getNegotiatedProtocol().getMaxWriteSize());
    }

    long sessionId() {
        return share.getTreeConnect().getSession().getSessionId();
    }

    long treeId() {
        return share.getTreeConnect().getTreeId();
    }

    <T extends SMB2Packet> Future<T> send(SMB2Packet packet) throws IOException {
        return share.getTreeConnect().getSession().send(packet);
    }

    Failures failures() {
        return failures;
    }

    boolean isAlive() {
        return socket.isOpen() && !frozen;
    }

    private void look() {
        if (waiting && System.nanoTime() - waitingSince > place.timeout().toNanos()) {
            frozen = true;
            socket.end();
        }
    }

    /** For another thread: whatever waits here ends now. */
    void end() {
        watch.cancel(false);
        socket.end();
    }

    /**
     * Without a logoff, which would wait for an answer: the files are closed, and a server drops the session with its
     * connection.
     */
    @Override
    public void close() {
        watch.cancel(false);
        socket.end();
        if (connection != null) {
            try {
                connection.close(true);
            } catch (IOException e) {
                // What matters, the socket, is closed.
                return;
            }
        }
    }
}
