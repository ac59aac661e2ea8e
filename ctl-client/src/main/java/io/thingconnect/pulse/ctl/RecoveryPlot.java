package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.List;

/** One bar for each drill, oldest left, as high as it took long; its phases lie upon one another. As SVG. */
final class RecoveryPlot {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 300;
    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int BASE = 250;
    private static final int MOST_BARS = 60;
    private static final int WIDEST_BAR = 40;
    private static final int LINES = 4;
    private static final List<String> PHASES = List.of("open", "restore", "database", "assertions", "files");
    private static final List<String> COLOURS = List.of("#8250df", "#0969da", "#1a7f37", "#bf8700", "#57606a");

    private final List<Fields> drills = new ArrayList<>();
    private final Times times;
    private final StringBuilder svg = new StringBuilder(8_192);
    private long most = 1;

    /** @param newestFirst those further back than some sixty are left out */
    RecoveryPlot(List<Fields> newestFirst, Times times) throws Failure {
        this.times = times;
        for (Fields drill : newestFirst.subList(0, Math.min(MOST_BARS, newestFirst.size()))) {
            drills.add(0, drill);
            most = Math.max(most, DrillText.millis(drill));
        }
    }

    String svg() throws Failure {
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT)
                .append(
                        "\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\"><title>Recovery time by drill and phase</title>\n");
        legend();
        scale();
        int step = Math.min(WIDEST_BAR * 2, (WIDTH - LEFT - 10) / drills.size());
        for (int i = 0; i < drills.size(); i++) {
            bar(drills.get(i), LEFT + 5 + i * step, Math.max(3, Math.min(WIDEST_BAR, step - 3)));
        }
        ends(step);
        return svg.append("</svg>\n").toString();
    }

    private void legend() {
        int x = LEFT;
        for (int i = 0; i < PHASES.size(); i++) {
            rectangle(x, 8, 12, 12, COLOURS.get(i), "");
            text(x + 17, 18, "start", PHASES.get(i));
            x += 110;
        }
        text(x, 18, "start", "red mark: failed");
    }

    private void scale() {
        for (int i = 0; i <= LINES; i++) {
            int y = BASE - (BASE - TOP) * i / LINES;
            svg.append("<line x1=\"")
                    .append(LEFT)
                    .append("\" x2=\"")
                    .append(WIDTH)
                    .append("\" y1=\"")
                    .append(y);
            svg.append("\" y2=\"").append(y).append("\" stroke=\"#d8dde3\"/>");
            text(LEFT - 6, y + 4, "end", Times.took(most * i / LINES));
        }
        svg.append('\n');
    }

    private void bar(Fields drill, int x, int width) throws Failure {
        long below = 0;
        for (Fields phase : drill.objects("phases")) {
            long millis = Math.max(0, phase.number("millis"));
            int from = height(below);
            int to = height(below + millis);
            int colour = Math.max(0, PHASES.indexOf(phase.text("name")));
            String name = phase.text("name") + " " + Times.took(millis);
            rectangle(x, BASE - to, width, to - from, COLOURS.get(colour), title(drill) + ": " + name);
            below += millis;
        }
        if (!drill.flag("passed")) {
            rectangle(x, BASE + 2, width, 6, "#b3261e", title(drill) + ": failed");
        }
        svg.append('\n');
    }

    private String title(Fields drill) throws Failure {
        return "drill " + drill.number("id") + ", " + times.stamp(Times.parse(drill.raw("endedAt")));
    }

    private int height(long millis) {
        return (int) ((BASE - TOP) * millis / most);
    }

    /** Times of the first and the last bar. */
    private void ends(int step) throws Failure {
        text(LEFT, BASE + 28, "start", times.stamp(Times.parse(drills.get(0).raw("endedAt"))));
        if (drills.size() > 1) {
            int x = Math.max(LEFT + 320, LEFT + step * drills.size());
            text(
                    x,
                    BASE + 28,
                    "end",
                    times.stamp(Times.parse(drills.get(drills.size() - 1).raw("endedAt"))));
        }
    }

    private void rectangle(int x, int y, int width, int height, String colour, String title) {
        svg.append("<rect x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" width=\"")
                .append(width);
        svg.append("\" height=\"")
                .append(height)
                .append("\" fill=\"")
                .append(colour)
                .append("\">");
        if (!title.isEmpty()) {
            svg.append("<title>").append(DrillReportHtml.escaped(title)).append("</title>");
        }
        svg.append("</rect>");
    }

    private void text(int x, int y, String anchor, String text) {
        svg.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" text-anchor=\"")
                .append(anchor);
        svg.append("\" fill=\"#1b1f24\">").append(DrillReportHtml.escaped(text)).append("</text>");
    }
}
