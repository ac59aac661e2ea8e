package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.List;

/** Indented lines of a name and what there is to say of it; a fact without content is left out. */
final class FactLines {
    private final Output out;

    FactLines(Output out) {
        this.out = out;
    }

    void add(String name, String value) throws IOException {
        if (!value.isEmpty()) {
            out.line("  " + Text.left(name, 12) + value);
        }
    }

    void addAll(String name, List<String> values) throws IOException {
        for (String value : values) {
            add(name, value);
        }
    }

    /** A chain may have a hundred links: its beginning and its end are shown. */
    void addChain(List<String> links) throws IOException {
        int hidden = links.size() > 6 ? links.size() - 4 : 0;
        for (int i = 0; i < links.size(); i++) {
            if (hidden > 0 && i == 2) {
                add("", "... " + hidden + " more ...");
                i += hidden;
            }
            add(i == 0 ? "chain" : "", links.get(i));
        }
    }
}
