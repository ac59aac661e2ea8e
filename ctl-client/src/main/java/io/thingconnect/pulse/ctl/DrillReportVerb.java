package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl drill report}: what the drills have shown, for whoever asks for evidence. */
final class DrillReportVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        String format = session.json() ? "json" : arguments.value("--format");
        Fields status = session.call("GetStatus").required("status");
        List<Fields> drills = drills(session, arguments.number("--limit"));
        String document;
        if ("html".equals(format)) {
            document = new DrillReportHtml(status, drills, session.times()).page();
        } else if ("json".equals(format)) {
            document = JsonWriter.write(tree(status, drills)) + "\n";
        } else {
            document = DrillReportText.of(status, drills, session.times());
        }
        return print(session, document, arguments.value("--out"));
    }

    private static List<Fields> drills(Session session, Long limit) throws Failure {
        List<Fields> drills = new ArrayList<>();
        Control replies = session.stream("ListDrills", "limit", limit);
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields drill = reply.object("drill");
            if (drill != null) {
                drills.add(drill);
            }
        }
        return drills;
    }

    private static Map<String, Object> tree(Fields status, List<Fields> drills) throws Failure {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("host", status.raw("host"));
        tree.put("at", status.raw("now"));
        tree.put("drills", drills);
        return tree;
    }

    private static int print(Session session, String document, String file) throws Failure, IOException {
        if (file == null) {
            session.out().bytes(document.getBytes(StandardCharsets.UTF_8));
            return Exit.DONE;
        }
        try {
            Files.writeString(Path.of(file), document, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw new Failure(
                    Exit.FAILED,
                    "Unwritable",
                    "the report cannot be written to " + file + ", " + e.getMessage(),
                    "Name a file in a directory that is yours.");
        }
        session.err().line("written to " + Text.clean(file));
        return Exit.DONE;
    }
}
