package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code pulsectl list}. */
final class ListVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        Control replies = session.stream(
                "ListBackups",
                "job",
                session.arguments().value("--job"),
                "all",
                session.arguments().has("--all") ? Boolean.TRUE : null);
        if (session.json()) {
            return JsonList.print(session, "backups", replies, "backup");
        }
        List<Fields> backups = new ArrayList<>();
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields backup = reply.object("backup");
            if (backup != null) {
                backups.add(backup);
            }
        }
        String job = session.arguments().value("--job");
        if (backups.isEmpty() && job != null) {
            requireJob(session, job);
        }
        if (backups.isEmpty()) {
            session.err().line("there are no backups yet; pulsectl backup makes one");
        } else if (session.arguments().has("--flat")) {
            flat(session, backups).print(session.out());
        } else {
            tree(session, backups).print(session.out());
        }
        return Exit.DONE;
    }

    /** A job that is no longer configured may have backups; one that has none and is not configured is a slip. */
    private static void requireJob(Session session, String wanted) throws Failure {
        List<String> known = new ArrayList<>();
        Control replies = session.stream("ListJobs");
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            if (reply.object("job") != null) {
                known.add(reply.required("job").text("name"));
            }
        }
        if (!known.contains(wanted)) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    "JobNotFound",
                    "there is no job '" + wanted + "'",
                    Suggestion.hint(wanted, known, "List the jobs with 'pulsectl jobs'."));
        }
    }

    private static Table flat(Session session, List<Fields> backups) throws Failure {
        Table table = new Table("LABEL", "JOB", "KIND", "STATE", ">SIZE", ">AGE", "COPIES");
        for (Fields backup : backups) {
            table.row(
                    backup.text("label"),
                    backup.text("job"),
                    backup.text("kind"),
                    backup.text("state") + (backup.has("pinReason") ? ", pinned" : ""),
                    Sizes.of(backup.number("archiveBytes")),
                    age(session, backup),
                    BackupText.copies(backup));
        }
        return table;
    }

    private static Table tree(Session session, List<Fields> backups) throws Failure {
        Table table = new Table("BACKUP", "JOB", ">AGE", ">SIZE", "STATE", "COPIES", "NOTES");
        for (BackupTree.Line line : new BackupTree(backups, session.out().isUtf8()).lines()) {
            Fields backup = line.backup();
            table.row(
                    line.branch() + BackupText.brief(backup.text("label")),
                    backup.text("job"),
                    age(session, backup),
                    Sizes.of(backup.number("archiveBytes")),
                    backup.text("state"),
                    BackupText.copies(backup),
                    notes(backup, line.orphan()));
        }
        return table;
    }

    private static String age(Session session, Fields backup) throws Failure {
        String age = session.times().age(backup.raw("takenAt"));
        return age.endsWith(" ago") ? age.substring(0, age.length() - 4) : age;
    }

    /** What matters most comes first: a terminal cuts the rest. */
    private static String notes(Fields backup, String orphan) throws Failure {
        List<String> notes = new ArrayList<>();
        if (!orphan.isEmpty()) {
            notes.add(orphan);
        }
        if (backup.has("pinReason")) {
            notes.add("pinned");
        }
        Fields verification = backup.object("lastVerification");
        if (verification != null) {
            String level = " (" + verification.text("level") + ")";
            notes.add((verification.flag("passed") ? "verified" : "FAILED its proof") + level);
        }
        if (!backup.text("note").isEmpty()) {
            notes.add(backup.text("note"));
        }
        if (backup.has("consolidatedFrom")) {
            notes.add("consolidated");
        }
        String encryption = BackupText.sealed(backup);
        if (!encryption.isEmpty()) {
            notes.add(encryption);
        }
        String line = BackupText.restoredLine(backup);
        if (!line.isEmpty()) {
            notes.add(line);
        }
        String reason = backup.text("fullReason");
        if (!reason.isEmpty()) {
            notes.add("full because " + reason);
        }
        return Text.join(notes, ", ");
    }
}
