package io.thingconnect.pulse.backupd.notify;

import io.thingconnect.pulse.backupd.watch.Meaning;
import java.util.List;
import java.util.Locale;

/** A message in words: what, where, since when, what it means, and the next command. */
final class NoticeText {
    private static final int LONGEST_SUBJECT = 150;
    private static final int LONGEST = 20_000;

    private NoticeText() {}

    /** One line, for example {@code [plant7] CRITICAL: destination 'nas' … (and 2 more)}. */
    static String subject(Notice notice) {
        Notice.Item first = notice.events().get(0);
        int more = notice.events().size() - 1;
        String rest = more == 0 ? "" : " (and " + more + " more)";
        String line = "[" + notice.host() + "] " + headline(first) + ": " + first.message();
        int room = LONGEST_SUBJECT - rest.length();
        return oneLine(line.length() <= room ? line : line.substring(0, room - 3) + "...") + rest;
    }

    static String body(Notice notice) {
        StringBuilder text =
                new StringBuilder("ThingConnect Pulse Backup on " + notice.host() + ", " + notice.at() + "\n");
        for (Notice.Item item : notice.events()) {
            if (text.length() > LONGEST) {
                text.append("\n... and more: pulsectl alerts\n");
                break;
            }
            text.append('\n')
                    .append(headline(item))
                    .append(": ")
                    .append(item.message())
                    .append('\n');
            if (!item.since().isEmpty()) {
                text.append("  since: ").append(item.since()).append('\n');
            }
            if (item.event().equals(Event.ALARM.word())
                    && !Meaning.of(item.id()).isEmpty()) {
                text.append("  means: ").append(Meaning.of(item.id())).append('\n');
            }
            if (!item.hint().isEmpty()) {
                text.append("  next:  ").append(item.hint()).append('\n');
            }
            if (!item.id().isEmpty()) {
                text.append("  alarm: ").append(item.id()).append('\n');
            }
        }
        if (notice.events().stream().anyMatch(item -> item.event().equals(Event.ALARM.word()))) {
            text.append("""

                    Commands are to be typed on that box. To be reminded of an alarm no more: pulsectl alerts ack ID,
                    with what stands behind "alarm:". What is wrong at this moment: pulsectl status
                    """);
        }
        return text.toString();
    }

    private static String headline(Notice.Item item) {
        return switch (item.event()) {
            case "alarm" ->
                item.severity().toUpperCase(Locale.ROOT)
                        + switch (item.what()) {
                            case "repeated" -> " (still)";
                            case "escalated" -> " (worse than before)";
                            default -> "";
                        };
            case "clear" -> "ALL CLEAR";
            case "start" -> "STARTED";
            case "success" -> "SUCCEEDED";
            case "failure" -> "FAILED";
            default -> "TEST";
        };
    }

    /** A subject with a line end in it would be two headers. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** The worst is said first. */
    static List<Notice.Item> sorted(List<Notice.Item> items) {
        return items.stream()
                .sorted((one, other) -> Integer.compare(weight(one), weight(other)))
                .toList();
    }

    private static int weight(Notice.Item item) {
        if (item.event().equals(Event.ALARM.word())) {
            return item.severity().equals("critical") ? 0 : 1;
        }
        return item.event().equals(Event.FAILURE.word()) ? 2 : 3;
    }
}
