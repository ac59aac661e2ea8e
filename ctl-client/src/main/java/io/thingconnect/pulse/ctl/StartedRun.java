package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.Map;

/** What {@code --no-wait} prints. */
final class StartedRun {
    private StartedRun() {}

    static int print(Session session, Fields run) throws Failure, IOException {
        if (session.json()) {
            session.printJson(Map.of("run", run));
        } else {
            session.out()
                    .line(run.text("operation") + " run " + run.number("id") + " is " + run.text("state")
                            + "; pulsectl watch " + run.number("id"));
        }
        return Exit.DONE;
    }
}
