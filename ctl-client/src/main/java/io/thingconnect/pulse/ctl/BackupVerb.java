package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        Fields backup = session.call("GetBackup", "label", run.raw("label")).required("backup");
        if (session.json()) {
            session.printJson(document(run, backup));
        } else {
            summary(session.out(), run, backup);
        }
        return Exit.DONE;
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

    private static Map<String, Object> document(Fields run, Fields backup) throws Failure {
        Map<String, Object> document = new LinkedHashMap<>();
        for (String name : List.of("label", "kind", "parent", "job", "state", "copies")) {
            document.put(name, backup.values().get(name));
        }
        document.put("warnings", warnings(run, backup));
        for (String name : List.of("archiveBytes", "plainBytes", "databaseBytes", "takenAt", "finishedAt")) {
            document.put(name, backup.values().get(name));
        }
        document.put("seconds", RunOutcome.seconds(run));
        return document;
    }

    /** The run's may hold more than what went into the manifest: a destination that was down, a hook that failed. */
    private static List<String> warnings(Fields run, Fields backup) throws Failure {
        List<String> warnings = new ArrayList<>(backup.texts("warnings"));
        for (String warning : run.texts("warnings")) {
            if (!warnings.contains(warning)) {
                warnings.add(warning);
            }
        }
        return warnings;
    }

    private static void summary(Output out, Fields run, Fields backup) throws Failure, IOException {
        out.line(backup.text("label") + " is " + backup.text("state") + ": " + Sizes.of(backup.number("archiveBytes"))
                + RunOutcome.in(run));
        out.line("  holds    " + BackupText.contents(backup));
        for (Fields copy : backup.objects("copies")) {
            out.line("  stored   " + BackupText.copy(copy));
        }
        for (String warning : warnings(run, backup)) {
            out.line("  warning  " + warning);
        }
    }
}
