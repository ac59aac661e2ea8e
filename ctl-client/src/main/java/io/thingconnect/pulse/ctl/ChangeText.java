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

    /** {@code P  var/lib/thingconnect-pulse/pulse.db (57 of 16,394 pages, 16,380 before)}. */
    static String database(Fields change) throws Failure {
        return letter(change.text("change"), "P") + "  " + change.text("path") + " (" + pages(change) + ")";
    }

    private static String pages(Fields change) throws Failure {
        long before = change.number("pagesBefore");
        long after = change.number("pagesAfter");
        long differing = change.number("differingPages");
        boolean both = before >= 0 && after >= 0;
        if (both && differing >= 0) {
            String of = Text.grouped(differing) + " of " + pages(Math.max(before, after));
            return before == after
                    ? of
                    : of + ", " + (after > before ? grouped(before, "before") : grouped(after, "now"));
        }
        if (both) {
            return pages(before) + " before, " + pages(after) + " of " + Text.grouped(change.number("pageSize"))
                    + " bytes now: not comparable";
        }
        String pages = pages(Math.max(before, after));
        if (!change.text("change").equals("changed")) {
            return pages;
        }
        return pages + (after < 0 ? ", no database now" : ", no database before");
    }

    private static String pages(long number) {
        return Text.grouped(number) + (number == 1 ? " page" : " pages");
    }

    private static String grouped(long number, String when) {
        return Text.grouped(number) + " " + when;
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
