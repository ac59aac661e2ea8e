package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl verify}. */
final class VerifyVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        String level = arguments.value("--level");
        Fields started = session.call(
                        "StartVerify",
                        "label",
                        arguments.operand(0, "latest"),
                        "level",
                        level,
                        "destination",
                        arguments.value("--destination"))
                .required("run");
        if (arguments.has("--no-wait")) {
            return StartedRun.print(session, started);
        }
        Fields run = new RunWait(session).untilOver(started);
        print(session, run, level == null ? "entries" : level);
        RunOutcome.check(run);
        return Exit.DONE;
    }

    private static void print(Session session, Fields run, String level) throws Failure, IOException {
        String label = run.raw("label");
        boolean passed = run.text("state").equals("succeeded");
        List<Fields> verifications = label.isEmpty() ? List.of() : ofThisRun(session, run, label);
        if (!passed && verifications.isEmpty()) {
            // It ended before anything was read: the failure says it all.
            return;
        }
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("label", label);
            document.put("level", level);
            document.put("passed", passed);
            document.put("seconds", RunOutcome.seconds(run));
            document.put("verifications", verifications);
            document.put("run", run);
            session.printJson(document);
            return;
        }
        session.out()
                .line(Text.clean(label) + (passed ? " is proven" : " is NOT proven") + ", level " + level
                        + RunOutcome.in(run));
        for (Fields verification : verifications) {
            session.out().line("  " + BackupText.verification(verification, session.times()));
        }
        for (String warning : run.texts("warnings")) {
            session.out().line("  warning  " + warning);
        }
    }

    /** The backup's history holds earlier ones as well; times are compared in whole seconds. */
    private static List<Fields> ofThisRun(Session session, Fields run, String label) throws Failure {
        long startedAt = Math.floorDiv(Times.parse(run.raw("startedAt")), 1000L);
        List<Fields> verifications = new ArrayList<>();
        for (Fields verification : session.call("GetBackup", "label", label).objects("verifications")) {
            if (Math.floorDiv(Times.parse(verification.raw("at")), 1000L) >= startedAt) {
                verifications.add(verification);
            }
        }
        return verifications;
    }
}
