package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.Map;

/** {@code pulsectl cancel}. */
final class CancelVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        long id = session.arguments().run(0);
        Fields run = session.call("Cancel", "run", id).required("run");
        if (session.json()) {
            session.printJson(Map.of("run", run));
        } else if (RunOutcome.isOver(run)) {
            session.out().line(RunText.ended(run));
        } else {
            session.out().line("run " + id + " was asked to stop; pulsectl watch " + id);
        }
        return Exit.DONE;
    }
}
