package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.ctl.ClientInProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A sample installation with the built daemon and the built client, as processes of their own. The directory lies in
 * {@code /tmp} because a socket's path must be short.
 */
final class Sandbox implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 120;

    private final Path root;
    private final Path image = Path.of(System.getProperty("pulse.image", "../target/image"));
    private final List<Process> processes = new ArrayList<>();
    private Process daemon;

    /** What a command said. */
    record Answer(int status, String out, String err) {
        Answer succeeded() {
            assertEquals(0, status, out + err);
            return this;
        }
    }

    private Sandbox(Path root) {
        this.root = root;
    }

    static Sandbox create(int mb) throws IOException, SQLException {
        Path root = Files.createTempDirectory(Path.of("/tmp"), "pb");
        SamplePulse.create(root, mb, 7);
        return new Sandbox(root);
    }

    /** With the root on a file system of the caller's. */
    static Sandbox in(Path root, int mb) throws IOException, SQLException {
        SamplePulse.create(root, mb, 7);
        return new Sandbox(root);
    }

    Path root() {
        return root;
    }

    Path log() {
        return root.resolve("daemon.log");
    }

    Path backups() {
        return root.resolve("var/lib/thingconnect-pulse/backups");
    }

    SamplePulse sample() {
        return SamplePulse.at(root);
    }

    /** Where the text says nothing of it, nothing is verified by itself: a proof would come between what a test does. */
    void configure(String yaml) throws IOException {
        boolean speaks = yaml.contains("verification:") || !yaml.startsWith("backup:\n");
        String text = speaks ? yaml : yaml + "  verification: {enabled: false}\n";
        Files.writeString(root.resolve("etc/thingconnect-pulse/backup.yaml"), text);
    }

    Sandbox start() throws IOException, InterruptedException {
        launch();
        await(
                "the daemon answers",
                () -> Files.exists(socket()) && program("status").status() == 0);
        return this;
    }

    /** Starts the daemon without waiting for it. */
    Process launch(String... prefix) throws IOException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(
                image.resolve("usr/sbin/pulse-backupd").toAbsolutePath().toString(), "--root", root.toString()));
        daemon = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        processes.add(daemon);
        return daemon;
    }

    private Path socket() {
        return root.resolve("run/thingconnect-pulse-backup/control.sock");
    }

    /** As a power cut would. */
    void kill() throws InterruptedException {
        daemon.destroyForcibly().waitFor();
        daemon = null;
    }

    void stop() throws InterruptedException {
        daemon.destroy();
        assertEquals(true, daemon.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "the daemon did not stop");
        daemon = null;
    }

    Process daemon() {
        return daemon;
    }

    /** The live application, in a process of its own. */
    Process writer(int rate, int seconds) throws IOException {
        List<String> command = SamplePulse.command(
                "write", root.toString(), "--rate", Integer.toString(rate), "--seconds", Integer.toString(seconds));
        Process writer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("writer.log").toFile())
                .start();
        processes.add(writer);
        return writer;
    }

    /** The built client, in this process; {@link #start} asks with the installed program. */
    Answer ctl(String... arguments) {
        ClientInProcess client = new ClientInProcess(
                root, image.resolve("usr/sbin/pulse-backupd").toAbsolutePath());
        List<String> line = new ArrayList<>(List.of("--root", root.toString()));
        line.addAll(List.of(arguments));
        FutureTask<Integer> status = new FutureTask<>(() -> client.run(line));
        Thread thread = new Thread(status, "pulsectl");
        thread.setDaemon(true);
        thread.start();
        try {
            return new Answer(status.get(DEADLINE_SECONDS, TimeUnit.SECONDS), client.printed(), client.complained());
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(line.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(line.toString(), e);
        }
    }

    /** The installed client, as a process of its own. */
    Answer program(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(image.resolve("usr/bin/pulsectl").toAbsolutePath().toString());
        command.addAll(List.of("--root", root.toString()));
        command.addAll(List.of(arguments));
        return run(command, root);
    }

    JsonNode json(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        return new ObjectMapper()
                .readTree(ctl(all.toArray(String[]::new)).succeeded().out());
    }

    static Answer run(List<String> command, Path directory) {
        try {
            Path out = Files.createTempFile("out", null);
            Path err = Files.createTempFile("err", null);
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + command);
            }
            Answer answer = new Answer(
                    process.exitValue(),
                    new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
                    new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
            Files.delete(out);
            Files.delete(err);
            return answer;
        } catch (IOException e) {
            throw new AssertionError(command.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command.toString(), e);
        }
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.destroyForcibly().onExit().join();
        }
        DurableFiles.deleteTree(root);
    }
}
