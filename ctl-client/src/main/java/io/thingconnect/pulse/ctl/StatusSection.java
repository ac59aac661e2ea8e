package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A titled part of the status screen: items of one or more rows, of which the last ones may have to go. */
final class StatusSection {
    private static final int TITLE_WIDTH = 16;

    private final String title;
    private final String rest;
    private final List<List<String>> items = new ArrayList<>();
    private int dropped;

    /** @param rest the command that shows the items for which there is no room */
    StatusSection(String title, String rest) {
        this.title = title;
        this.rest = rest;
    }

    void add(String... rows) {
        items.add(List.of(rows));
    }

    void addRows(List<String> rows) {
        items.add(rows);
    }

    int rows() {
        int rows = dropped > 0 ? 1 : 0;
        for (List<String> item : items) {
            rows += item.size();
        }
        return rows;
    }

    boolean canShrink() {
        return items.size() > 1;
    }

    void shrink() {
        items.remove(items.size() - 1);
        dropped++;
    }

    void print(Output out) throws IOException {
        String left = title;
        for (List<String> item : items) {
            for (String row : item) {
                out.line((Text.left(left, TITLE_WIDTH) + row).stripTrailing());
                left = "";
            }
        }
        if (dropped > 0) {
            out.line(Text.left("", TITLE_WIDTH) + "... and " + dropped + " more: " + rest);
        }
    }

    /** What is left for a row. */
    static int room(Output out) {
        return Math.max(20, out.columns() - TITLE_WIDTH);
    }
}
