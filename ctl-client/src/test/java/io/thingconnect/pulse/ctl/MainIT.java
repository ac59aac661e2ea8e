package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The program as a process of its own. */
class MainIT extends DaemonTest {
    private Process start(String... line) throws IOException {
        return start(List.of(), line);
    }

    private Process start(List<String> prefix, String... line) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                jar().toString(),
                "io.thingconnect.pulse.ctl.Main"));
        command.addAll(List.of(line));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PULSECTL_SOCKET", daemon.socket().toString());
        builder.redirectOutput(directory.resolve("out").toFile());
        builder.redirectError(directory.resolve("err").toFile());
        return builder.start();
    }

    /** A copy beside the rest of the test: the repository may lie where a stranger cannot read. */
    private Path jar() throws IOException {
        Path copy = directory.resolve("client.jar");
        if (!Files.exists(copy)) {
            try (Stream<Path> jars = Files.list(Path.of("target"))) {
                Path built = jars.filter(path -> path.getFileName().toString().matches("ctl-client-[0-9.]+\\.jar"))
                        .findFirst()
                        .orElseThrow();
                Files.copy(built, copy);
            }
        }
        return copy;
    }

    private String printed(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private static int status(Process process) throws InterruptedException {
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the program does not end");
        return process.exitValue();
    }

    @Test
    void status_endsWith0AndPrintsTheScreen() throws Exception {
        daemon.on("GetStatus", Samples.goodStatus());
        assertEquals(0, status(start("status")));
        assertTrue(printed("out").startsWith("SAFE: last backup 3 h ago"), printed("out"));
        assertEquals("", printed("err"));
    }

    @Test
    void usageErrors_endWith2() throws Exception {
        assertEquals(2, status(start("statsu")));
        assertEquals("pulsectl: unknown command 'statsu'\nhint: Did you mean 'status'?\n", printed("err"));
    }

    @Test
    void ctrlC_leavesTheRunGoingAndSaysSo() throws Exception {
        assumeTrue(!interruptsAreIgnored(), "skipped: this shell ignores SIGINT, and its children do too");
        daemon.on("StartBackup", Samples.inRun(Samples.queued("backup")))
                .on(
                        "Watch",
                        FakeDaemon.raw("{\"parameters\":" + Samples.inRun(Samples.running("backup"))
                                + ",\"continues\":true}\0"));
        Process process = start("backup");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!printed("err").contains("database: 512 MB")) {
            assertTrue(System.nanoTime() < deadline && process.isAlive(), () -> "it shows no progress");
            Thread.onSpinWait();
        }
        assertEquals(0, status(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start()));
        assertEquals(130, status(process));
        assertTrue(printed("err").endsWith("pulsectl: the run goes on; pulsectl watch 12\n"), printed("err"));
        assertEquals("", printed("out"));
        assertEquals(2, daemon.calls().size(), "nobody cancelled anything: " + daemon.calls());
    }

    @Test
    void aStrangerIsToldWhichGroupToJoin() throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "skipped: only root can become a stranger, with setpriv");
        Files.setPosixFilePermissions(daemon.socket(), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(
                4,
                status(start(
                        List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), "status")));
        assertTrue(printed("err").startsWith("pulsectl: no permission to open " + daemon.socket()), printed("err"));
        assertTrue(printed("err").contains("hint: Join the group pulse-backup "), printed("err"));
    }

    @Test
    void launcher_findsItsTreeThroughLinks() throws Exception {
        daemon.on("GetStatus", Samples.goodStatus());
        Path bin = Files.createDirectories(directory.resolve("usr/bin"));
        Path lib = Files.createDirectories(directory.resolve("usr/share/thingconnect-pulse-backup/lib"));
        Path launcher = Files.copy(Path.of("src/main/image/usr/bin/pulsectl"), bin.resolve("pulsectl"));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(jar(), lib.resolve("pulsectl.jar"));
        // An archive that fits nothing must not be heard of.
        Path cache = Files.createDirectories(directory.resolve("var/cache/thingconnect-pulse-backup"));
        Files.writeString(cache.resolve("pulsectl.jsa"), "no archive");
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("usr/bin/pulsectl"));
        ProcessBuilder builder = new ProcessBuilder(link.toString(), "status");
        builder.environment().put("PULSECTL_SOCKET", daemon.socket().toString());
        builder.redirectOutput(directory.resolve("out").toFile());
        builder.redirectError(directory.resolve("err").toFile());
        assertEquals(0, status(builder.start()), () -> "it failed");
        assertTrue(printed("out").startsWith("SAFE: last backup 3 h ago"), printed("out"));
        assertEquals("", printed("err"));
    }

    private static boolean interruptsAreIgnored() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.US_ASCII)) {
            if (line.startsWith("SigIgn:")) {
                return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0;
            }
        }
        return false;
    }
}
