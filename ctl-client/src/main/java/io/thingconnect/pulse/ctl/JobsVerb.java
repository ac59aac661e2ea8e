package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl jobs}. */
final class JobsVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Control replies = session.stream("ListJobs");
        if (session.json()) {
            return JsonList.print(session, "jobs", replies, "job");
        }
        Table table = new Table("JOB", "TYPE", "SCHEDULE", "NEXT", "LAST", "DESTINATIONS");
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields job = reply.object("job");
            if (job != null) {
                table.row(
                        job.text("name"),
                        job.text("type"),
                        schedule(job),
                        JobText.next(job, session.times()),
                        last(job.object("lastRun"), session.times()),
                        Text.join(job.texts("destinations"), ", "));
            }
        }
        if (table.isEmpty()) {
            session.err().line("the configuration has no jobs");
        } else {
            table.print(session.out());
        }
        return Exit.DONE;
    }

    private static String schedule(Fields job) throws Failure {
        if (job.has("onChange")) {
            return "on change";
        }
        return job.has("schedule") ? job.text("schedule") + " " + job.text("timezone") : "on demand";
    }

    private static String last(Fields run, Times times) throws Failure {
        if (run == null) {
            return "never";
        }
        String at = run.raw("endedAt").isEmpty() ? run.raw("queuedAt") : run.raw("endedAt");
        return run.text("state") + " " + times.age(at);
    }
}
