package io.thingconnect.pulse.backupd.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.thingconnect.pulse.backupd.control.service.InPlace;
import io.thingconnect.pulse.backupd.control.varlink.Json;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * {@code pulse-restore} as a process of its own, with this process's Java, libraries and environment. It derives and proves
 * everything itself; nothing but its command line goes there. It is never killed from here: its input ends when the caller
 * hangs up, which ends what has not begun yet, and leaves a restore that ends well.
 */
public final class RestoreProgram implements InPlace {
    private static final String MAIN = "io.thingconnect.pulse.backupd.rescue.Main";

    /** Where this process has its native libraries from. */
    private static final List<String> INHERITED = List.of(
            "org.sqlite.lib.path",
            "org.sqlite.lib.name",
            "org.sqlite.tmpdir",
            "org.newsclub.net.unix.library.override",
            "ZstdNativePath",
            "jna.nounpack",
            "jna.boot.library.path");

    /** Added to the number of a signal in an exit status. */
    private static final int SIGNALLED = 128;

    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final String END = new String("end");

    private final List<String> command;

    /** @param options before the words of each run: {@code --root}, {@code --config} */
    public RestoreProgram(List<String> options) {
        List<String> whole = new ArrayList<>();
        whole.add(System.getProperty("java.home") + "/bin/java");
        whole.addAll(List.of("-Xms8m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        whole.addAll(List.of("-Xlog:disable", "-Xlog:all=error:stderr"));
        for (String name : INHERITED) {
            Optional.ofNullable(System.getProperty(name)).ifPresent(value -> whole.add("-D" + name + "=" + value));
        }
        whole.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        whole.addAll(options);
        this.command = List.copyOf(whole);
    }

    @Override
    public Map<String, Object> run(List<String> words, Listener listener) throws BackupException, IOException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--json", "--attended"));
        whole.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(whole);
        Processes.forgetOurs(builder.environment());
        try {
            return converse(builder.start(), listener);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while a restore ran").initCause(e);
        }
    }

    private static Map<String, Object> converse(Process process, Listener listener)
            throws IOException, InterruptedException, BackupException {
        BlockingQueue<String> said = new LinkedBlockingQueue<>();
        StringBuilder answer = new StringBuilder();
        Thread lines = reader("restore-lines", () -> {
            try (BufferedReader reader = text(process.getErrorStream())) {
                reader.lines().forEach(said::add);
            } finally {
                said.add(END);
            }
        });
        Thread result = reader("restore-answer", () -> {
            try (BufferedReader reader = text(process.getInputStream())) {
                reader.lines().forEach(answer::append);
            }
        });
        IOException deaf = tell(said, listener, process);
        lines.join();
        result.join();
        int status = process.waitFor();
        if (deaf != null) {
            throw deaf;
        }
        return result(answer.toString(), status);
    }

    /** @return why the listener does not hear any more; null where it heard to the end */
    @SuppressWarnings("ReferenceEquality") // The end is no line of text, whatever the program prints.
    private static IOException tell(BlockingQueue<String> said, Listener listener, Process process)
            throws InterruptedException {
        IOException deaf = null;
        while (true) {
            String line = said.poll(BEAT.toMillis(), TimeUnit.MILLISECONDS);
            if (line == END) {
                return deaf;
            }
            try {
                if (deaf == null) {
                    listener.hear(line == null ? "" : line);
                }
            } catch (IOException e) {
                deaf = e;
                leave(process);
            }
        }
    }

    private static void leave(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException unused) {
            // It has ended itself.
        }
    }

    private interface Reading {
        void read() throws IOException;
    }

    private static Thread reader(String name, Reading reading) {
        Thread thread = new Thread(
                () -> {
                    try {
                        reading.read();
                    } catch (IOException | java.io.UncheckedIOException unused) {
                        // The program has ended; its exit status says how.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static BufferedReader text(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    private static Map<String, Object> result(String answer, int status) throws BackupException {
        Map<String, Object> object = object(answer, status);
        if (object.get("error") instanceof Map<?, ?> error) {
            String code = String.valueOf(error.get("code"));
            throw new BackupException(
                    Arrays.stream(ErrorCode.values())
                            .filter(known -> known.wireName().equals(code))
                            .findFirst()
                            .orElse(ErrorCode.INTERNAL),
                    String.valueOf(error.get("message")),
                    String.valueOf(error.get("hint")));
        }
        return object;
    }

    @SuppressWarnings("unchecked") // The keys of a JSON object are strings.
    private static Map<String, Object> object(String answer, int status) throws BackupException {
        try {
            return Json.read(answer, Map.class);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new BackupException(
                    ErrorCode.INTERNAL,
                    "pulse-restore "
                            + (status > SIGNALLED
                                    ? "was killed (signal " + (status - SIGNALLED) + ")"
                                    : "ended with status " + status)
                            + " before it answered",
                    "See how far it came with 'sudo pulse-restore --status'; if it is open, finish it or take it back:"
                            + " sudo pulse-restore --recover",
                    e);
        }
    }
}
