package io.thingconnect.pulse.ctl;

import java.util.List;

/** The report on drills as text. */
final class DrillReportText {
    private DrillReportText() {}

    static String of(Fields status, List<Fields> drills, Times times) throws Failure {
        StringBuilder text = new StringBuilder();
        text.append("Restores for practice on ")
                .append(status.text("host"))
                .append(", ")
                .append(times.stamp(times.now()))
                .append('\n');
        if (drills.isEmpty()) {
            return text.append("\nThere was none yet; pulsectl drill does one now.\n")
                    .toString();
        }
        for (Fields drill : drills) {
            add(text, drill, times);
        }
        return text.toString();
    }

    private static void add(StringBuilder text, Fields drill, Times times) throws Failure {
        text.append("\ndrill ").append(drill.number("id"));
        if (!drill.text("name").isEmpty()) {
            text.append(" (").append(drill.text("name")).append(')');
        }
        text.append(", ").append(times.full(drill.raw("endedAt"))).append(": ");
        text.append(DrillText.result(drill)).append("\n  ").append(DrillText.what(drill));
        text.append("\n  ").append(DrillText.phases(drill)).append('\n');
        for (Fields check : drill.objects("checks")) {
            text.append(check.flag("passed") ? "  ok      " : "  FAILED  ")
                    .append(DrillText.check(check))
                    .append('\n');
        }
        if (!drill.text("note").isEmpty()) {
            text.append("  note    ").append(drill.text("note")).append('\n');
        }
    }
}
