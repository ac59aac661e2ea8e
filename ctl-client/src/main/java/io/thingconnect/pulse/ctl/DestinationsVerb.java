package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.Map;

/** {@code pulsectl destinations}. */
final class DestinationsVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        String wanted = session.arguments().operand(0, "");
        if (session.arguments().has("--probe")) {
            return new ProbeRun(session).run(wanted);
        }
        if (!wanted.isEmpty()) {
            throw Failure.usage(
                    "'destinations' takes a name with --probe or adopt",
                    "pulsectl destinations --probe " + wanted + ", or pulsectl destinations for all");
        }
        Fields reply = session.call("ListDestinations");
        if (session.json()) {
            session.printJson(Map.of("destinations", reply.list("destinations")));
            return Exit.DONE;
        }
        Table table =
                new Table("DESTINATION", "TYPE", "STATE", ">BACKUPS", ">PENDING", ">ANSWERS", "SPACE", "LOCATION");
        for (Fields destination : reply.objects("destinations")) {
            table.row(
                    destination.text("name"),
                    destination.text("type"),
                    destination.flag("reachable") ? "reachable" : "NOT REACHABLE",
                    Long.toString(destination.number("backups")),
                    Long.toString(Math.max(0, destination.number("pending"))),
                    destination.number("latencyMillis") < 0 ? "" : destination.number("latencyMillis") + " ms",
                    space(destination),
                    destination.text("location"));
        }
        table.print(session.out());
        for (Fields destination : reply.objects("destinations")) {
            String error = destination.text("error");
            if (!error.isEmpty()) {
                session.out().line(destination.text("name") + ": " + error);
            }
            for (String notice : destination.texts("notices")) {
                session.out().line(destination.text("name") + ": " + notice);
            }
        }
        return Exit.DONE;
    }

    /** {@code 120 GB free of 500 GB}; "space unknown" where the place does not tell. */
    static String space(Fields destination) throws Failure {
        long free = destination.number("freeBytes");
        long total = destination.number("totalBytes");
        if (free < 0) {
            return "space unknown";
        }
        return Sizes.of(free) + " free" + (total > 0 ? " of " + Sizes.of(total) : "");
    }
}
