package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl runbook}: the document to recover this box by. */
final class RunbookVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        String format = arguments.has("--html") ? "html" : "markdown";
        String text = session.call("GetRunbook", "format", format).raw("text");
        String file = arguments.value("--out");
        if (file != null) {
            write(file, text);
            session.err().line("written to " + Text.clean(file));
        }
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("format", format);
            document.put("text", text);
            session.printJson(document);
        } else if (file == null) {
            session.out().bytes(text.getBytes(StandardCharsets.UTF_8));
        }
        return Exit.DONE;
    }

    /** Whole or not at all: half a runbook in the place of an older one would be worse than the older one. */
    private static void write(String file, String text) throws Failure {
        try {
            Path target = Path.of(file).toAbsolutePath();
            Path beside = Files.createTempFile(target.getParent(), ".runbook", ".tmp");
            try {
                Files.writeString(beside, text, StandardCharsets.UTF_8);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException | InvalidPathException e) {
            throw new Failure(
                    Exit.FAILED,
                    "Unwritable",
                    "the runbook cannot be written to " + file + ", " + e.getMessage(),
                    "Name a file in a directory that is yours.");
        }
    }
}
