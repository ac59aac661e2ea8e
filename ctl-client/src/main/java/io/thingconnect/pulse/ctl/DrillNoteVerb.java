package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl drill note}. */
final class DrillNoteVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Fields drill = session.call(
                        "NoteDrill",
                        "drill",
                        session.arguments().run(0),
                        "text",
                        session.arguments().operand(1, ""))
                .required("drill");
        if (session.json()) {
            session.printJson(drill);
        } else {
            session.out()
                    .line("drill " + drill.number("id") + " of "
                            + session.times().full(drill.raw("endedAt")) + ": " + drill.text("note"));
        }
        return Exit.DONE;
    }
}
