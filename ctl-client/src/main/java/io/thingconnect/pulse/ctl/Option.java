package io.thingconnect.pulse.ctl;

import java.util.List;

/**
 * One option of the table.
 *
 * @param name with its two dashes
 * @param value what stands for its value in help, "" for a flag
 * @param choices the only values, empty for any
 * @param isList true where several values may be given, separated by commas
 */
record Option(String name, String value, String summary, List<String> choices, boolean isList) {
    static Option flag(String name, String summary) {
        return new Option(name, "", summary, List.of(), false);
    }

    static Option text(String name, String value, String summary) {
        return new Option(name, value, summary, List.of(), false);
    }

    static Option choice(String name, String summary, String... choices) {
        return new Option(name, Text.join(List.of(choices), "|"), summary, List.of(choices), false);
    }

    static Option choices(String name, String value, String summary, String... choices) {
        return new Option(name, value, summary, List.of(choices), true);
    }

    boolean takesValue() {
        return !value.isEmpty();
    }

    /** {@code --type full|incremental|differential}. */
    String usage() {
        return takesValue() ? name + " " + value : name;
    }
}
