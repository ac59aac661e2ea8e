package io.thingconnect.pulse.backupd.restore.salvage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.DatabaseRemains;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Item;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Result;
import java.nio.charset.StandardCharsets;

/** A salvage's report for people and for programs. */
final class SalvageText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SalvageText() {}

    static byte[] json(SalvageReport report) {
        ObjectNode root = JSON.createObjectNode();
        root.put("label", report.label().toString())
                .put("destination", report.destination())
                .put("proven", report.proven())
                .put("complete", report.isComplete())
                .put("recovered", report.recovered())
                .put("lost", report.lost())
                .put("summary", report.summary());
        ArrayNode notes = root.putArray("notes");
        report.notes().forEach(notes::add);
        ArrayNode databases = root.putArray("databases");
        report.databases().forEach(remains -> databases.add(json(remains)));
        ArrayNode entries = root.putArray("entries");
        for (Item item : report.entries()) {
            entries.addObject()
                    .put("path", item.path())
                    .put("type", item.type())
                    .put("size", item.size())
                    .put("result", item.result().word())
                    .put("why", item.why());
        }
        return (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode json(DatabaseRemains remains) {
        ObjectNode node = JSON.createObjectNode();
        node.put("path", remains.path())
                .put("why", remains.why())
                .put("partial", remains.partial())
                .put("bytes", remains.bytes())
                .put("pages", remains.pages())
                .put("pagesReadable", remains.pagesReadable())
                .put("pagesEqual", remains.pagesEqual().orElse(null));
        remains.olderGood()
                .ifPresent(older -> node.putObject("olderGood")
                        .put("label", older.label().toString())
                        .put("takenAt", older.takenAt().toString()));
        node.put("try", recover(remains));
        return node;
    }

    private static String recover(DatabaseRemains remains) {
        return remains.partial().isEmpty() ? "" : "sqlite3 " + quoted(remains.partial()) + " .recover";
    }

    static byte[] text(SalvageReport report) {
        StringBuilder text = new StringBuilder(report.summary()).append('\n');
        report.notes().forEach(note -> text.append("note: ").append(shown(note)).append('\n'));
        for (Item item : report.entries()) {
            if (item.result() != Result.RECOVERED) {
                text.append("%s  %s: %s\n".formatted(item.result().word(), shown(item.path()), shown(item.why())));
            }
        }
        report.databases().forEach(remains -> text.append(text(remains)));
        for (Item item : report.entries()) {
            if (item.result() == Result.RECOVERED) {
                text.append("recovered  ").append(shown(item.path())).append('\n');
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(DatabaseRemains remains) {
        StringBuilder text =
                new StringBuilder("database " + shown(remains.path()) + ": " + shown(remains.why()) + "\n");
        text.append(remains.olderGood()
                .map(older -> "  the newest older good backup that has it is " + older.label() + " (" + older.takenAt()
                        + "): pulsectl restore " + older.label() + " --target DIR\n")
                .orElse("  no older good backup at this destination has it; look at the others: pulsectl list\n"));
        if (!remains.partial().isEmpty()) {
            text.append("  %d of its %d pages could be read%s; they are in %s\n"
                    .formatted(
                            remains.pagesReadable(),
                            remains.pages(),
                            remains.pagesEqual()
                                    .map(equal -> ", " + equal + " of them are what was backed up")
                                    .orElse(", and this machine has no page map to tell which are right"),
                            shown(remains.partial())));
            text.append("  what SQLite itself could try: ")
                    .append(recover(remains))
                    .append('\n');
        }
        return text.toString();
    }

    /** For a shell. */
    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9._/-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    /** One line, whatever names hold. */
    private static String shown(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.toString();
    }
}
