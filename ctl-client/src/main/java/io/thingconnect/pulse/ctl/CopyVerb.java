package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl copy}. */
final class CopyVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        String label = arguments.operand(0, "");
        String to = arguments.value("--to");
        if (to == null) {
            throw Failure.usage("--to is missing: where is the copy to be made?", "pulsectl destinations");
        }
        if (label.isEmpty() != arguments.has("--pending")) {
            throw Failure.usage("give either a LABEL or --pending", "pulsectl copy latest --to " + to);
        }
        Fields started = session.call("StartCopy", "label", label.isEmpty() ? null : label, "destination", to)
                .required("run");
        if (arguments.has("--no-wait")) {
            return StartedRun.print(session, started);
        }
        Fields run = new RunWait(session).untilOver(started);
        RunOutcome.check(run);
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("destination", to);
            document.put("run", run);
            session.printJson(document);
        } else {
            session.out().line(run.text("result") + RunOutcome.in(run));
            session.warn(run.texts("warnings"));
        }
        return Exit.DONE;
    }
}
