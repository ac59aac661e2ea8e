package io.thingconnect.pulse.ctl;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The days of each component, one by one or a week together, as rows of a table. */
final class ObjectiveHistory {
    private long loss = -1;
    private long recovery = -1;
    private int days;
    private final Map<String, Integer> verdicts = new LinkedHashMap<>();

    private ObjectiveHistory() {}

    /**
     * @param objectives whose order the rows keep
     * @param days newest first
     */
    static Table of(List<Fields> objectives, List<Fields> days, boolean daily) throws Failure {
        Map<String, Map<String, ObjectiveHistory>> byComponent = new LinkedHashMap<>();
        for (Fields objective : objectives) {
            byComponent.put(objective.text("component"), new LinkedHashMap<>());
        }
        for (Fields day : days) {
            String date = day.text("day");
            byComponent
                    .computeIfAbsent(day.text("component"), name -> new LinkedHashMap<>())
                    .computeIfAbsent(daily ? date : monday(date), period -> new ObjectiveHistory())
                    .add(day);
        }
        Table table = new Table("COMPONENT", daily ? "DAY" : "WEEK OF", "LOSS", "BACK IN", "OBJECTIVE");
        for (Map.Entry<String, Map<String, ObjectiveHistory>> component : byComponent.entrySet()) {
            String name = component.getKey();
            for (Map.Entry<String, ObjectiveHistory> period :
                    component.getValue().entrySet()) {
                ObjectiveHistory worst = period.getValue();
                table.row(
                        name,
                        period.getKey(),
                        worst.loss < 0 ? "ALL" : Times.span(worst.loss),
                        worst.recovery < 0 ? "unmeasured" : Times.span(worst.recovery),
                        worst.verdict());
                name = "";
            }
        }
        return table;
    }

    /** Of that week; the text itself where it is no date. */
    private static String monday(String date) {
        String[] parts = date.split("-", -1);
        try {
            LocalDate day =
                    LocalDate.of(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            return day.minusDays(day.getDayOfWeek().getValue() - 1L).toString();
        } catch (RuntimeException e) {
            return date;
        }
    }

    private void add(Fields day) throws Failure {
        loss = Math.max(loss, day.number("lossSeconds"));
        recovery = Math.max(recovery, day.number("recoverySeconds"));
        verdicts.merge(ObjectiveRows.verdict(day), 1, Integer::sum);
        days++;
    }

    private String verdict() {
        List<String> words = new ArrayList<>();
        for (String verdict : List.of("missed", "at-risk")) {
            int on = verdicts.getOrDefault(verdict, 0);
            if (on > 0) {
                words.add(word(verdict) + (days == 1 ? "" : " on " + on + " of " + days + " days"));
            }
        }
        if (!words.isEmpty()) {
            return Text.join(words, ", ");
        }
        return word(verdicts.containsKey("met") ? "met" : verdicts.containsKey("unknown") ? "unknown" : "none");
    }

    static String word(String verdict) {
        return switch (verdict) {
            case "missed" -> "MISSED";
            case "at-risk" -> "AT RISK";
            case "met" -> "kept";
            case "unknown" -> "unknown";
            default -> "none set";
        };
    }
}
