package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.Map;

/** {@code pulsectl catalog rebuild}. */
final class CatalogRebuildVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Fields started = session.call(
                        "StartRebuild", "from", session.arguments().value("--from"))
                .required("run");
        if (session.arguments().has("--no-wait")) {
            return StartedRun.print(session, started);
        }
        Fields run = new RunWait(session).untilOver(started);
        RunOutcome.check(run);
        if (session.json()) {
            session.printJson(Map.of("run", run));
        } else {
            session.out().line(run.text("result") + RunOutcome.in(run));
            session.warn(run.texts("warnings"));
        }
        return Exit.DONE;
    }
}
