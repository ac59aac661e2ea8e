package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Findings for people: a verdict, then by group what is wrong, worst first, and in one line what is in order. */
final class DoctorText {
    /** From good to bad. */
    static final List<String> SEVERITIES = List.of("ok", "notice", "warning", "error");

    private static final List<String> GROUPS = List.of(
            "daemon",
            "database",
            "permissions",
            "space",
            "destinations",
            "chains",
            "restores",
            "schedules",
            "clock",
            "service",
            "configuration",
            "doctor");

    private static final String INDENT = "    ";

    private final Output out;

    DoctorText(Output out) {
        this.out = out;
    }

    void print(List<Fields> findings) throws Failure, IOException {
        out.line(verdict(findings));
        for (String group : groups(findings)) {
            group(group, findings);
        }
        List<String> good = good(findings);
        if (!good.isEmpty()) {
            out.line("");
            out.line("in order");
            wrapped(Text.join(good, ", "));
        }
        out.line("");
        out.line("what each word means: docs/troubleshooting.md; all that was seen: pulsectl doctor --json");
    }

    private String verdict(List<Fields> findings) throws Failure {
        int errors = count(findings, "error");
        int warnings = count(findings, "warning");
        int notices = count(findings, "notice");
        String counts = Text.count(errors, "error", "errors") + ", " + Text.count(warnings, "warning", "warnings")
                + ", " + Text.count(notices, "notice", "notices");
        if (errors > 0) {
            return out.paint(Output.Colour.RED, "ILL") + ": " + counts;
        }
        if (warnings > 0) {
            return out.paint(Output.Colour.YELLOW, "AILING") + ": " + counts;
        }
        return out.paint(Output.Colour.GREEN, "WELL") + ": " + counts;
    }

    private static int count(List<Fields> findings, String severity) throws Failure {
        int count = 0;
        for (Fields finding : findings) {
            count += finding.text("severity").equals(severity) ? 1 : 0;
        }
        return count;
    }

    /** The known ones in their order, then others. */
    private static List<String> groups(List<Fields> findings) throws Failure {
        List<String> groups = new ArrayList<>(GROUPS);
        for (Fields finding : findings) {
            if (!groups.contains(finding.text("group"))) {
                groups.add(finding.text("group"));
            }
        }
        return groups;
    }

    private void group(String group, List<Fields> findings) throws Failure, IOException {
        boolean begun = false;
        for (int severity = SEVERITIES.size() - 1; severity > 0; severity--) {
            for (Fields finding : findings) {
                if (!finding.text("group").equals(group)
                        || !finding.text("severity").equals(SEVERITIES.get(severity))) {
                    continue;
                }
                if (!begun) {
                    out.line("");
                    out.line(group);
                    begun = true;
                }
                finding(finding);
            }
        }
    }

    private void finding(Fields finding) throws Failure, IOException {
        String severity = finding.text("severity");
        String subject = finding.text("subject");
        Output.Colour colour = severity.equals("error") ? Output.Colour.RED : Output.Colour.YELLOW;
        out.line("  " + (severity.equals("notice") ? severity : out.paint(colour, severity)) + " " + finding.text("id")
                + (subject.isEmpty() ? "" : " " + subject));
        wrapped(finding.text("what"));
        if (!finding.text("why").isEmpty()) {
            wrapped("why it matters: " + finding.text("why"));
        }
        String command = finding.text("command");
        if (!command.isEmpty()) {
            // Never broken: it is there to be copied.
            out.line(INDENT + "$ " + command);
        }
    }

    private void wrapped(String text) throws IOException {
        for (String line : Text.wrap(text, out.columns() - INDENT.length())) {
            out.line(INDENT + line);
        }
    }

    /** Each id once, where nothing else was found under it. */
    private static List<String> good(List<Fields> findings) throws Failure {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (Fields finding : findings) {
            List<String> into = finding.text("severity").equals("ok") ? good : bad;
            if (!into.contains(finding.text("id"))) {
                into.add(finding.text("id"));
            }
        }
        good.removeAll(bad);
        good.sort(null);
        return good;
    }
}
