package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.List;

/** {@code pulsectl show}. */
final class ShowVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        boolean entries = session.arguments().has("--entries");
        Fields reply = session.call("GetBackup", "label", session.arguments().operand(0, ""));
        Fields backup = reply.required("backup");
        if (!session.json()) {
            describe(session, reply, backup);
            if (entries) {
                session.out().line("");
                print(session, entries(session, backup));
            }
        } else if (entries) {
            json(session, reply, entries(session, backup));
        } else {
            session.printJson(reply);
        }
        return Exit.DONE;
    }

    /** By the whole label: "latest" may mean another backup by now. */
    private static Control entries(Session session, Fields backup) throws Failure {
        return session.stream("ListEntries", "label", backup.raw("label"));
    }

    private static void print(Session session, Control replies) throws Failure, IOException {
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields entry = reply.object("entry");
            if (entry != null) {
                session.out().line(EntryText.line(entry, session.times()));
            }
        }
    }

    private static void json(Session session, Fields reply, Control replies) throws Failure, IOException {
        Fields first = replies.next();
        String known = JsonWriter.write(reply);
        session.printPiece(known.substring(0, known.length() - 1) + ",\"entries\":[");
        boolean some = false;
        for (Fields next = first; next != null; next = replies.next()) {
            Fields entry = next.object("entry");
            if (entry != null) {
                session.printPiece((some ? "," : "") + JsonWriter.write(entry));
                some = true;
            }
        }
        session.printPiece("]}\n");
    }

    private static void describe(Session session, Fields reply, Fields backup) throws Failure, IOException {
        Times times = session.times();
        Output out = session.out();
        out.line(backup.text("label"));
        fact(out, "state", backup.text("state"));
        fact(out, "job", backup.text("job") + ", " + backup.text("kind"));
        fact(out, "parent", backup.text("parent"));
        fact(out, "taken", times.full(backup.raw("takenAt")));
        fact(out, "finished", times.full(backup.raw("finishedAt")));
        fact(out, "size", Sizes.of(backup.number("archiveBytes")) + " " + backup.text("compression"));
        fact(out, "holds", BackupText.contents(backup));
        fact(out, "components", Text.join(backup.texts("components"), ", "));
        fact(out, "schema", backup.text("schemaVersion"));
        fact(out, "content id", backup.text("contentId"));
        fact(out, "note", backup.text("note"));
        fact(out, "pinned", BackupText.pin(backup, times));
        for (Fields copy : backup.objects("copies")) {
            fact(out, "copy", BackupText.copy(copy) + ", " + times.full(copy.raw("at")));
        }
        for (Fields database : reply.objects("databases")) {
            fact(out, "database", database(database));
        }
        List<Fields> verifications = reply.objects("verifications");
        for (Fields verification : verifications) {
            fact(out, "verified", BackupText.verification(verification, times));
        }
        fact(out, "verified", verifications.isEmpty() ? "not since it was made" : "");
        facts(out, "left out", reply.texts("secretsLeftOut"));
        facts(out, "warning", backup.texts("warnings"));
    }

    private static String database(Fields database) throws Failure {
        long size = database.number("pages") * database.number("pageSize");
        return database.text("path") + ", " + Sizes.of(size) + " in " + database.number("pages") + " pages, "
                + database.text("method");
    }

    private static void facts(Output out, String name, List<String> values) throws IOException {
        for (String value : values) {
            fact(out, name, value);
        }
    }

    private static void fact(Output out, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            out.line("  " + Text.left(name, 12) + value);
        }
    }
}
