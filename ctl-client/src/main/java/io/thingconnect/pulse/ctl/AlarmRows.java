package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.List;

/** Alarms on the status screen, in the daemon's order, the worst first: the first one in full, the others a line each. */
final class AlarmRows {
    private final Times times;
    private final Output out;
    private final int room;

    AlarmRows(Times times, Output out, int room) {
        this.times = times;
        this.out = out;
        this.room = room;
    }

    void addTo(StatusSection section, List<Fields> alarms) throws Failure {
        boolean few = alarms.size() <= 2;
        for (int i = 0; i < alarms.size(); i++) {
            section.addRows(i == 0 || few ? full(alarms.get(i)) : List.of(painted(alarms.get(i), line(alarms.get(i)))));
        }
    }

    /** At most two lines for what is wrong, one for what to do. */
    private List<String> full(Fields alarm) throws Failure {
        List<String> rows = Text.wrap(text(alarm), room);
        if (rows.size() > 2) {
            rows = new ArrayList<>(List.of(rows.get(0), Text.cut(rows.get(1) + " ...", room)));
        }
        rows.set(0, painted(alarm, rows.get(0)));
        String hint = alarm.text("hint");
        if (!hint.isEmpty()) {
            rows.add(Text.cut("hint: " + hint, room));
        }
        return rows;
    }

    private String line(Fields alarm) throws Failure {
        return Text.cut(text(alarm), room);
    }

    private String text(Fields alarm) throws Failure {
        return word(alarm) + " since " + Times.span(Math.max(0, (times.now() - since(alarm)) / 1000)) + ": "
                + alarm.text("message");
    }

    private String painted(Fields alarm, String line) throws Failure {
        String word = word(alarm);
        Output.Colour colour = isCritical(alarm) ? Output.Colour.RED : Output.Colour.YELLOW;
        return out.paint(colour, word) + line.substring(word.length());
    }

    private static String word(Fields alarm) throws Failure {
        return isCritical(alarm) ? "CRITICAL" : "WARNING";
    }

    private static boolean isCritical(Fields alarm) throws Failure {
        return alarm.text("severity").equals("critical");
    }

    private long since(Fields alarm) throws Failure {
        long since = Times.parse(alarm.raw("since"));
        return since == Times.NONE ? times.now() : since;
    }
}
