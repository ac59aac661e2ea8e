package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Aligned columns. A heading that begins with {@code >} aligns its column to the right. */
final class Table {
    private final String[] headings;
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = headings.clone();
        this.right = new boolean[headings.length];
        for (int i = 0; i < headings.length; i++) {
            right[i] = headings[i].startsWith(">");
            this.headings[i] = right[i] ? headings[i].substring(1) : headings[i];
        }
    }

    void row(String... cells) {
        if (cells.length != headings.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + headings.length + " headings");
        }
        rows.add(cells);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void print(Output out) throws IOException {
        int[] widths = new int[headings.length];
        widen(widths, headings);
        for (String[] row : rows) {
            widen(widths, row);
        }
        out.line(line(headings, widths, out));
        for (String[] row : rows) {
            out.line(line(row, widths, out));
        }
    }

    private static void widen(int[] widths, String[] cells) {
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
    }

    private String line(String[] cells, int[] widths, Output out) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            int space = widths[i] - cells[i].length();
            if (right[i]) {
                Text.pad(line, space);
            }
            line.append(cells[i]);
            if (i < cells.length - 1) {
                Text.pad(line, right[i] ? 2 : space + 2);
            }
        }
        String text = line.toString().stripTrailing();
        return out.isTerminal() ? Text.cut(text, out.columns()) : text;
    }
}
