package io.thingconnect.pulse.backupd.notify;

import io.thingconnect.pulse.backupd.TestCertificate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.thingconnect.pulse.backupd.notify.ChannelSpec.Format;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server. */
final class WebhookChannelTest {
    private static final String KEY = "/hooks/T0P5ECRET";

    @TempDir
    Path directory;

    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String answer = "ok";

    private record Posted(String path, Headers headers, String body) {}

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    @AfterEach
    void stopServer() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        posted.add(new Posted(exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
        if (status == 0) {
            await();
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
        exchange.sendResponseHeaders(status == 0 ? 200 : status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void await() {
        try {
            over.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private WebhookChannel channel(Format format, String secret) {
        return channel(format, secret, "");
    }

    private WebhookChannel channel(Format format, String secret, String query) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + KEY + query;
        return new WebhookChannel(
                new ChannelSpec.Webhook(Notices.EVERYTHING, Secret.of(url), format, Secret.of(secret)),
                Duration.ofMillis(500));
    }

    private Undelivered failure(int answered) {
        status = answered;
        return assertThrows(Undelivered.class, () -> channel(Format.JSON, "").send(Notices.alarm()));
    }

    @Test
    void json_isSignedTogetherWithItsTime() throws Exception {
        assertEquals("HTTP 200 ok", channel(Format.JSON, "s3cret").send(Notices.alarm()));
        Posted post = posted.get(0);
        assertEquals(KEY, post.path());
        assertEquals("application/json; charset=utf-8", post.headers().getFirst("Content-Type"));
        String time = post.headers().getFirst("X-Pulse-Timestamp");
        assertEquals("1705399200", time);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected =
                HexFormat.of().formatHex(mac.doFinal((time + "." + post.body()).getBytes(StandardCharsets.UTF_8)));
        assertEquals("sha256=" + expected, post.headers().getFirst("X-Pulse-Signature"));
        JsonNode json = new ObjectMapper().readTree(post.body());
        assertEquals("plant7", json.at("/host").asText());
        assertEquals("destination-unreachable:nas", json.at("/events/0/id").asText());
        assertTrue(json.at("/events/0/message").asText().endsWith("Überlauf"));
    }

    @Test
    void aCertificateThatNobodyTrusts_isRefusedAndNothingIsPosted() throws Exception {
        HttpsServer tls = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tls.setHttpsConfigurator(
                new HttpsConfigurator(TestCertificate.make(directory).context()));
        tls.createContext("/", this::handle);
        tls.start();
        try {
            String url = "https://localhost:" + tls.getAddress().getPort() + KEY;
            WebhookChannel channel = new WebhookChannel(
                    new ChannelSpec.Webhook(Notices.EVERYTHING, Secret.of(url), Format.JSON, Secret.of("")));
            Undelivered why = assertThrows(Undelivered.class, () -> channel.send(Notices.alarm()));
            assertTrue(why.isRefused());
            assertTrue(why.getMessage().contains("certification path"), why.getMessage());
            assertEquals(List.of(), posted);
        } finally {
            tls.stop(0);
        }
    }

    @Test
    void json_withoutASecretHasNoSignature() throws Exception {
        channel(Format.JSON, "").send(Notices.alarm());
        assertNull(posted.get(0).headers().getFirst("X-Pulse-Signature"));
    }

    @Test
    void slackAndTeams_getTextInTheirShape() throws Exception {
        channel(Format.SLACK, "").send(Notices.alarm());
        channel(Format.TEAMS, "").send(Notices.alarm());
        ObjectMapper json = new ObjectMapper();
        String slack = json.readTree(posted.get(0).body()).at("/text").asText();
        assertTrue(slack.contains("&lt;host&gt; is \"down\" &amp; gone"), slack);
        JsonNode card = json.readTree(posted.get(1).body()).at("/attachments/0");
        assertEquals(
                "application/vnd.microsoft.card.adaptive",
                card.at("/contentType").asText());
        assertTrue(card.at("/content/body/1/text").asText().contains("<host>"), card::toString);
    }

    @Test
    void ping_goesToTheAddressOfItsEvent() throws Exception {
        for (Event event : List.of(Event.START, Event.SUCCESS, Event.FAILURE)) {
            channel(Format.PING, "").send(Notices.run(event));
        }
        channel(Format.PING, "", "?a=b").send(Notices.run(Event.FAILURE));
        assertEquals(
                List.of(KEY + "/start", KEY, KEY + "/fail", KEY + "/fail?a=b"),
                posted.stream().map(Posted::path).toList());
    }

    @Test
    void aServersTrouble_isTriedAgain_aRefusalIsNot() {
        assertFalse(failure(500).isRefused());
        assertFalse(failure(429).isRefused());
        assertTrue(failure(404).isRefused());
        assertTrue(failure(403).isRefused());
        assertEquals(4, posted.size(), "one request for each, whatever came of it");
    }

    @Test
    void aRedirect_isNotFollowed() {
        assertEquals("HTTP 302: redirects are not followed", failure(302).getMessage());
    }

    @Test
    void aServerThatHangs_isGivenUp() {
        Undelivered why = failure(0);
        assertFalse(why.isRefused());
        assertTrue(why.getMessage().startsWith("the server did not answer within"), why.getMessage());
    }

    /** Servers like to repeat what they were asked for. */
    @Test
    void theAddress_isInNoMessage() {
        answer = "cannot POST " + KEY + " as http://127.0.0.1:"
                + server.getAddress().getPort() + KEY;
        assertEquals("HTTP 404 cannot POST *** as ***", failure(404).getMessage());
        ChannelSpec.Webhook spec = new ChannelSpec.Webhook(
                Notices.EVERYTHING, Secret.of("http://no-such-host.invalid" + KEY), Format.JSON, Secret.of(""));
        Undelivered unknown = assertThrows(Undelivered.class, () -> new WebhookChannel(spec).send(Notices.alarm()));
        for (Throwable next = unknown; next != null; next = next.getCause()) {
            assertFalse(String.valueOf(next.getMessage()).contains("T0P5ECRET"), next::toString);
        }
        assertFalse(spec.toString().contains("T0P5ECRET"), spec::toString);
    }
}
