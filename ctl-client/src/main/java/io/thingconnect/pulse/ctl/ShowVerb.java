package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code pulsectl show}. */
final class ShowVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        boolean entries = session.arguments().has("--entries");
        boolean changes = session.arguments().has("--changes");
        if (entries && changes) {
            throw Failure.usage("--entries and --changes exclude each other", "--changes is a part of --entries.");
        }
        Fields reply = session.call("GetBackup", "label", session.arguments().operand(0, ""));
        Fields backup = reply.required("backup");
        if (!session.json()) {
            describe(session, reply, backup);
            if (entries || changes) {
                session.out().line("");
                print(session, entries(session, backup, changes), backup.has("parent"));
            }
        } else if (entries || changes) {
            json(session, reply, entries(session, backup, changes), changes);
        } else {
            session.printJson(reply);
        }
        return Exit.DONE;
    }

    /** By the whole label: "latest" may mean another backup by now. */
    private static Control entries(Session session, Fields backup, boolean changes) throws Failure {
        return session.stream("ListEntries", "label", backup.raw("label"), "changes", changes ? Boolean.TRUE : null);
    }

    /** @param marked whether to tell what the archive holds from what it only lists; a full holds everything */
    private static void print(Session session, Control replies, boolean marked) throws Failure, IOException {
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields entry = reply.object("entry");
            if (entry != null) {
                String mark = !marked ? "" : entry.flag("carried") ? "+ " : "  ";
                session.out().line(mark + EntryText.line(entry, session.times()));
            } else if (reply.has("deleted")) {
                session.out().line("- " + reply.text("deleted"));
            }
        }
    }

    private static void json(Session session, Fields reply, Control replies, boolean changes)
            throws Failure, IOException {
        Fields next = replies.next();
        String known = JsonWriter.write(reply);
        session.printPiece(known.substring(0, known.length() - 1) + ",\"entries\":[");
        List<String> deleted = new ArrayList<>();
        boolean some = false;
        for (; next != null; next = replies.next()) {
            Fields entry = next.object("entry");
            if (entry != null) {
                session.printPiece((some ? "," : "") + JsonWriter.write(entry));
                some = true;
            } else if (next.has("deleted")) {
                deleted.add(next.raw("deleted"));
            }
        }
        session.printPiece(changes ? "],\"deleted\":" + JsonWriter.write(deleted) + "}\n" : "]}\n");
    }

    private static void describe(Session session, Fields reply, Fields backup) throws Failure, IOException {
        Times times = session.times();
        session.out().line(backup.text("label"));
        FactLines facts = new FactLines(session.out());
        facts.add("state", backup.text("state"));
        facts.add("job", backup.text("job") + ", " + backup.text("kind"));
        lineage(facts, reply, backup);
        facts.add("taken", times.full(backup.raw("takenAt")));
        facts.add("finished", times.full(backup.raw("finishedAt")));
        facts.add("size", Sizes.of(backup.number("archiveBytes")) + " " + backup.text("compression"));
        facts.add("encrypted", BackupText.encryption(backup, reply.texts("keys")));
        facts.add("holds", BackupText.contents(backup));
        facts.add("changed", changed(reply.object("changed")));
        facts.add("components", Text.join(backup.texts("components"), ", "));
        facts.add("schema", backup.text("schemaVersion"));
        facts.add("content id", backup.text("contentId"));
        facts.add("note", backup.text("note"));
        facts.add("pinned", BackupText.pin(backup, times));
        for (Fields copy : backup.objects("copies")) {
            facts.add("copy", BackupText.copy(copy) + ", " + times.full(copy.raw("at")));
        }
        for (Fields database : reply.objects("databases")) {
            facts.add("database", database(database));
        }
        List<Fields> verifications = reply.objects("verifications");
        for (Fields verification : verifications) {
            facts.add("verified", BackupText.verification(verification, times));
        }
        facts.add("verified", verifications.isEmpty() ? "not since it was made" : "");
        facts.addAll("left out", reply.texts("secretsLeftOut"));
        facts.addAll("warning", backup.texts("warnings"));
    }

    private static void lineage(FactLines facts, Fields reply, Fields backup) throws Failure, IOException {
        String reason = backup.text("fullReason");
        String from = backup.text("consolidatedFrom");
        String parent = backup.text("parent");
        List<String> chain = reply.texts("chain");
        facts.add("timeline", timeline(backup));
        facts.add("full", reason.isEmpty() ? "" : "instead of what was asked for, because " + reason);
        facts.add("made from", from.isEmpty() ? "" : "the chain of " + from);
        facts.add("parent", parent);
        if (chain.size() > 1) {
            facts.addChain(chain);
        }
        if (!parent.isEmpty() && !chain.isEmpty() && !chain.get(0).endsWith("-full")) {
            facts.add("BROKEN", "what " + chain.get(0) + " is based on is gone; this backup cannot be restored");
        }
    }

    private static String timeline(Fields backup) throws Failure {
        String restored = backup.text("restoredFrom");
        long number = backup.number("timeline");
        if (!restored.isEmpty()) {
            return number + ", restored from " + restored;
        }
        return number > 1 ? Long.toString(number) : "";
    }

    /** {@code 12 entries carried, 120 as in the parent, 3 removed, 57 pages}. */
    private static String changed(Fields changed) throws Failure {
        if (changed == null) {
            return "";
        }
        return Text.count(changed.number("carriedEntries"), "entry", "entries") + " carried, "
                + changed.number("unchangedEntries") + " as in the parent, " + changed.number("deletedEntries")
                + " removed, " + Text.count(changed.number("changedPages"), "page", "pages") + " of databases";
    }

    private static String database(Fields database) throws Failure {
        long size = database.number("pages") * database.number("pageSize");
        String delta = database.has("deltaBytes")
                ? ", " + database.number("changedPages") + " of them changed ("
                        + Sizes.of(database.number("deltaBytes")) + ")"
                : "";
        return database.text("path") + ", " + Sizes.of(size) + " in " + database.number("pages") + " pages" + delta
                + ", " + database.text("method");
    }
}
