package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

final class HeartbeatTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    Path directory;

    private AFUNIXDatagramSocket manager;
    private boolean schedulerAlive = true;
    private boolean executorAlive = true;
    private String line = "Next: daily";
    private Heartbeat heartbeat;
    private long start;

    @BeforeEach
    void listen() throws IOException {
        Path path = directory.resolve("notify");
        manager = AFUNIXDatagramSocket.newInstance();
        manager.bind(AFUNIXSocketAddress.of(path));
        // Datagrams are there once they were sent: nothing has to be waited for.
        manager.setSoTimeout(10);
        Readiness readiness = new Readiness(
                Map.of("NOTIFY_SOCKET", path.toString(), "WATCHDOG_USEC", "30000000"),
                ProcessHandle.current().pid());
        Map<String, BooleanSupplier> parts = new LinkedHashMap<>();
        parts.put("the scheduler", () -> schedulerAlive);
        parts.put("the executor", () -> executorAlive);
        start = System.nanoTime();
        heartbeat = new Heartbeat(readiness, parts, () -> line, null);
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private List<String> heard() throws IOException {
        List<String> words = new ArrayList<>();
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
            try {
                manager.receive(packet);
                words.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            } catch (SocketTimeoutException e) {
                return words;
            }
        }
    }

    @Test
    void allAlive_isFedAndSaysHowThingsStand() throws IOException {
        heartbeat.look(start + SECOND);
        assertEquals(List.of("WATCHDOG=1", "STATUS=Next: daily"), heard());
    }

    @Test
    void manyLooks_feedOftenEnoughAndNoMore_andRepeatNoStatus() throws IOException {
        for (int second = 1; second <= 30; second++) {
            heartbeat.look(start + second * SECOND);
        }
        List<String> words = heard();
        assertEquals(1, words.stream().filter(w -> w.startsWith("STATUS")).count());
        assertEquals(6, words.stream().filter("WATCHDOG=1"::equals).count());
    }

    @Test
    void onePartThatIsNotAlive_endsTheFeeding_untilItIsBack() throws IOException {
        executorAlive = false;
        heartbeat.look(start + SECOND);
        heartbeat.look(start + 20 * SECOND);
        assertEquals(List.of("STATUS=Next: daily"), heard());
        schedulerAlive = false;
        executorAlive = true;
        heartbeat.look(start + 30 * SECOND);
        assertEquals(List.of(), heard());
        schedulerAlive = true;
        line = "Running backup by job daily";
        heartbeat.look(start + 31 * SECOND);
        assertEquals(List.of("WATCHDOG=1", "STATUS=Running backup by job daily"), heard());
    }
}
