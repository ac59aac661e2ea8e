package io.thingconnect.pulse.ctl;

import java.util.List;

/**
 * The report on drills as one page that needs nothing else: no script, no font, no picture, nothing from anywhere. It is
 * well-formed XML as well, so that any program can read it.
 */
final class DrillReportHtml {
    private static final String STYLE = "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:64rem;"
            + "padding:0 1rem;color:#1b1f24;background:#fff}table{border-collapse:collapse;width:100%}"
            + "th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d8dde3;vertical-align:top}"
            + "th{background:#f3f5f7}.passed{color:#1a7f37}.failed{color:#b3261e;font-weight:600}"
            + "ul{margin:.2rem 0;padding-left:1.1rem}svg{width:100%;height:auto}.small{color:#57606a;font-size:13px}"
            + "@media print{body{margin:0;max-width:none}}";

    private final Fields status;
    private final List<Fields> drills;
    private final Times times;
    private final StringBuilder page = new StringBuilder(16_384);

    /** @param drills newest first */
    DrillReportHtml(Fields status, List<Fields> drills, Times times) {
        this.status = status;
        this.drills = drills;
        this.times = times;
    }

    String page() throws Failure {
        String title = "Restores for practice: " + status.text("host");
        page.append("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head>")
                .append("<meta charset=\"utf-8\"/><meta http-equiv=\"Content-Security-Policy\"")
                .append(" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>")
                .append("<meta name=\"viewport\" content=\"width=device-width\"/><title>")
                .append(escaped(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head>\n<body><h1>")
                .append(escaped(title))
                .append("</h1>\n");
        summary();
        if (!drills.isEmpty()) {
            page.append("<h2>Recovery time</h2>\n");
            page.append(new RecoveryPlot(drills, times).svg());
            history();
        }
        return page.append("</body></html>\n").toString();
    }

    private void summary() throws Failure {
        int passed = 0;
        for (Fields drill : drills) {
            passed += drill.flag("passed") ? 1 : 0;
        }
        page.append("<p>As of ").append(escaped(times.stamp(times.now()))).append(": ");
        if (drills.isEmpty()) {
            page.append("no backup was restored for practice yet.</p>\n");
            return;
        }
        Fields last = drills.get(0);
        page.append(passed)
                .append(" of the ")
                .append(drills.size())
                .append(" drills shown passed. The last one, of ")
                .append(escaped(times.full(last.raw("endedAt"))))
                .append(", ");
        result(last);
        page.append(
                        ".</p>\n<p class=\"small\">A drill restores a backup from its destination into a scratch directory, proves")
                .append(" every archive, has SQLite check the databases and asks them. pulse-backupd ")
                .append(escaped(status.text("version")))
                .append(".</p>\n");
    }

    private void result(Fields drill) throws Failure {
        boolean passed = drill.flag("passed");
        page.append("<span class=\"")
                .append(passed ? "passed" : "failed")
                .append("\">")
                .append(passed ? "passed" : "failed")
                .append("</span>");
    }

    private void history() throws Failure {
        page.append("<h2>History</h2>\n<table><thead><tr><th>No.</th><th>When</th><th>Drill</th><th>Backup</th>")
                .append("<th>Time</th><th>Result</th></tr></thead>\n<tbody>\n");
        for (Fields drill : drills) {
            page.append("<tr><td>").append(drill.number("id")).append("</td><td>");
            page.append(escaped(times.stamp(Times.parse(drill.raw("endedAt"))))).append("</td><td>");
            page.append(escaped(DrillText.name(drill))).append("<br/><span class=\"small\">");
            page.append(escaped(drill.text("scope"))).append("</span></td><td>");
            page.append(escaped(drill.text("label"))).append("<br/><span class=\"small\">from ");
            page.append(escaped(drill.text("destination"))).append(", ");
            page.append(escaped(Sizes.of(Math.max(0, drill.number("bytesRead")))))
                    .append(" read</span></td><td>");
            page.append(escaped(Times.took(DrillText.millis(drill)))).append("<br/><span class=\"small\">");
            page.append(escaped(DrillText.phases(drill))).append("</span></td><td>");
            result(drill);
            checks(drill);
            page.append("</td></tr>\n");
        }
        page.append("</tbody></table>\n");
    }

    private void checks(Fields drill) throws Failure {
        List<Fields> checks = drill.objects("checks");
        if (!checks.isEmpty()) {
            page.append("<ul>");
            for (Fields check : checks) {
                page.append(check.flag("passed") ? "<li>" : "<li class=\"failed\">");
                page.append(escaped(DrillText.check(check))).append("</li>");
            }
            page.append("</ul>");
        } else if (!drill.text("message").isEmpty()) {
            page.append("<p class=\"failed\">")
                    .append(escaped(drill.text("message")))
                    .append("</p>");
        }
        if (!drill.text("note").isEmpty()) {
            page.append("<p>Learned: ").append(escaped(drill.text("note"))).append("</p>");
        }
    }

    /** As text or attribute; what XML cannot hold at all becomes a question mark. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(c) ? c : '?');
            }
        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t' || c == '\n' || (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) || c >= 0x10000;
    }
}
