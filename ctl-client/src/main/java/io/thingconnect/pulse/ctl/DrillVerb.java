package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl drill}. */
final class DrillVerb implements Verb {
    /** A drill with {@code --from each} has one verdict for each destination. */
    private static final long ENOUGH = 100;

    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        Fields started = session.call(
                        "StartDrill",
                        "name",
                        arguments.operands().isEmpty() ? null : arguments.operand(0, ""),
                        "from",
                        arguments.value("--from"),
                        "scope",
                        arguments.value("--scope"),
                        "backup",
                        arguments.value("--backup"))
                .required("run");
        if (arguments.has("--no-wait")) {
            return StartedRun.print(session, started);
        }
        Fields run = new RunWait(session).untilOver(started);
        print(session, run, ofRun(session, run.number("id")));
        RunOutcome.check(run);
        return Exit.DONE;
    }

    /** In the order in which they were done. */
    private static List<Fields> ofRun(Session session, long run) throws Failure {
        List<Fields> drills = new ArrayList<>();
        Control replies = session.stream("ListDrills", "limit", ENOUGH);
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields drill = reply.object("drill");
            if (drill != null && drill.number("run") == run) {
                drills.add(0, drill);
            }
        }
        return drills;
    }

    private static void print(Session session, Fields run, List<Fields> drills) throws Failure, IOException {
        if (drills.isEmpty()) {
            // It ended before anything was restored: the failure says it all.
            return;
        }
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("passed", run.text("state").equals("succeeded"));
            document.put("seconds", RunOutcome.seconds(run));
            document.put("drills", drills);
            document.put("run", run);
            session.printJson(document);
            return;
        }
        for (Fields drill : drills) {
            session.out()
                    .line("drill " + drill.number("id") + " " + DrillText.result(drill) + ": " + DrillText.what(drill));
            session.out().line("  " + DrillText.phases(drill));
            for (Fields check : drill.objects("checks")) {
                session.out().line((check.flag("passed") ? "  ok      " : "  FAILED  ") + DrillText.check(check));
            }
        }
        for (String warning : run.texts("warnings")) {
            session.out().line("  warning  " + warning);
        }
    }
}
