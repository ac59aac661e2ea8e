package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl watch}. */
final class WatchVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        if (session.arguments().operands().isEmpty()) {
            return every(session);
        }
        long id = session.arguments().run(0);
        if (session.json()) {
            return lines(session, id);
        }
        Fields run =
                new RunWait(session).untilOver(session.call("GetRun", "run", id).required("run"));
        RunOutcome.check(run);
        session.out().line(RunText.ended(run));
        return Exit.DONE;
    }

    private static int lines(Session session, long id) throws Failure, IOException {
        Fields last = null;
        try {
            Control replies = session.stream("Watch", "run", id);
            for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
                Fields run = reply.object("run");
                if (run != null) {
                    last = run;
                    session.printJson(run);
                    session.out().flush();
                }
            }
        } catch (Failure failure) {
            throw RunWait.goesOn(failure, id);
        }
        if (last == null) {
            throw Failure.garbage("it says nothing about run " + id);
        }
        RunOutcome.check(last);
        return Exit.DONE;
    }

    /** Until somebody interrupts, or the daemon ends. */
    private static int every(Session session) throws Failure, IOException {
        Control replies = session.stream("Watch");
        if (!session.json()) {
            session.err().line("watching every run; Ctrl-C ends this and nothing else");
            session.err().flush();
        }
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields run = reply.object("run");
            if (run == null) {
                continue;
            }
            if (session.json()) {
                session.printJson(run);
            } else {
                session.out().line(RunOutcome.isOver(run) ? RunText.ended(run) : RunText.going(run));
            }
            session.out().flush();
        }
        return Exit.DONE;
    }
}
