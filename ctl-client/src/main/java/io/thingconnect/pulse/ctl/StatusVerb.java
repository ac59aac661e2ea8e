package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl status}. */
final class StatusVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Fields status = session.call("GetStatus").required("status");
        if (session.json()) {
            session.printJson(status);
        } else {
            new StatusScreen(status, session.times(), session.out()).print();
        }
        return Exit.DONE;
    }
}
