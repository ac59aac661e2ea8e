package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl pin}. */
final class PinVerb implements Verb {
    private static final String USAGE = "pulsectl pin LABEL --for 30d --reason TEXT";

    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        String reason = arguments.value("--reason");
        if (reason == null) {
            throw Failure.usage("a pin wants a --reason: whoever finds it one day has to know", USAGE);
        }
        String until = until(session);
        Fields reply = session.call("Pin", "label", arguments.operand(0, ""), "until", until, "reason", reason);
        List<String> warnings = reply.texts("warnings");
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("label", arguments.operand(0, ""));
            document.put("until", until);
            document.put("warnings", warnings);
            session.printJson(document);
        } else {
            String end =
                    until == null ? " for ever" : " until " + session.times().full(until);
            session.out().line(Text.clean(arguments.operand(0, "")) + " is pinned" + end);
            session.warn(warnings);
        }
        return Exit.DONE;
    }

    /** As the protocol wants it; null for ever. */
    private static String until(Session session) throws Failure {
        Arguments arguments = session.arguments();
        String until = arguments.value("--until");
        String span = arguments.value("--for");
        if ((until == null) == (span == null)) {
            throw Failure.usage("a pin wants either --until or --for", USAGE);
        }
        if (until != null) {
            return Since.momentUtc(until, session.times());
        }
        if (span.equals("forever")) {
            return null;
        }
        long seconds = Since.seconds(span);
        if (seconds <= 0) {
            throw Failure.usage("'" + span + "' is not a length of time", "Write 12h, 30d, 8w or forever.");
        }
        // A fraction of a second in "until" would only be read by people.
        Instant now = Instant.ofEpochSecond(Math.floorDiv(session.times().now(), 1000L));
        return now.plus(Duration.ofSeconds(seconds)).toString();
    }
}
