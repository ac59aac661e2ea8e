package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What would be lost if the box died now, and how long bringing it back would take: a row for each promise, then the rest. */
final class ObjectiveRows {
    private static final List<String> WORST_FIRST = List.of("missed", "at-risk", "unknown", "met", "none");

    private final int room;

    ObjectiveRows(int room) {
        this.room = room;
    }

    void addTo(StatusSection section, List<Fields> objectives) throws Failure {
        List<Row> promised = new ArrayList<>();
        List<Fields> others = new ArrayList<>();
        for (Fields objective : objectives) {
            String verdict = verdict(objective);
            if (verdict.equals("none")) {
                others.add(objective);
            } else {
                promised.add(new Row(objective, verdict));
            }
        }
        promised.sort(Comparator.comparing(row -> WORST_FIRST.indexOf(row.verdict())));
        Map<String, List<String>> together = new LinkedHashMap<>();
        for (Row row : promised) {
            together.computeIfAbsent(text(row), text -> new ArrayList<>())
                    .add(row.objective().text("component"));
        }
        int width = 0;
        for (List<String> names : together.values()) {
            width = Math.max(width, name(names).length());
        }
        for (Map.Entry<String, List<String>> row : together.entrySet()) {
            section.add(Text.cut(Text.left(name(row.getValue()), width) + "  " + row.getKey(), room));
        }
        if (!others.isEmpty()) {
            section.add(Text.cut(summary(others, promised.isEmpty()), room));
        }
    }

    /** {@code database}, or {@code database +4} where four others stand as it does. */
    private static String name(List<String> components) {
        return components.get(0) + (components.size() == 1 ? "" : " +" + (components.size() - 1));
    }

    private record Row(Fields objective, String verdict) {}

    /** The worse of both; of an objective as it stands, or of a day. */
    static String verdict(Fields objective) throws Failure {
        int rpo = WORST_FIRST.indexOf(objective.raw("rpo"));
        int rto = WORST_FIRST.indexOf(objective.raw("rto"));
        if (objective.raw("rpo").equals("met") && objective.raw("rto").equals("unknown")) {
            // Until the first drill; the row says that it was not measured.
            return "met";
        }
        return WORST_FIRST.get(Math.max(0, Math.min(rpo, rto)));
    }

    private String text(Row row) throws Failure {
        Fields objective = row.objective();
        String word =
                switch (row.verdict()) {
                    case "missed" -> "MISSED: ";
                    case "at-risk" -> "AT RISK: ";
                    case "unknown" -> "unknown: ";
                    default -> "kept: ";
                };
        long loss = objective.number("lossSeconds");
        if (loss < 0) {
            return word + "no good backup holds it";
        }
        String text = word + "loss " + Times.span(loss) + of(objective.number("rpoSeconds"));
        long recovery = objective.number("recoverySeconds");
        if (recovery >= 0) {
            text += ", back in " + Times.span(recovery) + of(objective.number("rtoSeconds"));
        } else if (objective.number("rtoSeconds") >= 0) {
            text += ", recovery unmeasured";
        }
        long worst = objective.number("worstLossSeconds");
        String history = worst > loss ? "; worst " + Times.span(worst) : "";
        return row.objective().text("component").length() + text.length() + history.length() + 5 <= room
                ? text + history
                : text;
    }

    private static String of(long limit) {
        return limit < 0 ? "" : " of " + Times.span(limit);
    }

    /** Components with the same loss together: most often it is one. */
    private static String summary(List<Fields> others, boolean all) throws Failure {
        List<String> losses = new ArrayList<>();
        List<String> names = new ArrayList<>();
        long recovery = -1;
        for (Fields objective : others) {
            long seconds = objective.number("lossSeconds");
            String loss = seconds < 0 ? "ALL" : Times.span(seconds);
            int known = losses.indexOf(loss);
            if (known < 0) {
                losses.add(loss);
                names.add(objective.text("component"));
            } else {
                names.set(known, names.get(known) + ", " + objective.text("component"));
            }
            recovery = Math.max(recovery, objective.number("recoverySeconds"));
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            boolean whole = losses.size() == 1 && all;
            parts.add(losses.get(i) + " of " + (whole ? "everything" : names.get(i)));
        }
        return Text.join(parts, "; ") + (recovery < 0 ? "" : "; back in " + Times.span(recovery));
    }
}
