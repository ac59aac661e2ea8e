package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl alerts}. */
final class AlertsVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Arguments arguments = session.arguments();
        boolean all = arguments.has("--all");
        Control replies = session.stream("ListAlarms", "all", all ? true : null, "limit", arguments.number("--limit"));
        if (session.json()) {
            return JsonList.print(session, "alarms", replies, "alarm");
        }
        boolean found = false;
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields alarm = reply.object("alarm");
            if (alarm != null) {
                found = true;
                print(session, alarm);
            }
        }
        if (!found) {
            session.err().line(all ? "there was no alarm yet" : "no alarm is open");
        }
        return Exit.DONE;
    }

    private static void print(Session session, Fields alarm) throws Failure, IOException {
        Output out = session.out();
        Times times = session.times();
        boolean critical = alarm.text("severity").equals("critical");
        boolean open = !alarm.has("clearedAt");
        String word = critical ? "CRITICAL" : "WARNING";
        String head = open ? out.paint(critical ? Output.Colour.RED : Output.Colour.YELLOW, word) : "over    ";
        out.line(head + "  " + alarm.text("id") + "  since " + times.full(alarm.raw("since")));
        if (!open) {
            out.line("  cleared " + times.full(alarm.raw("clearedAt")));
        }
        if (alarm.has("acknowledgedBy")) {
            String note = alarm.text("note");
            out.line("  in hand: " + alarm.text("acknowledgedBy") + ", " + times.full(alarm.raw("acknowledgedAt"))
                    + (note.isEmpty() ? "" : ": " + note));
        }
        int room = Math.max(20, out.columns() - 2);
        for (String row : Text.wrap(alarm.text("message"), room)) {
            out.line("  " + row);
        }
        if (open && !alarm.text("meaning").isEmpty()) {
            for (String row : Text.wrap("means: " + alarm.text("meaning"), room)) {
                out.line("  " + row);
            }
        }
        if (open && !alarm.text("hint").isEmpty()) {
            for (String row : Text.wrap("hint: " + alarm.text("hint"), room)) {
                out.line("  " + row);
            }
        }
    }
}
