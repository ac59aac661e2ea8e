package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.List;

/** Strings made fit for a screen. */
final class Text {
    private Text() {}

    /**
     * Replaces what could steer a terminal or forge a line (C0 and C1 controls, line separators, bidirectional
     * overrides) by {@code ?}: file names and messages come from elsewhere.
     */
    static String clean(String text) {
        return clean(text, false);
    }

    /** As {@link #clean(String)}, but keeps line feeds and tabs. */
    static String cleanLines(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean keepLines) {
        for (int i = 0; i < text.length(); i++) {
            if (isHarmful(text.charAt(i), keepLines)) {
                return cleanFrom(text, i, keepLines);
            }
        }
        return text;
    }

    private static String cleanFrom(String text, int first, boolean keepLines) {
        StringBuilder clean = new StringBuilder(text.length()).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(isHarmful(c, keepLines) ? '?' : c);
        }
        return clean.toString();
    }

    private static boolean isHarmful(char c, boolean keepLines) {
        return !(keepLines && (c == '\n' || c == '\t')) && isSteering(c);
    }

    /** True for characters that move, colour or reorder what a terminal shows. */
    static boolean isSteering(char c) {
        return c < 0x20
                || (c >= 0x7f && c <= 0x9f)
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** At most {@code width} characters, the loss shown by three dots. */
    static String cut(String text, int width) {
        if (text.length() <= width) {
            return text;
        }
        return width <= 3 ? text.substring(0, Math.max(0, width)) : text.substring(0, width - 3) + "...";
    }

    /** Broken at spaces into lines of at most {@code width}; words longer than that are cut, after a comma if there is one. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int comma = rest.lastIndexOf(',', width - 1) + 1;
            int end = space > 0 ? space : comma > 0 ? comma : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }

    static void pad(StringBuilder line, int count) {
        for (int i = 0; i < count; i++) {
            line.append(' ');
        }
    }

    /** {@code text} and spaces up to {@code width}. */
    static String left(String text, int width) {
        StringBuilder line = new StringBuilder(text);
        pad(line, width - text.length());
        return line.toString();
    }

    static String join(List<String> parts, String between) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            joined.append(i == 0 ? "" : between).append(parts.get(i));
        }
        return joined.toString();
    }

    /** {@code 16,394}. */
    static String grouped(long number) {
        StringBuilder digits = new StringBuilder(Long.toString(number));
        int first = number < 0 ? 1 : 0;
        for (int at = digits.length() - 3; at > first; at -= 3) {
            digits.insert(at, ',');
        }
        return digits.toString();
    }

    /** {@code 1 backup}, {@code 2 backups}. */
    static String count(long number, String singular, String plural) {
        return number + " " + (number == 1 ? singular : plural);
    }
}
