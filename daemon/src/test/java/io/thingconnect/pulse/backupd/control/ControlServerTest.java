package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.control.varlink.ControlSocket;
import io.thingconnect.pulse.backupd.control.varlink.Limits;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.job.RunView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server at its real socket, with callers that behave and callers that do not. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ControlServerTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    private Bench bench;
    private Path path;
    private ControlServer server;

    @BeforeEach
    void makeBench() throws Exception {
        bench = new Bench(directory);
        path = directory.resolve("c.sock");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    /** The test's own user is the sandbox's owner, so that these tests need no root. */
    private void start(Limits limits) throws Exception {
        long uid = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
        server = ControlServer.start(
                ControlSocket.bind(path),
                bench.services,
                new Roles(bench.groups, OptionalLong.of(uid)),
                "0.1.0",
                limits);
    }

    private static Limits limits(Duration message, Duration idle, Duration write, Duration beat) {
        return new Limits(256, 256, 1 << 20, message, idle, write, beat);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "never came true: " + what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void assertAnswers() throws IOException {
        try (Client client = new Client(path)) {
            assertEquals(
                    "yes",
                    client.send(Client.STATUS)
                            .reply()
                            .at("/parameters/status/safe")
                            .asText());
        }
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void fiftyBadCallersDelayNobodyAndLeaveNoDescriptorOpen() throws Exception {
        start(Limits.DEFAULT);
        assertAnswers();
        await("the first caller is gone", () -> server.connected() == 0);
        long before = descriptors();
        byte[] tooLong = new byte[(1 << 20) + 1];
        Arrays.fill(tooLong, (byte) ' ');
        List<Client> callers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Client caller = new Client(path);
            callers.add(caller);
            switch (i % 4) {
                case 0 -> assertNotNull(caller);
                case 1 -> caller.send("{\"method\":\"io.thing");
                case 2 -> caller.send(tooLong);
                default ->
                    // A megabyte of replies that nobody will read to the end.
                    caller.send(Client.STATUS.repeat(400)).close();
            }
        }
        long start = System.nanoTime();
        assertAnswers();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis < 1000, "the 51st caller waited " + millis + " ms");
        System.out.println("51st caller answered after " + millis + " ms");
        for (int i = 2; i < 50; i += 4) {
            JsonNode reply = callers.get(i).reply();
            assertEquals("InvalidParameter", Bench.error(reply));
            assertNull(callers.get(i).reply(), "not hung up after a message too long");
        }
        for (Client caller : callers) {
            caller.close();
        }
        await("all callers are gone", () -> server.connected() == 0);
        // Fewer: what earlier tests of this process left open may be collected meanwhile.
        await("descriptors are back at " + before, () -> descriptors() <= before);
    }

    @Test
    void aMessageNotFinishedInTimeIsHungUpOn() throws Exception {
        start(limits(SHORT, LONG, LONG, LONG));
        try (Client client = new Client(path)) {
            assertNull(client.send("{\"method\":").reply());
        }
        await("nobody is connected", () -> server.connected() == 0);
    }

    @Test
    void aMessageThatTricklesInIsHungUpOnToo() throws Exception {
        start(limits(SHORT, LONG, LONG, LONG));
        try (Client client = new Client(path)) {
            await("the server hangs up", () -> {
                try {
                    client.send(" ");
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }
    }

    @Test
    void anIdleCallerIsHungUpOnAndAWatchingOneIsNot() throws Exception {
        bench.runs.put(Fakes.run(1, "schedule", RunState.RUNNING), null);
        start(limits(LONG, SHORT, LONG, Duration.ofMillis(200)));
        try (Client idle = new Client(path);
                Client watching = new Client(path)) {
            watching.send(call("Watch", "{\"run\":1}"));
            assertNull(idle.reply());
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        "running", watching.reply().at("/parameters/run/state").asText());
            }
        }
    }

    @Test
    void aCallerWhoDoesNotReadIsHungUpOn() throws Exception {
        start(limits(LONG, LONG, SHORT, LONG));
        try (Client client = new Client(path)) {
            // Far more replies than socket buffers hold; the server hangs up, so that writing ends in an error.
            await("the server hangs up", () -> {
                try {
                    client.send(Client.STATUS.repeat(100));
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
        }
        await("nobody is connected", () -> server.connected() == 0);
        assertAnswers();
    }

    @Test
    void aMessageOfExactlyTheLimitIsReadAndOneByteMoreIsNot() throws Exception {
        start(Limits.DEFAULT);
        String call = Client.STATUS.replace("\0", "");
        String largest = call + " ".repeat((1 << 20) - call.length());
        try (Client client = new Client(path)) {
            assertEquals("", Bench.error(client.send(largest + "\0").reply()));
            assertEquals("", Bench.error(client.send(Client.STATUS).reply()));
            JsonNode reply = client.send(largest + " \0").reply();
            assertEquals(
                    "io.thingconnect.pulse.backup.InvalidParameter",
                    reply.path("error").asText());
            assertNull(client.reply());
        }
    }

    @Test
    void ofACrowdSendingMegabytesOnlyFourAreTakenAtATime() throws Exception {
        start(Limits.DEFAULT);
        byte[] unfinished = new byte[1 << 20];
        Arrays.fill(unfinished, (byte) ' ');
        AtomicInteger taken = new AtomicInteger();
        List<Client> crowd = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Client client = new Client(path);
            crowd.add(client);
            Thread thread = new Thread(() -> {
                try {
                    client.send(unfinished);
                    taken.incrementAndGet();
                } catch (IOException e) {
                    assertNotNull(e, "closed by the test while it waited for its turn");
                }
            });
            threads.add(thread);
            thread.start();
        }
        await("four were taken", () -> taken.get() >= 4);
        assertAnswers();
        assertEquals(4, taken.get());
        for (Client client : crowd) {
            client.endSending();
            client.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await("the crowd is gone", () -> server.connected() == 0);
        assertAnswers();
    }

    @Test
    void callsSentTogetherAreAnsweredInOrder() throws Exception {
        start(Limits.DEFAULT);
        try (Client client = new Client(path)) {
            client.send(call("GetRun", "{\"run\":7}") + Client.STATUS + call("GetConfig", "{}"));
            assertEquals("RunNotFound", Bench.error(client.reply()));
            assertTrue(client.reply().at("/parameters").has("status"));
            assertTrue(client.reply().at("/parameters").has("yaml"));
        }
    }

    @Test
    void whoSaysAllAtOnceAndClosesTheirSideIsStillAnswered() throws Exception {
        start(Limits.DEFAULT);
        try (Client client = new Client(path)) {
            client.send(Client.STATUS).endSending();
            assertEquals("", Bench.error(client.reply()));
            assertNull(client.reply());
        }
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws Exception {
        start(new Limits(2, 2, 1 << 20, LONG, LONG, LONG, LONG));
        try (Client first = new Client(path);
                Client second = new Client(path)) {
            first.send(Client.STATUS).reply();
            second.send(Client.STATUS).reply();
            try (Client third = new Client(path)) {
                assertEquals("Busy", Bench.error(third.reply()));
                assertNull(third.reply());
            }
            assertEquals("", Bench.error(first.send(Client.STATUS).reply()));
        }
        await("both are gone", () -> server.connected() == 0);
        assertAnswers();
    }

    @Test
    void watchTellsChangesAndEndsWithTheRun() throws Exception {
        bench.runs.put(Fakes.run(1, "schedule", RunState.QUEUED), null);
        start(Limits.DEFAULT);
        try (Client client = new Client(path)) {
            client.send(call("Watch", "{\"run\":1}"));
            assertEquals("queued", client.reply().at("/parameters/run/state").asText());
            bench.runs.put(
                    Fakes.run(1, "schedule", RunState.RUNNING), new RunView.Progress("database", 10, 100, 5, 18));
            assertEquals(
                    10, client.reply().at("/parameters/run/progress/doneBytes").asInt());
            bench.runs.put(Fakes.run(1, "schedule", RunState.SUCCEEDED), null);
            JsonNode last = client.reply();
            assertEquals("succeeded", last.at("/parameters/run/state").asText());
            assertFalse(last.has("continues"));
            assertEquals("", Bench.error(client.send(Client.STATUS).reply()));
        }
    }

    @Test
    void watchOfEveryRunTellsHowEachEndedAndBeatsInBetween() throws Exception {
        start(limits(LONG, LONG, LONG, Duration.ofMillis(250)));
        try (Client client = new Client(path)) {
            client.send(call("Watch", "{}"));
            assertEquals(
                    "{\"parameters\":{},\"continues\":true}", client.reply().toString());
            bench.runs.put(Fakes.run(1, "schedule", RunState.RUNNING), null);
            assertEquals("running", next(client).at("/parameters/run/state").asText());
            bench.runs.put(Fakes.run(1, "schedule", RunState.FAILED), null);
            JsonNode reply = next(client);
            while (reply.at("/parameters/run/state").asText().equals("running")) {
                reply = next(client);
            }
            assertEquals("failed", reply.at("/parameters/run/state").asText());
            assertTrue(reply.path("continues").asBoolean());
        }
        await("the watcher is gone", () -> server.connected() == 0);
    }

    private static JsonNode next(Client client) throws IOException {
        JsonNode reply = client.reply();
        while (!reply.at("/parameters").has("run")) {
            reply = client.reply();
        }
        return reply;
    }

    @Test
    void aWatcherWhoHangsUpIsNoticedThoughNothingHappens() throws Exception {
        bench.runs.put(Fakes.run(1, "schedule", RunState.RUNNING), null);
        start(limits(LONG, LONG, LONG, LONG));
        try (Client client = new Client(path)) {
            client.send(call("Watch", "{\"run\":1}")).reply();
        }
        await("the watcher is gone", () -> server.connected() == 0);
    }

    @Test
    void closingEndsEveryConnectionAndThreadAndRemovesTheSocket() throws Exception {
        bench.runs.put(Fakes.run(1, "schedule", RunState.RUNNING), null);
        start(Limits.DEFAULT);
        try (Client idle = new Client(path);
                Client half = new Client(path);
                Client watching = new Client(path)) {
            half.send("{");
            watching.send(call("Watch", "{\"run\":1}")).reply();
            await("all are connected", () -> server.connected() == 3);
            server.close();
            assertEquals(0, server.connected());
            assertNull(idle.reply());
            assertNull(half.reply());
            assertNull(watching.reply());
        }
        assertFalse(Files.exists(path));
        long left = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().toLowerCase(Locale.ROOT).startsWith("control-"))
                .count();
        assertEquals(0, left);
        start(Limits.DEFAULT);
        assertAnswers();
    }

    private static String call(String method, String parameters) {
        return "{\"method\":\"io.thingconnect.pulse.backup." + method + "\",\"parameters\":" + parameters
                + ",\"more\":true}\0";
    }
}
