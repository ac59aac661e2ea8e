package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl config show}. */
final class ConfigShowVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Fields reply = session.call("GetConfig");
        if (session.json()) {
            session.printJson(reply);
            return Exit.DONE;
        }
        session.warn(reply.texts("warnings"));
        String yaml = Text.cleanLines(reply.raw("yaml"));
        session.out().line("# " + reply.text("path"));
        session.out().text(yaml.endsWith("\n") ? yaml : yaml + "\n");
        return Exit.DONE;
    }
}
