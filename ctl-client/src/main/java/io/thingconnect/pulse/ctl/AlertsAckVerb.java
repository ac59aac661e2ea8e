package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl alerts ack}. */
final class AlertsAckVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        Fields alarm = session.call(
                        "AcknowledgeAlarm", "alarm", arguments.operand(0, ""), "note", arguments.value("--note"))
                .required("alarm");
        if (session.json()) {
            session.printJson(alarm);
        } else {
            session.out()
                    .line(alarm.text("id")
                            + " is in hand; nobody is told of it again until it has cleared or gets worse");
        }
        return Exit.DONE;
    }
}
