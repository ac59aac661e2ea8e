package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

final class ReadinessTest {
    private static final long PID = 4711;

    @TempDir
    Path directory;

    /** What arrives at the socket of a service manager. */
    private static String heard(AFUNIXDatagramSocket manager) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
        manager.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    private static AFUNIXDatagramSocket manager(AFUNIXSocketAddress address) throws IOException {
        AFUNIXDatagramSocket manager = AFUNIXDatagramSocket.newInstance();
        manager.bind(address);
        manager.setSoTimeout(60_000);
        return manager;
    }

    @Test
    void ourOwnDatagrams_arriveAtAPath() throws IOException {
        Path path = directory.resolve("notify");
        Readiness readiness = new Readiness(Map.of("NOTIFY_SOCKET", path.toString()), PID);
        try (AFUNIXDatagramSocket manager = manager(AFUNIXSocketAddress.of(path))) {
            readiness.alive();
            assertEquals("WATCHDOG=1", heard(manager));
            readiness.status("Next: daily");
            assertEquals("STATUS=Next: daily", heard(manager));
            readiness.needsTime(Duration.ofSeconds(40), "Stopping");
            assertEquals("EXTEND_TIMEOUT_USEC=40000000\nSTATUS=Stopping", heard(manager));
            readiness.stopping();
            assertEquals("STOPPING=1\nSTATUS=Stopping", heard(manager));
        }
    }

    @Test
    void anAbstractSocket_isToldEverything() throws IOException {
        String name = "pulse-" + directory.toString().replace('/', '-');
        String shortName = name.substring(Math.max(0, name.length() - 60));
        Readiness readiness = new Readiness(Map.of("NOTIFY_SOCKET", "@" + shortName), PID);
        try (AFUNIXDatagramSocket manager = manager(AFUNIXSocketAddress.inAbstractNamespace(shortName))) {
            readiness.ready("Next: daily");
            assertEquals("READY=1\nSTATUS=Next: daily", heard(manager));
            readiness.alive();
            assertEquals("WATCHDOG=1", heard(manager));
        }
    }

    @Test
    void aSocketThatIsGone_isNoError() {
        Readiness readiness =
                new Readiness(Map.of("NOTIFY_SOCKET", directory.resolve("gone").toString()), PID);
        readiness.alive();
        readiness.stopping();
    }

    @Test
    void withoutAManager_nothingIsTold() {
        Readiness readiness = new Readiness(Map.of(), PID);
        assertFalse(readiness.isHeard());
        readiness.ready("x");
        readiness.alive();
        assertEquals(Optional.empty(), readiness.watchdog());
    }

    @Test
    void watchdog_isThatOfThisProcess() {
        assertEquals(
                Optional.of(Duration.ofMinutes(3)),
                new Readiness(Map.of("WATCHDOG_USEC", "180000000", "WATCHDOG_PID", "4711"), PID).watchdog());
        assertEquals(
                Optional.empty(),
                new Readiness(Map.of("WATCHDOG_USEC", "180000000", "WATCHDOG_PID", "4712"), PID).watchdog());
        assertEquals(Optional.empty(), new Readiness(Map.of("WATCHDOG_USEC", "soon"), PID).watchdog());
    }
}
