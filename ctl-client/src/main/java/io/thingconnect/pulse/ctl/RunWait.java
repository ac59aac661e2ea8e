package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.Map;

/** Waits for a run that goes on whether anybody waits or not. */
final class RunWait {
    private final Session session;

    RunWait(Session session) {
        this.session = session;
    }

    /** The run as it ended, whichever way. */
    Fields untilOver(Fields run) throws Failure, IOException {
        long id = run.number("id");
        session.surroundings().onInterrupt("the run goes on; pulsectl watch " + id);
        ProgressLine line =
                new ProgressLine(session.err(), session.surroundings().clock(), session.json());
        try {
            return follow(run, id, line);
        } catch (Failure failure) {
            throw goesOn(failure, id);
        } finally {
            line.end();
            session.surroundings().onInterrupt("");
        }
    }

    private Fields follow(Fields run, long id, ProgressLine line) throws Failure, IOException {
        Fields last = run;
        line.show(last);
        if (RunOutcome.isOver(last)) {
            return last;
        }
        Control replies = session.stream("Watch", "run", id);
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields seen = reply.object("run");
            if (seen != null) {
                last = seen;
                line.show(last);
            }
        }
        if (!RunOutcome.isOver(last)) {
            last = session.daemon().call("GetRun", Map.of("run", id)).required("run");
        }
        if (!RunOutcome.isOver(last)) {
            throw Failure.garbage("it stopped reporting on run " + id + " before the run was over");
        }
        return last;
    }

    /** The failure as it concerns a run: that the daemon is lost does not mean that the run is. */
    static Failure goesOn(Failure cause, long id) {
        if (!cause.code().equals(Control.HUNG_UP) && !cause.code().equals(Control.SILENT)) {
            return cause;
        }
        return new Failure(
                cause.status(),
                cause.code(),
                "lost the daemon while waiting, " + cause.getMessage() + "; the run goes on if the daemon does",
                "pulsectl watch " + id);
    }
}
