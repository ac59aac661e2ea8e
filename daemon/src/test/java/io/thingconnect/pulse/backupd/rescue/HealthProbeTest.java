package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.thingconnect.pulse.backupd.config.RestoreSettings;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The question whether the application works again, asked of a real server on the loopback. */
final class HealthProbeTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;

    /** What the n-th question is answered with, from 1 on. */
    private interface Answers {
        String to(int question) throws InterruptedException;
    }

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private HealthProbe probe(int status, Answers answers, Duration timeout) {
        server.createContext("/api/auth/setup-required", exchange -> {
            try {
                byte[] body = answers.to(asked.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                exchange.close();
            }
        });
        server.start();
        return probe(timeout);
    }

    private HealthProbe probe(Duration timeout) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/api/auth/setup-required";
        return new HealthProbe(new RestoreSettings.Health(url, "false", timeout), List.of("plant-monitor"));
    }

    private static String refusal(HealthProbe probe) {
        BackupException e = assertThrows(BackupException.class, probe::run);
        assertEquals(ErrorCode.VERIFICATION_FAILED, e.code());
        assertTrue(e.hint().contains("journalctl"), e.hint());
        return e.getMessage();
    }

    @Test
    void theExpectedAnswer_isEnough_withBlanksAroundIt() throws Exception {
        probe(200, question -> " false\r\n", Duration.ofSeconds(60)).run();
        assertEquals(1, asked.get());
    }

    @Test
    void anAnswerThatBecomesRight_isWaitedFor() throws Exception {
        probe(200, question -> question < 3 ? "true" : "false", Duration.ofSeconds(60))
                .run();
        assertEquals(3, asked.get());
    }

    @Test
    void anEmptyDatabase_isNotWell_andTheAnswerIsNamed() {
        String message = refusal(probe(200, question -> "true", Duration.ZERO));
        assertTrue(message.contains("answers 'true' instead of 'false'"), message);
    }

    @Test
    void aPageInsteadOfAnAnswer_isCutShort() {
        String message = refusal(probe(200, question -> "<html>" + "x".repeat(100_000), Duration.ZERO));
        assertTrue(message.contains("answers '<html>") && message.length() < 300, message);
    }

    @Test
    void aBrokenDatabase_isNotWell_evenIfTheBodyLooksRight() {
        String message = refusal(probe(500, question -> "false", Duration.ZERO));
        assertTrue(message.contains("500"), message);
    }

    @Test
    void aServerThatTakesTheQuestionAndKeepsSilent_isGivenUp() {
        Answers silence = question -> {
            over.await();
            return "false";
        };
        String message = refusal(probe(200, silence, Duration.ZERO));
        assertTrue(message.contains("timed out"), message);
    }

    @Test
    void nobodyListening_isNotWell() {
        HealthProbe probe = probe(Duration.ZERO);
        // One that was never started would keep its socket.
        server.start();
        server.stop(0);
        String message = refusal(probe);
        assertTrue(message.contains("refused"), message);
    }

    @Test
    void withoutAnAddress_nothingIsAsked() throws Exception {
        new HealthProbe(new RestoreSettings.Health("", "false", Duration.ZERO), List.of()).run();
    }
}
