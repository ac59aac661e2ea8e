package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl restore} without a target: asks whoever may replace what is there, and shows what they say. */
final class InPlaceRun {
    /** What makes sense here and nowhere else. */
    static final List<String> OPTIONS = List.of(
            "--only", "--path", "--own-config", "--from-file", "--no-safety-backup", "--undo", "--status", "--yes");

    private static final String INTERFACE = "io.thingconnect.pulse.restore.";

    private final Session session;
    private final Arguments arguments;

    InPlaceRun(Session session) {
        this.session = session;
        this.arguments = session.arguments();
    }

    int run() throws Failure, IOException {
        check();
        try (Control control = connect()) {
            if (arguments.has("--status")) {
                return status(stream(control, "Status", Map.of()));
            }
            boolean undo = arguments.has("--undo");
            Fields plan = undo ? null : plan(control);
            if (arguments.has("--dry-run")) {
                return session.json() ? printed(Map.of("plan", plan)) : Exit.DONE;
            }
            if (!agreed(undo ? "Bring back what was there before the newest restore?" : "Replace what is there?")) {
                session.err().line("nothing was changed");
                return Exit.FAILED;
            }
            session.surroundings().onInterrupt("the restore goes on; see how it ends with: pulsectl restore --status");
            Fields done = undo ? stream(control, "Undo", Map.of()) : stream(control, "Restore", choice(true, plan));
            session.surroundings().onInterrupt("");
            return end(plan, done);
        }
    }

    private void check() throws Failure {
        boolean action = arguments.has("--undo") || arguments.has("--status");
        int named =
                arguments.operands().size() + (arguments.has("--at") ? 1 : 0) + (arguments.has("--from-file") ? 1 : 0);
        if (named + (action ? 1 : 0) != 1 || (arguments.has("--undo") && arguments.has("--status"))) {
            throw Failure.usage(
                    "a restore wants one of a LABEL, --at, --from-file, --undo and --status",
                    "pulsectl restore latest, or pulsectl restore --at \"2024-01-15 14:30:00\"");
        }
        boolean asks = !arguments.has("--dry-run") && !arguments.has("--status") && !arguments.has("--yes");
        if (asks && !session.surroundings().canAnswer()) {
            throw Failure.usage(
                    "nobody is there to be asked whether what is there may be replaced, and --yes was not given",
                    "Look at the plan with --dry-run, then give --yes; or restore beside it with --target DIR.");
        }
    }

    /** Where nobody answers, the program itself can still be typed: it needs neither socket nor daemon. */
    private Control connect() throws Failure {
        try {
            return new Control(
                    ControlSocket.ofRestores(arguments, session.surroundings()).connect());
        } catch (Failure e) {
            String root =
                    ControlSocket.chosen(arguments, session.surroundings()).root();
            boolean permitted = e.status() != Exit.NOT_PERMITTED;
            throw new Failure(
                    e.status(),
                    e.code(),
                    permitted ? e.getMessage() : "restores in place are for root",
                    (permitted ? "Without it: " : "") + "sudo pulse-restore" + (root.isEmpty() ? "" : " --root " + root)
                            + words());
        }
    }

    /** What was typed, for the other program. */
    private String words() {
        StringBuilder words = new StringBuilder();
        arguments.operands().forEach(word -> words.append(' ').append(word));
        for (String name : List.of("--at", "--from-file", "--job", "--timeline", "--destination", "--only", "--path")) {
            List<String> values = arguments.values(name);
            for (String value : values == null ? List.<String>of() : values) {
                words.append(' ').append(name).append(value.indexOf(' ') < 0 ? " " + value : " \"" + value + '"');
            }
        }
        for (String name : List.of("--own-config", "--no-safety-backup", "--dry-run", "--undo", "--status", "--yes")) {
            words.append(arguments.has(name) ? " " + name : "");
        }
        return words.toString();
    }

    private Fields plan(Control control) throws Failure, IOException {
        Fields plan = stream(control, "Plan", choice(false, null));
        // The plan has to stand on the screen before the question.
        session.out().flush();
        return plan;
    }

    /** A label as the plan has it; "latest" stays, because it may stand for one backup of each component. */
    private Map<String, Object> choice(boolean restore, Fields plan) throws Failure {
        Map<String, Object> choice = new LinkedHashMap<>();
        if (!arguments.operands().isEmpty()) {
            boolean latest = arguments.operand(0, "").equals("latest");
            choice.put("label", latest || plan == null ? arguments.operand(0, "") : plan.raw("label"));
        }
        put(choice, "at", arguments.value("--at"));
        put(choice, "fromFile", file());
        put(choice, "job", arguments.value("--job"));
        put(choice, "timeline", arguments.number("--timeline"));
        put(choice, "destination", arguments.value("--destination"));
        put(choice, "only", split(arguments.values("--only")));
        put(choice, "paths", arguments.values("--path"));
        put(choice, "ownConfig", arguments.has("--own-config") ? true : null);
        put(choice, "noSafetyBackup", (restore && arguments.has("--no-safety-backup")) ? true : null);
        return choice;
    }

    /** The other side has another present directory. */
    private String file() {
        String file = arguments.value("--from-file");
        return file == null
                ? null
                : session.surroundings().directory().resolve(file).toString();
    }

    private static List<String> split(List<String> values) {
        if (values == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        values.forEach(value -> words.addAll(Arrays.asList(value.split(","))));
        return words;
    }

    private static void put(Map<String, Object> choice, String name, Object value) {
        if (value != null) {
            choice.put(name, value);
        }
    }

    /** @return the result, after the lines that came before it */
    private Fields stream(Control control, String method, Map<String, Object> parameters) throws Failure, IOException {
        control.stream(INTERFACE + method, parameters);
        Fields result = null;
        for (Fields reply = control.next(); reply != null; reply = control.next()) {
            String line = reply.text("line");
            if (!line.isEmpty()) {
                (session.json() ? session.err() : session.out()).line(line);
                session.out().flush();
            }
            result = reply.has("result") ? reply.required("result") : result;
        }
        if (result == null) {
            throw Failure.garbage("a restore ended without a result");
        }
        return result;
    }

    private boolean agreed(String question) throws IOException {
        if (arguments.has("--yes")) {
            return true;
        }
        session.err().text(question + " [y/N] ");
        session.err().flush();
        String answer = session.surroundings().answer().strip();
        return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
    }

    private int printed(Object document) throws IOException {
        session.printJson(document);
        return Exit.DONE;
    }

    private int end(Fields plan, Fields done) throws Failure, IOException {
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("plan", plan);
            document.put("restore", done);
            return printed(document);
        }
        print(done);
        session.out().line("  brings it back: pulsectl restore --undo");
        return Exit.DONE;
    }

    private int status(Fields status) throws Failure, IOException {
        if (session.json()) {
            return printed(status);
        }
        List<Fields> restores = status.objects("restores");
        if (restores.isEmpty()) {
            session.out().line("nothing was ever restored in place");
        }
        for (Fields restore : restores) {
            print(restore);
        }
        if (status.flag("open")) {
            session.out().line("the newest one was interrupted; finish or take it back: sudo pulse-restore --recover");
        }
        return Exit.DONE;
    }

    private void print(Fields restore) throws Failure, IOException {
        Fields phases = restore.required("phases");
        String what = restore.raw("kind").equals("undo") ? "undo of " : "";
        String outcome =
                restore.flag("closed") ? restore.text("outcome") : "INTERRUPTED while " + restore.text("phase");
        session.out()
                .line(session.times().full(phases.raw("begun")) + "  " + what + restore.text("label") + "  " + outcome
                        + downtime(phases));
        if (!restore.text("note").isEmpty()) {
            session.out().line("  note  " + restore.text("note"));
        }
        for (String path : restore.texts("previous")) {
            session.out().line("  what was there before: " + path);
        }
    }

    /** From the stop of the first service until all is done. */
    private static String downtime(Fields phases) throws Failure {
        long stopped = Times.parse(phases.raw("stopping"));
        long done = Times.parse(phases.raw("done"));
        return stopped == Times.NONE || done == Times.NONE ? "" : ", services were down " + Times.took(done - stopped);
    }
}
