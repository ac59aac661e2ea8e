package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl metrics}: to standard output, or as a file for node_exporter's textfile collector. */
final class MetricsVerb implements Verb {
    static final Option TEXTFILE =
            Option.text("--textfile", "FILE", "replace FILE, which node_exporter reads, instead of printing");

    /** As the daemon describes it. */
    private static final String DOWN = "# HELP pulse_backup_up Whether the daemon answered; 0 is written by pulsectl"
            + " metrics --textfile.\n# TYPE pulse_backup_up gauge\npulse_backup_up 0\n";

    @Override
    public int run(Session session) throws Failure, IOException {
        String file = session.arguments().value(TEXTFILE.name());
        if (file == null) {
            print(session, session.call("GetMetrics").raw("text"));
            return Exit.DONE;
        }
        Path target = target(session, file);
        if (!file.endsWith(".prom")) {
            session.err().line("warning: node_exporter reads files whose name ends in .prom only");
        }
        String text;
        try {
            text = session.call("GetMetrics").raw("text");
        } catch (Failure failure) {
            // What was measured before would stay, and look like an installation that is well.
            replace(target, DOWN);
            throw failure;
        }
        replace(target, text);
        if (session.json()) {
            session.printJson(Map.of("textfile", target.toString()));
        }
        return Exit.DONE;
    }

    private static void print(Session session, String text) throws IOException {
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("contentType", "text/plain; version=0.0.4");
            document.put("text", text);
            session.printJson(document);
        } else {
            session.out().bytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Path target(Session session, String file) throws Failure {
        try {
            return session.surroundings().directory().resolve(file);
        } catch (InvalidPathException e) {
            throw Failure.usage("'" + file + "' is no file name", "Name a file that ends in .prom.");
        }
    }

    /** Whole or not at all, and readable for everybody: node_exporter is another user. */
    private static void replace(Path target, String text) throws Failure {
        // With a dot in front and another end, or node_exporter would read half of it.
        Path made = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid());
        try {
            try {
                Files.deleteIfExists(made);
                Files.writeString(made, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(made, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(made);
            }
        } catch (IOException e) {
            throw new Failure(
                    Exit.FAILED,
                    "Unwritable",
                    "the metrics cannot be written to " + target + ", " + e,
                    "Name a file in node_exporter's textfile directory, and run this as a user who may write there.");
        }
    }
}
