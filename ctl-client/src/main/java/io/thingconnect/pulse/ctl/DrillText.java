package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.List;

/** A drill in words. */
final class DrillText {
    private DrillText() {}

    /** Milliseconds of all phases. */
    static long millis(Fields drill) throws Failure {
        long millis = 0;
        for (Fields phase : drill.objects("phases")) {
            millis += Math.max(0, phase.number("millis"));
        }
        return millis;
    }

    static String name(Fields drill) throws Failure {
        String name = drill.text("name");
        return name.isEmpty() ? "-" : name;
    }

    static String result(Fields drill) throws Failure {
        return drill.flag("passed") ? "passed" : "FAILED";
    }

    /** {@code pulse-backup-… from local, database, in 1.2 s}. */
    static String what(Fields drill) throws Failure {
        String label = drill.text("label");
        return (label.isEmpty() ? "nothing" : label) + " from " + drill.text("destination") + ", " + drill.text("scope")
                + ", in " + Times.took(millis(drill));
    }

    /** {@code open 0.0 s, restore 1.2 s}. */
    static String phases(Fields drill) throws Failure {
        List<String> phases = new ArrayList<>();
        for (Fields phase : drill.objects("phases")) {
            phases.add(phase.text("name") + " " + Times.took(Math.max(0, phase.number("millis"))));
        }
        return Text.join(phases, ", ");
    }

    static String check(Fields check) throws Failure {
        String detail = check.text("detail");
        return check.text("name") + (detail.isEmpty() ? "" : ": " + detail);
    }
}
