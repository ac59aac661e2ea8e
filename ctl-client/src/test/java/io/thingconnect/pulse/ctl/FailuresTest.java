package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, how it is said and with which status it ends. */
class FailuresTest extends DaemonTest {
    @ParameterizedTest
    @CsvSource({
        "InvalidParameter,2",
        "NotPermitted,4",
        "BackupNotFound,5",
        "JobNotFound,5",
        "RunNotFound,5",
        "DestinationNotFound,5",
        "PathNotFound,5",
        "Busy,6",
        "ArchiveCorrupt,7",
        "ManifestCorrupt,7",
        "VerificationFailed,7",
        "NoSpace,1",
        "SomethingNew,1"
    })
    void daemonErrors_haveTheirStatus(String error, int status) throws Failure {
        daemon.fails("GetBackup", error, "backup 'x' was refused", "pulsectl list");
        assertEquals(status, run("show", "x"));
        assertEquals("pulsectl: backup 'x' was refused\nhint: pulsectl list\n", stage.errText());
        assertEquals("", stage.outText());
        stage = new Stage();
        assertEquals(status, run("show", "x", "--json"));
        Fields failure = stage.outJson().required("error");
        assertEquals(error, failure.raw("code"));
        assertEquals(status, failure.number("exitStatus"));
    }

    @Test
    void everyErrorOfTheContractHasADecidedStatus() throws IOException {
        // The rest are plain failures: a new name in the contract is to be put on one of the two sides.
        List<String> plain = List.of(
                "ConfigInvalid",
                "SourceMissing",
                "SourceEmpty",
                "SourceUnreadable",
                "SourceReplaced",
                "SourceCorrupt",
                "HotJournal",
                "DatabaseBusy",
                "CaptureBudget",
                "NoSpace",
                "DestinationUnavailable",
                "TargetNotEmpty",
                "KeyMissing",
                "FormatTooNew",
                "CatalogCorrupt",
                "CatalogTooNew",
                "HookFailed",
                "Cancelled",
                "Interrupted",
                "NotSupported",
                "Internal");
        assertFalse(Contract.read().errors().isEmpty());
        for (String error : Contract.read().errors()) {
            assertEquals(plain.contains(error), Exit.forCode(error) == Exit.FAILED, error);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\0",
                "[]\0",
                "\0",
                "{\0",
                "{\"parameters\":{}}{}\0",
                "{\"parameters\":[]}\0",
                "{\"parameters\":{\"status\":7}}\0",
                "{\"parameters\":{}}\0",
                "{\"parameters\":{\"status\":{\"safe\":3}}}\0",
                "{\"parameters\":{\"status\":{\"alarms\":[1]}}}\0",
                "{\"error\":7}\0"
            })
    void garbage_isNamedAndNoStackTrace(String reply) {
        daemon.on("GetStatus", FakeDaemon.raw(reply));
        assertEquals(1, run("status"));
        assertTrue(stage.errText().startsWith("pulsectl: the daemon's answer is not understood, "), stage.errText());
        assertTrue(stage.errText().contains("hint: "), stage.errText());
    }

    @Test
    void aReplyWithoutAnEndIsNotKeptInMemory() {
        daemon.on("GetStatus", FakeDaemon.raw("{\"x\":\"" + "y".repeat(17 << 20)));
        assertEquals(1, run("status"));
        assertTrue(stage.errText().contains("it is longer than 17 MB"), stage.errText());
    }

    @Test
    void varlinkErrors_nameTheVersions() {
        daemon.on(
                "GetStatus",
                FakeDaemon.raw(
                        "{\"error\":\"org.varlink.service.MethodNotFound\",\"parameters\":{\"method\":\"x.Y\"}}\0"));
        assertEquals(1, run("status"));
        assertTrue(stage.errText().contains("the daemon does not know this call"), stage.errText());
        assertTrue(stage.errText().contains("pulsectl version"), stage.errText());
        daemon.on("GetStatus", FakeDaemon.raw("{\"error\":\"org.varlink.service.PermissionDenied\"}\0"));
        assertEquals(4, run("status"));
    }

    @Test
    void hangUp_inTheMiddleOfAReply() {
        daemon.on("GetStatus", FakeDaemon.raw("{\"parameters\":{\"sta"), FakeDaemon.HANG_UP);
        assertEquals(1, run("status"));
        assertTrue(stage.errText().contains("closed the connection before it had answered"), stage.errText());
    }

    @Test
    void hangUp_inTheMiddleOfAListIsNoWholeList() {
        daemon.on("ListBackups", Samples.inBackup(Samples.BACKUP), FakeDaemon.HANG_UP, "{}");
        assertEquals(1, run("list", "--json"));
        assertTrue(stage.errText().contains("closed the connection"), stage.errText());
    }

    @Test
    void silence_doesNotLastForEver() throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = directory.resolve("silent");
            silent.bind(UnixDomainSocketAddress.of(socket));
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            try (Control control = new Control(channel, 0)) {
                control.call("GetStatus", Map.of());
                throw new AssertionError("the silent daemon answered");
            } catch (Failure failure) {
                // Closed before or while the call waits: either way it ends.
                assertTrue(List.of(Control.SILENT, Control.HUNG_UP).contains(failure.code()), failure.code());
            }
        }
    }

    @Test
    void noSocket_isUnreachable() {
        assertEquals(3, stage.run("status", "--socket", "/nonexistent/control.sock"));
        assertEquals("""
                pulsectl: the backup daemon is not reachable, there is no socket /nonexistent/control.sock
                hint: systemctl status thingconnect-pulse-backup
                """, stage.errText());
        assertEquals(3, stage.run("--root", "/nonexistent", "status"));
        assertTrue(
                stage.errText().contains("there is no socket /nonexistent/run/thingconnect-pulse-backup/control.sock"));
        assertTrue(stage.errText().contains("hint: Start the daemon there: pulse-backupd --root /nonexistent"));
    }

    @Test
    void aSocketNobodyListensAtIsUnreachable() throws IOException {
        Path dead = directory.resolve("dead");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(dead));
        }
        assertTrue(Files.exists(dead));
        assertEquals(3, stage.run("status", "--socket", dead.toString()));
        assertTrue(stage.errText().contains("nobody listens at " + dead), stage.errText());
    }

    @Test
    void aSocketPathThatIsTooLongIsSaid() {
        String root = "/" + "x".repeat(90);
        assertEquals(3, stage.run("status", "--root", root));
        assertTrue(stage.errText().contains("is 134 bytes long, Unix sockets allow 107"), stage.errText());
        assertTrue(stage.errText().contains("hint: Use a shorter --root"), stage.errText());
    }

    @Test
    void root_isWhereTheSocketIsLookedFor() throws IOException {
        Path run = Files.createDirectories(directory.resolve("run/thingconnect-pulse-backup"));
        try (FakeDaemon below = new FakeDaemon(run)) {
            below.on("GetStatus", Samples.goodStatus());
            assertEquals(0, stage.run("--root", directory.toString(), "status"));
            stage.environment.put("PULSECTL_ROOT", directory.toString());
            assertEquals(0, stage.run("status"));
            stage.environment.put("PULSECTL_SOCKET", "/nonexistent");
            assertEquals(3, stage.run("status"));
            assertEquals(0, stage.run("status", "--root=" + directory));
        }
    }

    @Test
    void controlCharactersOfTheDaemonReachNoScreen() {
        daemon.fails("GetBackup", "BackupNotFound", "no \\u001b[2J\\nhint: rm -rf /", "\\u009b31m");
        assertEquals(5, run("show", "x"));
        assertEquals("pulsectl: no ?[2J?hint: rm -rf /\nhint: ?31m\n", stage.errText());
    }

    @Test
    void aReaderThatLeftIsNoMistakeAFullDiskIs() {
        daemon.on("ListBackups", Samples.inBackup(Samples.BACKUP));
        assertEquals(Exit.READER_GONE, new Pulsectl(new Broken("Broken pipe")).run("list"));
        Broken full = new Broken("No space left on device");
        assertEquals(1, new Pulsectl(full).run("list"));
        assertEquals("pulsectl: the output cannot be written, No space left on device\n", full.stage.errText());
    }

    /** Surroundings whose standard output fails. */
    private final class Broken implements Surroundings {
        private final Stage stage = new Stage();
        private final Output out;

        Broken(String why) {
            stage.environment.put("PULSECTL_SOCKET", daemon.socket().toString());
            out = new Output(
                    new OutputStream() {
                        @Override
                        public void write(int b) throws IOException {
                            throw new IOException(why);
                        }
                    },
                    new Output.Screen(false, 80, true, false));
        }

        @Override
        public String environment(String name) {
            return stage.environment(name);
        }

        @Override
        public String property(String name) {
            return "";
        }

        @Override
        public Path directory() {
            return stage.directory();
        }

        @Override
        public Clock clock() {
            return stage.clock();
        }

        @Override
        public TimeZone zone() {
            return stage.zone();
        }

        @Override
        public Output out() {
            return out;
        }

        @Override
        public Output err() {
            return stage.err();
        }

        @Override
        public boolean canAnswer() {
            return false;
        }

        @Override
        public String answer() {
            return "";
        }

        @Override
        public void onInterrupt(String notice) {
            stage.onInterrupt(notice);
        }
    }
}
