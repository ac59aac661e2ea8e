package io.thingconnect.pulse.backupd.retention;

import io.thingconnect.pulse.backupd.backupset.Label;
import java.util.List;

/** What becomes of one backup, and why. */
public sealed interface Fate {
    Label label();

    /** One line for people. */
    String line();

    /** @param rules what keeps it, at least one: {@code last 7}, {@code weekly 2024-W03}, {@code in use} … */
    record Kept(Label label, List<String> rules) implements Fate {
        public Kept {
            rules = List.copyOf(rules);
            if (rules.isEmpty()) {
                throw new IllegalArgumentException("nothing keeps " + label);
            }
        }

        @Override
        public String line() {
            return "keep " + label + ": " + String.join(", ", rules);
        }
    }

    /** @param why what it is that no rule finds in it */
    record Dropped(Label label, String why) implements Fate {
        @Override
        public String line() {
            return "drop " + label + ": " + why;
        }
    }
}
