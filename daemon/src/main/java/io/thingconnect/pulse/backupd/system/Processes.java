package io.thingconnect.pulse.backupd.system;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs a program to its end, within a time, keeping the last of what it printed. Its output is polled, never read
 * blockingly: a program that leaves a background child behind holds the pipe open for as long as that child lives.
 */
public final class Processes {
    private static final int POLL_MILLIS = 20;
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** What systemd told this process about itself; a child that acted on it would speak in our name. */
    private static final List<String> OURS_ALONE =
            List.of("NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "WATCHDOG_USEC", "WATCHDOG_PID");

    /** In the environment of what is started, and so of all that this starts: also of a child whose parent has ended. */
    private static final String MARK = "PULSE_BACKUP_STARTED_BY";

    private Processes() {}

    /** @param environment of a program that is about to be started */
    public static void forgetOurs(Map<String, String> environment) {
        environment.keySet().removeAll(OURS_ALONE);
    }

    /** How a program ended. */
    public enum Ending {
        EXITED,
        /** It took longer than allowed and was killed. */
        TIMED_OUT,
        /** The caller did not want it any more, and it was killed. */
        STOPPED
    }

    /**
     * @param status the exit status; 128 + signal where it was killed
     * @param output the last of standard output, at most the bytes asked for
     * @param errors the last of standard error, likewise
     */
    public record Result(Ending ending, int status, String output, String errors) {
        public boolean succeeded() {
            return ending == Ending.EXITED && status == 0;
        }
    }

    /**
     * @param command program and arguments; no shell is put in between
     * @param environment set on top of this process's own
     * @param timeout after which the program is killed, with all that it started
     * @param keptBytes of each of the two outputs
     * @param stop asked a few times a second: whether to kill it before its time
     * @throws IOException where it cannot be started, or this thread is interrupted (the program is killed then)
     */
    public static Result run(
            List<String> command,
            Map<String, String> environment,
            Duration timeout,
            int keptBytes,
            BooleanSupplier stop)
            throws IOException {
        return run(command, environment, new byte[0], timeout, keptBytes, stop);
    }

    /**
     * The same with something to read on its standard input.
     *
     * @param input what a program does not read is lost; empty: nothing to read
     */
    public static Result run(
            List<String> command,
            Map<String, String> environment,
            byte[] input,
            Duration timeout,
            int keptBytes,
            BooleanSupplier stop)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (input.length == 0) {
            builder.redirectInput(new File("/dev/null"));
        }
        forgetOurs(builder.environment());
        builder.environment().putAll(environment);
        String mark = ProcessHandle.current().pid() + "-" + System.nanoTime();
        builder.environment().put(MARK, mark);
        Process process = builder.start();
        Family family = new Family(process, mark);
        if (input.length > 0) {
            feed(process, input);
        }
        Tail output = new Tail(process.getInputStream(), keptBytes);
        Tail errors = new Tail(process.getErrorStream(), keptBytes);
        boolean ended = false;
        try {
            Ending ending = await(family, timeout, stop, output, errors);
            ended = true;
            output.drain();
            errors.drain();
            return new Result(ending, process.exitValue(), output.text(), errors.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while '" + command.get(0) + "' ran").initCause(e);
        } finally {
            if (!ended) {
                family.alive().forEach(ProcessHandle::destroyForcibly);
            }
            process.getInputStream().close();
            process.getErrorStream().close();
        }
    }

    /** On a thread of its own: a program that does not read would hold up whoever writes. It ends with the program at the latest. */
    private static void feed(Process process, byte[] input) {
        Thread thread = new Thread(
                () -> {
                    try (OutputStream out = process.getOutputStream()) {
                        out.write(input);
                    } catch (IOException e) {
                        // A program may leave what it is told unread.
                        return;
                    }
                },
                "feed");
        thread.setDaemon(true);
        thread.start();
    }

    private static Ending await(Family family, Duration timeout, BooleanSupplier stop, Tail output, Tail errors)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!family.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            output.drain();
            errors.drain();
            boolean stopped = stop.getAsBoolean();
            if (stopped || System.nanoTime() - deadline >= 0) {
                kill(family);
                return stopped ? Ending.STOPPED : Ending.TIMED_OUT;
            }
        }
        return Ending.EXITED;
    }

    /** First politely. Handles, unlike numbers, never name a stranger that got the same number later. */
    private static void kill(Family family) throws InterruptedException {
        List<ProcessHandle> known = family.alive();
        known.forEach(ProcessHandle::destroy);
        awaitEnd(known);
        // Whoever was started meanwhile hangs below one that is still alive, or bears the mark.
        List<ProcessHandle> left = family.alive();
        left.addAll(known);
        left.forEach(ProcessHandle::destroyForcibly);
        family.process().waitFor();
        // A signal that cannot be ignored takes a moment all the same.
        awaitEnd(left);
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws InterruptedException {
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /** A program and all that it started, also what went into the background and lost its parent. */
    private record Family(Process process, String mark) {
        List<ProcessHandle> alive() {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            ProcessHandle.allProcesses().filter(this::isMarked).forEach(all::add);
            all.add(process.toHandle());
            return all;
        }

        private boolean isMarked(ProcessHandle other) {
            try {
                byte[] environment = Files.readAllBytes(Path.of("/proc/" + other.pid() + "/environ"));
                return ("\0" + new String(environment, StandardCharsets.ISO_8859_1))
                        .contains("\0" + MARK + "=" + mark + "\0");
            } catch (IOException e) {
                // Another user's, or gone by now.
                return false;
            }
        }
    }

    /** The last bytes of a stream that is never waited for. */
    private static final class Tail {
        private final InputStream in;
        private final byte[] ring;
        private long seen;

        Tail(InputStream in, int kept) {
            this.in = in;
            ring = new byte[kept];
        }

        void drain() throws IOException {
            byte[] buffer = new byte[8192];
            while (in.available() > 0) {
                int count = in.read(buffer, 0, Math.min(buffer.length, in.available()));
                for (int i = 0; i < count; i++) {
                    ring[(int) (seen++ % ring.length)] = buffer[i];
                }
            }
        }

        String text() {
            int length = (int) Math.min(seen, ring.length);
            byte[] ordered = new byte[length];
            for (int i = 0; i < length; i++) {
                ordered[i] = ring[(int) ((seen - length + i) % ring.length)];
            }
            return new String(ordered, StandardCharsets.UTF_8);
        }
    }
}
