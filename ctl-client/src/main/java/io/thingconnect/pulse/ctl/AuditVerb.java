package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl audit}. */
final class AuditVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        String since = arguments.value("--since");
        Control replies = session.stream(
                "ListAudit",
                "since",
                since == null ? null : Since.toUtc(since, session.times()),
                "user",
                arguments.value("--user"),
                "method",
                arguments.value("--method"));
        if (session.json()) {
            return JsonList.print(session, "records", replies, "record");
        }
        boolean found = false;
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields record = reply.object("record");
            if (record != null) {
                found = true;
                session.out().line(line(record, session.times()));
            }
        }
        if (!found) {
            session.err().line("nothing was recorded");
        }
        return Exit.DONE;
    }

    /** {@code 2024-01-15 03:00:00  jane (uid 1000, pid 4711)  StartBackup {"type":"full"}: run 12}. */
    private static String line(Fields record, Times times) throws Failure {
        long at = Times.parse(record.raw("at"));
        String parameters = record.text("parameters");
        return (at == Times.NONE ? record.text("at") : times.stamp(at)) + "  " + record.text("user") + " (uid "
                + record.number("uid") + ", pid " + record.number("pid") + ")  " + record.text("method")
                + (parameters.isEmpty() || parameters.equals("{}") ? "" : " " + parameters) + ": "
                + record.text("result");
    }
}
