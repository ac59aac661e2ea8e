package io.thingconnect.pulse.backupd.daemon;

import info.faljse.SDNotify.SDNotify;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how we are (sd_notify(3)). SDNotify reaches libc through JNA, which may be unable to load, throws an
 * unchecked exception where the socket is gone, and does not know abstract sockets ({@code @…}); then the same words go out
 * as a datagram of our own.
 */
final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final String socket;

    /** @param environment of the process; without {@code NOTIFY_SOCKET} nothing is told */
    Readiness(Map<String, String> environment) {
        this.socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    }

    void ready(String status) {
        if (socket.isEmpty()) {
            return;
        }
        if (socket.startsWith("@")) {
            send("READY=1\nSTATUS=" + status);
            return;
        }
        try {
            SDNotify.sendStatus(status);
            SDNotify.sendNotify();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("SDNotify did not work, sending the datagram ourselves", e);
            send("READY=1\nSTATUS=" + status);
        }
    }

    void stopping() {
        if (!socket.isEmpty()) {
            send("STOPPING=1\nSTATUS=Stopping");
        }
    }

    private void send(String words) {
        byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
        try (AFUNIXDatagramSocket datagrams = AFUNIXDatagramSocket.newInstance()) {
            AFUNIXSocketAddress address = socket.startsWith("@")
                    ? AFUNIXSocketAddress.inAbstractNamespace(socket.substring(1))
                    : AFUNIXSocketAddress.of(java.nio.file.Path.of(socket));
            datagrams.send(new DatagramPacket(bytes, bytes.length, address));
        } catch (IOException e) {
            LOG.warn("systemd could not be told '{}': {}", words.replace('\n', ' '), e.getMessage());
        }
    }
}
