package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl export}: a backup's files, out of whatever destination has them. */
final class ExportVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        String label = arguments.operand(0, "");
        String output = arguments.value("--out");
        boolean chain = arguments.has("--chain");
        if (output == null) {
            throw Failure.usage("--out is missing: where is it to go?", "pulsectl export " + label + " -o DIRECTORY/");
        }
        boolean toStandardOutput = output.equals("-");
        if (toStandardOutput && session.json()) {
            throw Failure.usage("--json and -o - both want standard output", "Give a file, or leave --json out.");
        }
        if (toStandardOutput && session.out().isTerminal()) {
            throw Failure.usage(
                    "an archive is not written to a terminal",
                    "pulsectl export " + label + " -o FILE, or send standard output elsewhere");
        }
        // Asked first: an unknown label must not leave a file, and a delta alone deserves a word.
        Fields backup = session.call("GetBackup", "label", label);
        String whole = backup.required("backup").text("label");
        int stands = backup.texts("chain").size() - 1;
        ExportTarget target = target(output, toStandardOutput, chain, session);
        try (target) {
            receive(session, whole, chain, arguments.value("--destination"), target);
            target.finish();
        }
        report(session, whole, chain, stands, target);
        return Exit.DONE;
    }

    private static ExportTarget target(String output, boolean toStandardOutput, boolean chain, Session session)
            throws Failure {
        if (toStandardOutput) {
            return chain ? TarTarget.to(session.out()) : new ArchiveTarget(session.out());
        }
        try {
            Path path = session.surroundings().directory().resolve(output);
            boolean directory = output.endsWith("/") || Files.isDirectory(path);
            if (directory) {
                return new DirectoryTarget(path, chain);
            }
            return chain ? TarTarget.to(path) : new ArchiveTarget(path);
        } catch (InvalidPathException e) {
            throw Failure.usage("'" + output + "' is not a path", "Name a file, a directory with a slash, or -.");
        }
    }

    private static void receive(Session session, String label, boolean chain, String destination, ExportTarget target)
            throws Failure, IOException {
        // A destination that is asleep may take its time.
        session.daemon().waitForever();
        Control replies =
                session.stream("Export", "label", label, "chain", chain ? true : null, "destination", destination);
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields file = reply.object("file");
            if (file != null) {
                target.file(file.text("name"), file.number("size"), file.text("sha256"));
            }
            String data = reply.raw("data");
            if (!data.isEmpty()) {
                target.bytes(decode(data));
            }
        }
    }

    private static byte[] decode(String data) throws Failure {
        try {
            return Base64.getDecoder().decode(data);
        } catch (IllegalArgumentException e) {
            throw Failure.garbage("field 'data' is not Base64");
        }
    }

    private static void report(Session session, String label, boolean chain, int stands, ExportTarget target)
            throws IOException {
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("label", label);
            document.put("files", target.files());
            session.printJson(document);
            return;
        }
        for (Object file : target.files()) {
            session.err().line("written to " + Text.clean(file.toString()));
        }
        if (stands > 0 && !chain) {
            session.err()
                    .line("warning: " + label + " stands on " + Text.count(stands, "backup", "backups")
                            + " that this does not hold; --chain exports all of it");
        }
    }
}
