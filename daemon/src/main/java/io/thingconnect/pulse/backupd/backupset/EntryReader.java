package io.thingconnect.pulse.backupd.backupset;

import java.util.Arrays;

/** One entry of a manifest, read strictly: what is missing or contradicts its type is an error. */
final class EntryReader {
    private EntryReader() {}

    static Entry read(Fields fields) {
        EntryType type = Arrays.stream(EntryType.values())
                .filter(candidate -> candidate.word().equals(fields.text("type")))
                .findAny()
                .orElseThrow(() -> fields.wrong("type"));
        Component component = Component.parse(fields.text("component")).orElseThrow(() -> fields.wrong("component"));
        boolean link = type == EntryType.SYMLINK || type == EntryType.HARDLINK;
        if (fields.has("linkTarget") != link || fields.has("sha256") != (type == EntryType.FILE)) {
            throw fields.wrong("type");
        }
        long size = fields.number("size", Long.MAX_VALUE);
        if (type != EntryType.FILE && size != 0) {
            throw fields.wrong("size");
        }
        return new Entry(
                fields.path("path"),
                type,
                component,
                size,
                mode(fields),
                new Owner(
                        fields.integer("uid", 0, Integer.MAX_VALUE),
                        fields.integer("gid", 0, Integer.MAX_VALUE),
                        fields.text("user"),
                        fields.text("group")),
                fields.instant("mtime"),
                type == EntryType.FILE ? fields.hash("sha256") : null,
                link ? target(fields, type) : null,
                fields.textMap("xattrs"),
                fields.has("acl") ? fields.text("acl") : null);
    }

    private static String target(Fields fields, EntryType type) {
        return type == EntryType.HARDLINK ? fields.path("linkTarget") : fields.text("linkTarget");
    }

    private static int mode(Fields fields) {
        String text = fields.text("mode");
        if (!text.matches("[0-7]{1,4}")) {
            throw fields.wrong("mode");
        }
        return Integer.parseInt(text, 8);
    }
}
