package io.thingconnect.pulse.ctl;

import java.util.List;

/** A manual page in the making, in the language of man(7). */
final class Roff {
    private final StringBuilder page = new StringBuilder();

    /** @param section of the manual, for example {@code 1} */
    Roff(String name, String section, String version, String summary) {
        page.append(".TH ")
                .append(name.toUpperCase(java.util.Locale.ROOT))
                .append(' ')
                .append(section);
        page.append(" \"\" \"ThingConnect Pulse Backup ").append(version).append("\" \"\"\n");
        // Long JSON words and options do not stretch well.
        page.append(".ad l\n.nh\n");
        heading("NAME");
        page.append(escaped(name)).append(" \\- ").append(escaped(summary)).append('\n');
    }

    Roff heading(String title) {
        page.append(".SH ").append(escaped(title)).append('\n');
        return this;
    }

    Roff subheading(String title) {
        page.append(".SS \"").append(escaped(title)).append("\"\n");
        return this;
    }

    Roff paragraph(String text) {
        page.append(".PP\n").append(escaped(text)).append('\n');
        return this;
    }

    /** A term and what it means. */
    Roff item(String term, String meaning) {
        page.append(".TP\n\\fB")
                .append(escaped(term))
                .append("\\fR\n")
                .append(escaped(meaning))
                .append('\n');
        return this;
    }

    /** Lines that stay as they are. */
    Roff verbatim(List<String> lines) {
        page.append(".PP\n.nf\n.RS\n");
        lines.forEach(line -> page.append(escaped(line)).append('\n'));
        page.append(".RE\n.fi\n");
        return this;
    }

    /** Hyphens that are to be typed, backslashes, places where a long word of JSON may be broken, and what would begin a request at the start of a line. */
    private static String escaped(String text) {
        String safe = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("\"", "\\(dq")
                .replace(",", ",\\:")
                .replace("|", "|\\:");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
