package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl drill list}. */
final class DrillListVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Control replies = session.stream("ListDrillPlans");
        if (session.json()) {
            return JsonList.print(session, "drills", replies, "plan");
        }
        Table table = new Table("DRILL", "SCHEDULE", "NEXT", "SCOPE", "FROM", "BACKUP", "LAST");
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields plan = reply.object("plan");
            if (plan != null) {
                row(table, plan, session.times());
            }
        }
        if (table.isEmpty()) {
            session.err().line("no drill is configured; pulsectl drill does one now");
        } else {
            table.print(session.out());
        }
        return Exit.DONE;
    }

    private static void row(Table table, Fields plan, Times times) throws Failure {
        String next = plan.raw("next");
        String from = plan.text("from");
        Fields last = plan.object("last");
        table.row(
                plan.text("name"),
                plan.text("schedule"),
                next.isEmpty() ? "-" : times.due(Times.parse(next)),
                plan.text("scope"),
                from.isEmpty() ? "-" : from,
                plan.text("backup"),
                last == null ? "never" : DrillText.result(last) + " " + times.age(last.raw("endedAt")));
    }
}
