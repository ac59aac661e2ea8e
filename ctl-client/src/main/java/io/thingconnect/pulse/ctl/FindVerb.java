package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code pulsectl find}. */
final class FindVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        String pattern = session.arguments().operand(0, "");
        // Every manifest may have to be read before the first match.
        session.daemon().waitForever();
        Control replies = session.stream(
                "FindPath", "pattern", pattern, "label", session.arguments().value("--label"));
        boolean found = session.json() ? json(session, replies) : lines(session, replies);
        if (!found) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    "NothingFound",
                    "no backup holds a path that matches '" + pattern + "'",
                    "Quote the pattern; one without a slash is compared with the last name only.");
        }
        return Exit.DONE;
    }

    private static boolean json(Session session, Control replies) throws Failure, IOException {
        Fields reply = replies.next();
        JsonList list = JsonList.begin(session, "matches");
        for (; reply != null; reply = replies.next()) {
            if (reply.has("entry")) {
                Map<String, Object> match = new LinkedHashMap<>();
                match.put("label", reply.raw("label"));
                match.put("entry", reply.object("entry"));
                list.add(match);
            }
        }
        list.end();
        return !list.isEmpty();
    }

    private static boolean lines(Session session, Control replies) throws Failure, IOException {
        boolean found = false;
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields entry = reply.object("entry");
            if (entry != null) {
                session.out().line(reply.text("label") + "  " + EntryText.line(entry, session.times()));
                found = true;
            }
        }
        return found;
    }
}
