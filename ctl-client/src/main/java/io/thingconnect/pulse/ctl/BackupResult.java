package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is printed of a backup that a run has made. */
final class BackupResult {
    private BackupResult() {}

    static int print(Session session, Fields run) throws Failure, IOException {
        Fields backup = session.call("GetBackup", "label", run.raw("label")).required("backup");
        if (session.json()) {
            session.printJson(document(run, backup));
        } else {
            summary(session.out(), run, backup);
        }
        return Exit.DONE;
    }

    private static Map<String, Object> document(Fields run, Fields backup) throws Failure {
        Map<String, Object> document = new LinkedHashMap<>();
        for (String name :
                List.of("label", "kind", "parent", "fullReason", "consolidatedFrom", "job", "state", "copies")) {
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
        line(out, "a full, because ", backup.text("fullReason"));
        line(out, "based on ", backup.text("parent"));
        line(out, "made from the chain of ", backup.text("consolidatedFrom"));
        out.line("  holds    " + BackupText.contents(backup));
        for (Fields copy : backup.objects("copies")) {
            out.line("  stored   " + BackupText.copy(copy));
        }
        for (String warning : warnings(run, backup)) {
            out.line("  warning  " + warning);
        }
    }

    private static void line(Output out, String what, String value) throws IOException {
        if (!value.isEmpty()) {
            out.line("  " + what + value);
        }
    }
}
