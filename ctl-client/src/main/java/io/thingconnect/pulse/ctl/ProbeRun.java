package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code pulsectl destinations --probe}: each destination, or the one that is named, tried out step by step. */
final class ProbeRun {
    private final Session session;

    ProbeRun(Session session) {
        this.session = session;
    }

    /**
     * @param destination "": all of them
     * @return 1 where a step failed anywhere
     */
    int run(String destination) throws Failure, IOException {
        session.daemon().waitForever();
        Control replies =
                session.stream("ProbeDestinations", "destination", destination.isEmpty() ? null : destination);
        List<Fields> steps = new ArrayList<>();
        boolean failed = false;
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields step = reply.object("step");
            if (step == null) {
                continue;
            }
            steps.add(step);
            failed |= step.text("outcome").equals("failed");
            if (!session.json()) {
                print(step);
            }
        }
        if (session.json()) {
            session.printJson(Map.of("steps", steps));
        }
        return failed ? Exit.FAILED : Exit.DONE;
    }

    private void print(Fields step) throws Failure, IOException {
        String outcome = step.text("outcome");
        String message = step.text("message");
        session.out()
                .line(step.text("destination") + ": " + Text.left(step.text("name"), 6) + "  "
                        + (outcome.equals("failed") ? "FAILED" : outcome) + ", " + step.number("millis") + " ms"
                        + (message.isEmpty() ? "" : ": " + message));
        session.out().flush();
    }
}
