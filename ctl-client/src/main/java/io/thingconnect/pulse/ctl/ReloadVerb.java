package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl reload}. */
final class ReloadVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Fields reply = session.call("Reload");
        if (session.json()) {
            session.printJson(reply);
            return Exit.DONE;
        }
        session.warn(reply.texts("warnings"));
        session.out().line("the configuration is in force");
        return Exit.DONE;
    }
}
