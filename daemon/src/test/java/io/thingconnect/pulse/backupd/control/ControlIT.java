package io.thingconnect.pulse.backupd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.control.varlink.AuditRecord;
import io.thingconnect.pulse.backupd.control.varlink.ControlSocket;
import io.thingconnect.pulse.backupd.control.varlink.Dispatcher;
import io.thingconnect.pulse.backupd.control.varlink.Getent;
import io.thingconnect.pulse.backupd.control.varlink.GroupDatabase;
import io.thingconnect.pulse.backupd.control.varlink.Limits;
import io.thingconnect.pulse.backupd.control.varlink.Roles;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With other processes: other users, other languages, a socket made by somebody else. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ControlIT {
    @TempDir
    Path directory;

    private Bench bench;
    private Path path;
    private Path script;
    private long uid;

    @BeforeEach
    void makeBench() throws IOException {
        bench = new Bench(directory);
        path = directory.resolve("c.sock");
        script = directory.resolve("client.py");
        Files.writeString(script, ProtocolDocTest.pythonExample());
        // So that other users reach the socket.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        uid = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
    }

    private record Ended(int status, String output) {}

    private static Ended run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), output);
    }

    private static String program(String name) {
        Optional<Path> found = Stream.of("/usr/bin", "/usr/local/bin", "/bin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        skipUnless(found.isPresent(), "there is no " + name + " on this machine");
        return found.orElseThrow().toString();
    }

    private static void skipUnless(boolean condition, String reason) {
        if (!condition) {
            System.out.println("skipped: " + reason);
        }
        Assumptions.assumeTrue(condition, reason);
    }

    private ControlServer start() throws BackupException {
        Roles roles = new Roles(bench.groups, OptionalLong.of(uid));
        return ControlServer.start(ControlSocket.bind(path), bench.services, roles, "0.1.0", Limits.DEFAULT);
    }

    @Test
    void thePythonExampleOfTheManualListsTheBackups() throws Exception {
        String python = program("python3");
        try (ControlServer server = start()) {
            Ended ended = run(python, script.toString(), path.toString());
            assertEquals(Fakes.DELTA + " pending\n" + Fakes.FULL + " good\n", ended.output());
            assertEquals(0, ended.status());
            assertTrue(server.connected() <= 1);
        }
    }

    @Test
    void theKernelSaysWhoIsCalling() throws Exception {
        String python = program("python3");
        String setpriv = program("setpriv");
        skipUnless(uid == 0, "only root can call as another user");
        bench.groups.groups.put(Roles.OPERATOR_GROUP, new GroupDatabase.Group(64_502, Set.of()));
        try (ControlServer server = start()) {
            Ended stranger = run(
                    setpriv,
                    "--reuid",
                    "64111",
                    "--regid",
                    "64111",
                    "--clear-groups",
                    python,
                    script.toString(),
                    path.toString());
            assertTrue(stranger.output().contains("io.thingconnect.pulse.backup.NotPermitted"), stranger.output());
            assertTrue(stranger.output().contains("user '64111' may not call ListBackups"), stranger.output());
            Ended member = run(
                    setpriv,
                    "--reuid",
                    "64111",
                    "--regid",
                    "64502",
                    "--clear-groups",
                    python,
                    script.toString(),
                    path.toString());
            assertEquals(Fakes.DELTA + " pending\n" + Fakes.FULL + " good\n", member.output());
            assertTrue(server.connected() <= 1);
        }
        List<AuditRecord> records = new ArrayList<>();
        bench.audit.read(records::add);
        assertEquals(1, records.size());
        assertEquals(64_111, records.get(0).uid());
        assertTrue(records.get(0).pid() > 1);
    }

    @Test
    void theRealUserDatabaseKnowsRootAndItsGroup() {
        program("getent");
        Getent getent = new Getent(java.time.Clock.systemUTC());
        assertEquals(Optional.of("root"), getent.user(0));
        assertEquals(0, getent.group("root").orElseThrow().gid());
        assertEquals(Optional.empty(), getent.group("no-such-group-here"));
    }

    /** Also: the heap the daemon runs with in production stands a crowd of messages that are too long. */
    @Test
    void aPassedSocketIsServedInSmallHeapAndStaysBehind() throws Exception {
        String python = program("python3");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        // As systemd: it makes the socket, passes it, and goes on using it when the daemon is gone.
        String listen = """
                import os, socket, sys
                s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(128)
                pid = os.fork()
                if pid == 0:
                    os.dup2(s.fileno(), 3); os.set_inheritable(3, True)
                    os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid()))
                    os.execv(sys.argv[2], sys.argv[2:])
                print('daemon ended', os.waitpid(pid, 0)[1], flush=True)
                s.settimeout(20)
                s.accept()[0].sendall(b'{"parameters":{"next":"daemon"}}' + bytes(1))
                """;
        Process daemon = new ProcessBuilder(
                        python,
                        "-c",
                        listen,
                        path.toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        AdoptedServer.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("daemon.log").toFile())
                .start();
        try {
            // The socket exists a moment before the daemon does; callers wait in its queue, as with systemd.
            connectWhenThere().close();
            crowd(60);
            try (Client client = connectWhenThere()) {
                assertEquals("", Bench.error(client.send(Client.STATUS).reply()));
            }
            daemon.getOutputStream().close();
            Path log = directory.resolve("daemon.log");
            awaitText(log, "daemon ended 0");
            assertTrue(Files.readString(log).contains("stopped"));
            try (Client client = new Client(path)) {
                assertEquals("daemon", client.reply().at("/parameters/next").asText());
            }
            assertTrue(daemon.waitFor(20, TimeUnit.SECONDS));
        } finally {
            daemon.destroyForcibly().waitFor();
        }
    }

    private static void awaitText(Path file, String text) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.readString(file).contains(text)) {
            assertTrue(System.nanoTime() < deadline, Files.readString(file));
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void crowd(int size) throws Exception {
        byte[] tooLong = " ".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8);
        List<Thread> threads = new ArrayList<>();
        List<String> errors = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < size; i++) {
            Thread thread = new Thread(() -> {
                try (Client client = new Client(path)) {
                    JsonNode reply = client.send(tooLong).reply();
                    errors.add(Bench.error(reply));
                } catch (IOException e) {
                    errors.add(e.toString());
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(java.util.Collections.nCopies(size, "InvalidParameter"), errors);
    }

    private Client connectWhenThere() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return new Client(path);
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    @Test
    void varlinkctlReadsOurInterface() throws Exception {
        String varlinkctl = program("varlinkctl");
        try (ControlServer server = start()) {
            Ended info = run(varlinkctl, "info", path.toString());
            assertTrue(info.output().contains("pulse-backupd"), info.output());
            Ended introspection = run(varlinkctl, "introspect", path.toString(), Dispatcher.BACKUP);
            assertTrue(introspection.output().contains("method GetStatus"), introspection.output());
            Ended status = run(varlinkctl, "call", path.toString(), Dispatcher.BACKUP + ".GetStatus", "{}");
            assertEquals(0, status.status(), status.output());
            assertTrue(server.connected() <= 1);
        }
    }
}
