package io.thingconnect.pulse.ctl;

/** Changes in words: a letter (Added, Modified, metadata, Deleted, Pages), the path, and how much. */
final class ChangeText {
    private ChangeText() {}

    /** {@code M  etc/thingconnect-pulse/config.yaml (2.0 kB -> 2.1 kB)}. */
    static String file(Fields change) throws Failure {
        String letter = letter(change.text("change"), "M");
        return letter + "  " + change.text("path") + fileDetail(change, letter);
    }

    private static String fileDetail(Fields change, String letter) throws Failure {
        String type = change.text("type");
        if (!type.equals("file")) {
            return " (" + type + ")";
        }
        long before = change.number("sizeBefore");
        long after = change.number("sizeAfter");
        return switch (letter) {
            case "A" -> " (" + Sizes.of(after) + ")";
            case "D" -> " (" + Sizes.of(before) + ")";
            case "M" -> " (" + Sizes.of(before) + " -> " + Sizes.of(after) + ")";
            default -> "";
        };
    }

    /** {@code P  var/lib/thingconnect-pulse/pulse.db (1200 -> 1210 pages of 4096 bytes, 57 differ)}. */
    static String database(Fields change) throws Failure {
        long before = change.number("pagesBefore");
        long after = change.number("pagesAfter");
        long differing = change.number("differingPages");
        String pages = before < 0 || after < 0 || before == after
                ? Long.toString(Math.max(before, after))
                : before + " -> " + after;
        return letter(change.text("change"), "P") + "  " + change.text("path") + " (" + pages + " pages of "
                + change.number("pageSize") + " bytes" + (differing < 0 ? "" : ", " + differing + " differ") + ")";
    }

    private static String letter(String change, String changed) {
        return switch (change) {
            case "added" -> "A";
            case "removed" -> "D";
            case "metadata" -> "m";
            default -> changed;
        };
    }
}
