package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl consolidate}. */
final class ConsolidateVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Fields started = session.call(
                        "StartConsolidate", "label", session.arguments().operand(0, ""))
                .required("run");
        if (session.arguments().has("--no-wait")) {
            return StartedRun.print(session, started);
        }
        Fields run = new RunWait(session).untilOver(started);
        RunOutcome.check(run);
        return BackupResult.print(session, run);
    }
}
