package io.thingconnect.pulse.backupd.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessesTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path dir;

    private static Processes.Result shell(String line, Duration timeout, int kept) throws IOException {
        return Processes.run(List.of("/bin/sh", "-c", line), Map.of(), timeout, kept, () -> false);
    }

    @Test
    void run_givesStatusAndBothOutputs() throws IOException {
        Processes.Result result = shell("echo out; echo err >&2; exit 3", LONG, 100);
        assertEquals(new Processes.Result(Processes.Ending.EXITED, 3, "out\n", "err\n"), result);
        assertFalse(result.succeeded());
        assertTrue(shell("true", LONG, 100).succeeded());
    }

    @Test
    void run_keepsTheLastOfALongOutput() throws IOException {
        Processes.Result result = shell("head -c 3000000 /dev/zero | tr '\\0' x; printf end", LONG, 10);
        assertEquals("xxxxxxxend", result.output());
    }

    @Test
    void run_setsTheEnvironmentWithoutAnyShellInBetween() throws IOException {
        String odd = "$(touch /nowhere) `id` \" ' \n;";
        Processes.Result result = Processes.run(
                List.of("/bin/sh", "-c", "printf '%s' \"$ODD\""), Map.of("ODD", odd), LONG, 100, () -> false);
        assertEquals(odd, result.output());
    }

    @Test
    void run_givesNoInput() throws IOException {
        assertEquals("", shell("cat", LONG, 100).output());
    }

    @Test
    void run_doesNotWaitForABackgroundChildThatHoldsTheOutput() throws Exception {
        Path pid = dir.resolve("pid");
        Processes.Result result = shell("sleep 300 & echo $! > " + pid + "; echo done", LONG, 100);
        assertEquals("done\n", result.output());
        assertTrue(end(pid), "the child should have outlived the shell");
    }

    @Test
    void run_killsEverythingAfterItsTime() throws Exception {
        Path pid = dir.resolve("pid");
        Processes.Result result =
                shell("trap '' TERM; sleep 300 & echo $! > " + pid + "; wait; wait", Duration.ofMillis(500), 100);
        assertEquals(Processes.Ending.TIMED_OUT, result.ending());
        assertFalse(result.succeeded());
        assertFalse(end(pid), "a descendant is still alive");
    }

    @Test
    void run_killsAlsoWhatHasLostItsParent() throws Exception {
        Path orphan = dir.resolve("orphan");
        Path session = dir.resolve("session");
        String line = "(sleep 300 & echo $! > " + orphan + ")\n(setsid sh -c 'echo $$ > " + session
                + "; exec sleep 300' &)\nsleep 300";
        Processes.Result result = Processes.run(
                List.of("/bin/sh", "-c", line), Map.of(), LONG, 100, () -> filled(orphan) && filled(session));
        assertEquals(Processes.Ending.STOPPED, result.ending());
        assertFalse(end(orphan), "a child in the background is still alive");
        assertFalse(end(session), "a child in a session of its own is still alive");
    }

    @Test
    void run_killsWhenNobodyWantsItAnyMore() throws Exception {
        Path pid = dir.resolve("pid");
        Processes.Result result = Processes.run(
                List.of("/bin/sh", "-c", "echo $$ > " + pid + "; exec sleep 300"),
                Map.of(),
                LONG,
                100,
                () -> Files.exists(pid));
        assertEquals(Processes.Ending.STOPPED, result.ending());
        assertFalse(end(pid));
    }

    @Test
    void run_saysWhatCannotBeStarted() {
        assertThrows(
                IOException.class, () -> Processes.run(List.of("/no/such/program"), Map.of(), LONG, 100, () -> false));
    }

    private static boolean filled(Path file) {
        return file.toFile().length() > 1;
    }

    /** Ends a process that may be left, and tells whether it was. */
    private static boolean end(Path pidFile) throws Exception {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        Optional<ProcessHandle> left = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        // A killed orphan may wait for init to collect it.
        boolean alive = left.isPresent()
                && !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
        left.ifPresent(ProcessHandle::destroyForcibly);
        return alive;
    }
}
