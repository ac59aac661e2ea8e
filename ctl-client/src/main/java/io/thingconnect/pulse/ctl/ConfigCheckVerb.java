package io.thingconnect.pulse.ctl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code pulsectl config check}: asks the daemon's program, not the running daemon, so that a configuration with which
 * the daemon does not start can be checked too.
 */
final class ConfigCheckVerb implements Verb {
    private static final String INSTALLED = "/usr/sbin/pulse-backupd";

    @Override
    public int run(Session session) throws Failure, IOException {
        List<String> command = command(session, session.arguments().operands());
        if (session.json()) {
            return json(session, command);
        }
        session.out().flush();
        Process process = start(new ProcessBuilder(command), command);
        Thread errors = new Thread(new Copy(process.getErrorStream(), session.err()));
        errors.start();
        new Copy(process.getInputStream(), session.out()).run();
        return status(process, errors);
    }

    /** @param operands the file, or none for the installed one */
    static List<String> command(Session session, List<String> operands) {
        Arguments arguments = session.arguments();
        String program = session.surroundings().property("pulse.backupd");
        String root = arguments.value("--root");
        if (root == null) {
            root = session.surroundings().environment("PULSECTL_ROOT");
        }
        List<String> command = new ArrayList<>();
        command.add(program.isEmpty() ? INSTALLED : program);
        if (!root.isEmpty()) {
            command.add("--root");
            command.add(root);
        }
        command.add("--validate-config");
        command.addAll(operands);
        return command;
    }

    private static int json(Session session, List<String> command) throws Failure, IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Process process = start(new ProcessBuilder(command).redirectErrorStream(true), command);
        process.getInputStream().transferTo(output);
        int status = status(process, null);
        List<String> lines = new ArrayList<>();
        for (String line : output.toString(StandardCharsets.UTF_8).split("\n")) {
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("valid", status == Exit.DONE);
        document.put("exitStatus", (long) status);
        document.put("output", lines);
        session.printJson(document);
        return status;
    }

    private static Process start(ProcessBuilder builder, List<String> command) throws Failure {
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new Failure(
                    Exit.FAILED,
                    "NotInstalled",
                    "cannot run " + command.get(0) + ", "
                            + (e.getCause() == null
                                    ? e.getMessage()
                                    : e.getCause().getMessage()),
                    "Install the daemon beside pulsectl; the configuration is checked by its program.");
        }
    }

    private static int status(Process process, Thread copier) throws Failure {
        try {
            int status = process.waitFor();
            if (copier != null) {
                copier.join();
            }
            return status;
        } catch (InterruptedException e) {
            throw new Failure(Exit.FAILED, "Interrupted", "interrupted while the configuration was checked", "");
        }
    }

    /** Passes on what a process prints. */
    private static final class Copy implements Runnable {
        private final InputStream from;
        private final Output to;

        Copy(InputStream from, Output to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void run() {
            try {
                byte[] bytes = new byte[8192];
                for (int read = from.read(bytes); read >= 0; read = from.read(bytes)) {
                    to.bytes(Arrays.copyOf(bytes, read));
                    to.flush();
                }
            } catch (IOException e) {
                // Whoever read this output is gone; the process's status still counts.
            }
        }
    }
}
