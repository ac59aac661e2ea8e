package io.thingconnect.pulse.ctl;

/** Files of a backup in words. */
final class EntryText {
    private EntryText() {}

    /** As {@code ls -l}: {@code -0640 pulse:pulse   1.2 GB 2024-01-15 03:00:00 var/lib/…/pulse.db}. */
    static String line(Fields entry, Times times) throws Failure {
        String type = entry.text("type");
        long modified = Times.parse(entry.raw("mtime"));
        String target = entry.text("linkTarget");
        StringBuilder line = new StringBuilder();
        line.append(letter(type)).append(Text.left(entry.text("mode"), 5));
        line.append(Text.left(entry.text("user") + ":" + entry.text("group"), 14))
                .append(' ');
        String size = type.equals("file") ? Sizes.of(entry.number("size")) : "-";
        Text.pad(line, 7 - size.length());
        line.append(size).append("  ").append(times.stamp(modified)).append("  ");
        line.append(entry.text("path")).append(target.isEmpty() ? "" : " -> " + target);
        return line.toString();
    }

    private static char letter(String type) {
        switch (type) {
            case "directory":
                return 'd';
            case "symlink":
                return 'l';
            case "hardlink":
                return 'h';
            default:
                return '-';
        }
    }
}
