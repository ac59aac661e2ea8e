package io.thingconnect.pulse.backupd.daemon;

import info.faljse.SDNotify.SDNotify;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how we are (sd_notify(3)). That we are ready goes by SDNotify, which reaches libc through JNA: it may be
 * unable to load, throws an unchecked exception where the socket is gone, and does not know abstract sockets ({@code @…});
 * then the same words go out as a datagram of our own, as does what SDNotify has no word for.
 */
final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final String socket;
    private final Optional<Duration> watchdog;

    /**
     * @param environment of the process; without {@code NOTIFY_SOCKET} nothing is told
     * @param pid of this process: a watchdog that {@code WATCHDOG_PID} says is for another one is not fed
     */
    Readiness(Map<String, String> environment, long pid) {
        this.socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        this.watchdog = watchdog(environment, pid);
    }

    private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String microseconds = environment.getOrDefault("WATCHDOG_USEC", "");
        String whose = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        boolean ours = microseconds.matches("[1-9][0-9]{0,17}") && whose.equals(Long.toString(pid));
        return ours ? Optional.of(Duration.ofNanos(Long.parseLong(microseconds) * 1000)) : Optional.empty();
    }

    /** Whether there is somebody to tell. */
    boolean isHeard() {
        return !socket.isEmpty();
    }

    /** After how long without a sign of life we are killed; empty where nobody watches. */
    Optional<Duration> watchdog() {
        return watchdog;
    }

    void ready(String status) {
        if (socket.startsWith("@")) {
            send("READY=1\nSTATUS=" + status);
        } else if (isHeard()) {
            try {
                SDNotify.sendStatus(status);
                SDNotify.sendNotify();
            } catch (RuntimeException | LinkageError e) {
                LOG.debug("SDNotify did not work, sending the datagram ourselves", e);
                send("READY=1\nSTATUS=" + status);
            }
        }
    }

    void status(String status) {
        send("STATUS=" + status);
    }

    void alive() {
        send("WATCHDOG=1");
    }

    void stopping() {
        send("STOPPING=1\nSTATUS=Stopping");
    }

    /** Asks for so much more time from now on; while we stop, nothing else keeps us from being killed. */
    void needsTime(Duration more, String why) {
        send("EXTEND_TIMEOUT_USEC=" + more.toNanos() / 1000 + "\nSTATUS=" + why);
    }

    private void send(String words) {
        if (!isHeard()) {
            return;
        }
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        try (AFUNIXDatagramSocket datagrams = AFUNIXDatagramSocket.newInstance()) {
            // Connected, because a packet of the JDK's refuses an address that is no address of the internet.
            datagrams.connect(address());
            datagrams.send(new DatagramPacket(bytes, bytes.length));
        } catch (IOException e) {
            LOG.warn("systemd could not be told '{}': {}", words.replace('\n', ' '), e.getMessage());
        }
    }

    private AFUNIXSocketAddress address() throws IOException {
        return socket.startsWith("@")
                ? AFUNIXSocketAddress.inAbstractNamespace(socket.substring(1))
                : AFUNIXSocketAddress.of(Path.of(socket));
    }
}
