package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code pulsectl backup}. */
final class BackupVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Fields started = start(session);
        if (session.arguments().has("--no-wait")) {
            return StartedRun.print(session, started);
        }
        Fields run = new RunWait(session).untilOver(started);
        RunOutcome.check(run);
        return BackupResult.print(session, run);
    }

    private static Fields start(Session session) throws Failure {
        Arguments arguments = session.arguments();
        return session.call(
                        "StartBackup",
                        "job",
                        arguments.value("--job"),
                        "type",
                        arguments.value("--type"),
                        "components",
                        arguments.values("--only"),
                        "includeLogs",
                        arguments.has("--include") ? true : null,
                        "compression",
                        arguments.value("--compression"),
                        "level",
                        arguments.number("--level"),
                        "note",
                        arguments.value("--note"))
                .required("run");
    }
}
