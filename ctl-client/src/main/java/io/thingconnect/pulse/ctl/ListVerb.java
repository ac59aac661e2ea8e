package io.thingconnect.pulse.ctl;

import java.io.IOException;

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
        Table table = new Table("LABEL", "JOB", "KIND", "STATE", ">SIZE", ">AGE", "COPIES");
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields backup = reply.object("backup");
            if (backup != null) {
                String age = session.times().age(backup.raw("takenAt"));
                table.row(
                        backup.text("label"),
                        backup.text("job"),
                        backup.text("kind"),
                        backup.text("state") + (backup.has("pinReason") ? ", pinned" : ""),
                        Sizes.of(backup.number("archiveBytes")),
                        age.endsWith(" ago") ? age.substring(0, age.length() - 4) : age,
                        BackupText.copies(backup));
            }
        }
        if (table.isEmpty()) {
            session.err().line("there are no backups yet; pulsectl backup makes one");
        } else {
            table.print(session.out());
        }
        return Exit.DONE;
    }
}
