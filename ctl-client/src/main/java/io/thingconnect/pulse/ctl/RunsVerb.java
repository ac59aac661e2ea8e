package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl runs}. */
final class RunsVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Control replies =
                session.stream("ListRuns", "limit", session.arguments().number("--limit"));
        if (session.json()) {
            return JsonList.print(session, "runs", replies, "run");
        }
        Table table = new Table(">RUN", "OPERATION", "JOB", "BY", "STATE", "STARTED", ">TOOK", "RESULT");
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields run = reply.object("run");
            if (run != null) {
                row(table, run, session.times());
            }
        }
        if (table.isEmpty()) {
            session.err().line("nothing has run yet");
        } else {
            table.print(session.out());
        }
        return Exit.DONE;
    }

    private static void row(Table table, Fields run, Times times) throws Failure {
        long millis = RunOutcome.millis(run);
        String job = run.text("job");
        table.row(
                Long.toString(run.number("id")),
                run.text("operation"),
                job.isEmpty() ? "-" : job,
                run.text("trigger"),
                run.text("state"),
                times.age(run.raw("startedAt").isEmpty() ? run.raw("queuedAt") : run.raw("startedAt")),
                millis < 0 ? "-" : Times.took(millis),
                RunOutcome.isOver(run) ? RunText.outcome(run) : ProgressText.plain(run));
    }
}
