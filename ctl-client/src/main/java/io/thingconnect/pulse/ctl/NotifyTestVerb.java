package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code pulsectl notify test}. */
final class NotifyTestVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        String channel = session.arguments().operand(0, "");
        Control replies = session.stream("TestChannels", "channel", channel.isEmpty() ? null : channel);
        List<Fields> tests = new ArrayList<>();
        boolean failed = false;
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields test = reply.object("test");
            if (test != null) {
                tests.add(test);
                failed |= !test.flag("passed");
            }
        }
        if (session.json()) {
            session.printJson(Map.of("tests", tests));
        } else {
            print(session, tests);
        }
        return failed || tests.isEmpty() ? Exit.FAILED : Exit.DONE;
    }

    private static void print(Session session, List<Fields> tests) throws Failure, IOException {
        if (tests.isEmpty()) {
            session.err().line("no channel is configured: alarms go to status and the journal, and nobody is told");
            session.err().line("hint: write one below notifications: in backup.yaml, then 'pulsectl reload'");
        }
        for (Fields test : tests) {
            String head = test.text("channel") + " (" + test.text("type") + "): ";
            String how = test.flag("passed") ? "told" : session.out().paint(Output.Colour.RED, "FAILED");
            session.out().line(head + how + " in " + Times.took(test.number("millis")) + ": " + test.text("answer"));
        }
    }
}
