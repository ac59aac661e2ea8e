package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code pulsectl status} for people: one screen of 80 by 24 whose first line answers "am I safe?". What is too much for
 * the screen is cut from the longest part, which then names the command that shows the rest.
 */
final class StatusScreen {
    /** One line remains for the prompt, one for luck. */
    private static final int MAX_LINES = 22;

    private final Fields status;
    private final Times times;
    private final Output out;
    private final int room;

    StatusScreen(Fields status, Times times, Output out) {
        this.status = status;
        this.times = times;
        this.out = out;
        this.room = StatusSection.room(out);
    }

    void print() throws Failure, IOException {
        List<String> verdict = verdict();
        List<StatusSection> sections = sections();
        shrink(sections, MAX_LINES - verdict.size() - 3);
        for (String line : verdict) {
            out.line(line);
        }
        out.line("");
        for (StatusSection section : sections) {
            section.print(out);
        }
        out.line("");
        out.line(footer());
    }

    private static void shrink(List<StatusSection> sections, int room) {
        while (true) {
            int rows = 0;
            StatusSection longest = null;
            for (StatusSection section : sections) {
                rows += section.rows();
                if (section.canShrink() && (longest == null || section.rows() > longest.rows())) {
                    longest = section;
                }
            }
            if (rows <= room || longest == null) {
                return;
            }
            longest.shrink();
        }
    }

    /** At most two lines; the word comes first and carries the colour. */
    private List<String> verdict() throws Failure {
        String safe = status.text("safe");
        String word;
        Output.Colour colour;
        if (safe.equals("yes")) {
            word = "SAFE";
            colour = Output.Colour.GREEN;
        } else if (safe.equals("no")) {
            word = "NOT SAFE";
            colour = Output.Colour.RED;
        } else {
            word = "AT RISK";
            colour = Output.Colour.YELLOW;
        }
        String summary = status.text("summary");
        List<String> lines =
                Text.wrap(word + ": " + (summary.isEmpty() ? "the daemon gave no reason" : summary), out.columns());
        if (lines.size() > 2) {
            lines = new ArrayList<>(List.of(lines.get(0), Text.cut(lines.get(1) + " ...", out.columns())));
        }
        lines.set(0, out.paint(colour, word) + lines.get(0).substring(word.length()));
        return lines;
    }

    private List<StatusSection> sections() throws Failure {
        List<StatusSection> sections = new ArrayList<>();
        sections.add(lastBackup());
        sections.add(provenRestore());
        sections.add(lastDrill());
        StatusSection objectives = new StatusSection("Loss, recovery", "pulsectl status --json");
        new ObjectiveRows(room).addTo(objectives, status.objects("objectives"));
        sections.add(objectives);
        sections.add(running());
        sections.add(nextRuns());
        sections.add(destinations());
        sections.add(alarms());
        String configError = status.text("configError");
        if (!configError.isEmpty()) {
            StatusSection config = new StatusSection("Configuration", "pulsectl config check");
            config.add(
                    row("INVALID; what was loaded " + times.age(status.raw("configLoadedAt")) + " stays in force:"),
                    row(configError));
            sections.add(config);
        }
        return sections;
    }

    private StatusSection lastBackup() throws Failure {
        StatusSection section = new StatusSection("Last backup", "pulsectl list");
        Fields backup = status.object("lastBackup");
        if (backup == null) {
            section.add("never; pulsectl backup makes one");
            return section;
        }
        String text = times.age(backup.raw("takenAt")) + ", " + backup.text("state") + ": " + backup.text("label");
        String size = " (" + Sizes.of(backup.number("archiveBytes")) + ")";
        section.add(row(text.length() + size.length() <= room ? text + size : text));
        return section;
    }

    private StatusSection provenRestore() throws Failure {
        StatusSection section = new StatusSection("Proven restore", "pulsectl list");
        Fields proven = status.object("lastProvenRestore");
        if (proven == null) {
            section.add("never; pulsectl verify latest --level restore proves one");
            return section;
        }
        String text = times.age(proven.raw("at")) + ": " + proven.text("label");
        String from = " from " + proven.text("destination");
        section.add(row(text.length() + from.length() <= room ? text + from : text));
        return section;
    }

    private StatusSection lastDrill() throws Failure {
        StatusSection section = new StatusSection("Last drill", "pulsectl drill report");
        Fields drill = status.object("lastDrill");
        if (drill == null) {
            section.add("never; pulsectl drill does one");
            return section;
        }
        boolean passed = drill.flag("passed");
        String label = drill.text("label");
        String text = times.age(drill.raw("endedAt")) + ", " + (passed ? "passed" : "FAILED")
                + (label.isEmpty() ? "" : ": " + label);
        String from = " from " + drill.text("destination");
        section.add(row(text.length() + from.length() <= room ? text + from : text));
        return section;
    }

    private StatusSection running() throws Failure {
        StatusSection section = new StatusSection("Running", "pulsectl runs");
        for (Fields run : status.objects("running")) {
            section.add(row("#" + run.number("id") + " " + run.text("operation") + " " + run.text("job") + ": "
                    + ProgressText.brief(run)));
        }
        if (section.rows() == 0) {
            section.add("nothing");
        }
        return section;
    }

    private StatusSection nextRuns() throws Failure {
        StatusSection section = new StatusSection("Next run", "pulsectl jobs");
        if (!status.flag("enabled")) {
            section.add(row("DISABLED by the configuration; pulsectl backup still works"));
            return section;
        }
        List<Fields> jobs = new ArrayList<>(status.objects("jobs"));
        Set<Fields> failed = failed(jobs);
        jobs.sort((a, b) -> Boolean.compare(failed.contains(b), failed.contains(a)));
        int width = widest(jobs);
        for (Fields job : jobs) {
            String last = failed.contains(job) ? "last run FAILED, " : "";
            section.add(row(Text.left(job.text("name"), width) + "  " + last + JobText.next(job, times) + ", "
                    + job.text("type") + " to " + Text.join(job.texts("destinations"), ", ")));
        }
        if (section.rows() == 0) {
            section.add("never: no job is configured");
        }
        return section;
    }

    private static Set<Fields> failed(List<Fields> jobs) throws Failure {
        Set<Fields> failed = new HashSet<>();
        for (Fields job : jobs) {
            Fields run = job.object("lastRun");
            if (run != null
                    && (run.raw("state").equals("failed") || run.raw("state").equals("interrupted"))) {
                failed.add(job);
            }
        }
        return failed;
    }

    private StatusSection destinations() throws Failure {
        StatusSection section = new StatusSection("Destinations", "pulsectl destinations");
        List<Fields> destinations = new ArrayList<>();
        for (Fields destination : status.objects("destinations")) {
            // The worst first: it is the end that has to go where room is short.
            destinations.add(destination.flag("reachable") ? destinations.size() : 0, destination);
        }
        int width = widest(destinations);
        for (Fields destination : destinations) {
            String name = Text.left(destination.text("name"), width) + "  ";
            long waiting = Math.max(0, destination.number("pending"));
            String pending = waiting == 0 ? "" : Text.count(waiting, "copy", "copies") + " pending, ";
            if (destination.flag("reachable")) {
                section.add(row(name + DestinationsVerb.space(destination) + ", "
                        + Text.count(destination.number("backups"), "backup", "backups") + ", " + pending
                        + destination.text("location")));
            } else {
                section.add(row(name + pending + "NOT REACHABLE: " + destination.text("error")));
            }
        }
        if (section.rows() == 0) {
            section.add("none is configured");
        }
        Fields rule = status.object("copyRule");
        if (rule != null) {
            section.add(row("3-2-1 rule " + rule.text("summary")));
        }
        return section;
    }

    private static int widest(List<Fields> named) throws Failure {
        int width = 0;
        for (Fields one : named) {
            width = Math.max(width, one.text("name").length());
        }
        return Math.min(width, 20);
    }

    private StatusSection alarms() throws Failure {
        StatusSection section = new StatusSection("Alarms", "pulsectl alerts");
        new AlarmRows(times, out, room).addTo(section, status.objects("alarms"));
        if (section.rows() == 0) {
            section.add("none");
        }
        return section;
    }

    private String footer() throws Failure {
        long up = (times.now() - Times.parse(status.raw("startedAt"))) / 1000;
        return Text.cut(
                status.text("host") + ", pulse-backupd " + status.text("version")
                        + (status.has("startedAt") ? ", up " + Times.span(Math.max(0, up)) : "")
                        + ", configuration of " + times.age(status.raw("configLoadedAt")),
                out.columns());
    }

    private String row(String text) {
        return Text.cut(text, room);
    }
}
