package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl restore --salvage}: has a damaged backup taken apart, and shows the list of what came of it. */
final class SalvageRun {
    private static final String COMPLETE = "succeeded";
    private static final String LOST = "VerificationFailed";
    private static final int LONGEST_REPORT = 256 << 20;

    private final Session session;

    SalvageRun(Session session) {
        this.session = session;
    }

    /** @param target absolute */
    int run(String target) throws Failure, IOException {
        Arguments arguments = session.arguments();
        Fields started = session.call(
                        "StartSalvage",
                        "label",
                        arguments.operand(0, ""),
                        "target",
                        target,
                        "destination",
                        arguments.value("--destination"))
                .required("run");
        if (arguments.has("--no-wait")) {
            return StartedRun.print(session, started);
        }
        Fields run = new RunWait(session).untilOver(started);
        Fields error = run.object("error");
        boolean ended = run.text("state").equals(COMPLETE)
                || (error != null && error.text("code").equals(LOST));
        if (!ended) {
            RunOutcome.check(run);
        }
        show(run, Path.of(target));
        // In JSON the list tells what was lost; a second document behind it would be none.
        if (session.json()) {
            return run.text("state").equals(COMPLETE) ? Exit.DONE : Exit.forCode(LOST);
        }
        RunOutcome.check(run);
        return Exit.DONE;
    }

    /** The daemon leaves its list in the target: it may be longer than any message. */
    private void show(Fields run, Path target) throws Failure, IOException {
        Path reports = target.resolve("SALVAGED");
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("label", run.text("label"));
            document.put("target", target.toString());
            document.put("seconds", RunOutcome.seconds(run));
            String report = read(reports.resolve("report.json"));
            document.put("report", report.isEmpty() ? null : parsed(report));
            document.put("run", run);
            session.printJson(document);
            return;
        }
        String report = read(reports.resolve("report.txt"));
        for (String line : report.split("\n")) {
            session.out().line(Text.clean(line));
        }
        session.out().line("the list is in " + Text.clean(reports.toString()));
        session.out().flush();
    }

    private static Fields parsed(String report) throws Failure {
        byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
        return JsonReader.read(bytes, bytes.length);
    }

    /** "" where this user may not read it. */
    private static String read(Path report) {
        try {
            return Files.size(report) > LONGEST_REPORT ? "" : Files.readString(report, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
