package io.thingconnect.pulse.ctl;

import java.util.List;
import java.util.Map;

/**
 * A command line that fits the table.
 *
 * @param command null where none was named
 * @param options values by option name; a flag has the value "true"
 */
record Arguments(Command command, List<String> operands, Map<String, List<String>> options) {
    boolean has(Option option) {
        return options.containsKey(option.name());
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    boolean json() {
        return has(CommandTable.JSON);
    }

    /** The last value given, null where the option is absent. */
    String value(String option) {
        List<String> values = options.get(option);
        return values == null ? null : values.get(values.size() - 1);
    }

    /** All values given, null where the option is absent. */
    List<String> values(String option) {
        return options.get(option);
    }

    /** A whole number, null where the option is absent. */
    Long number(String option) throws Failure {
        String text = value(option);
        return text == null ? null : (Long) wholeNumber(option, text);
    }

    /** The operand at a place, or what stands for it. */
    String operand(int index, String otherwise) {
        return index < operands.size() ? operands.get(index) : otherwise;
    }

    /** The run named by an operand. */
    long run(int index) throws Failure {
        return wholeNumber("RUN", operands.get(index));
    }

    private static long wholeNumber(String what, String text) throws Failure {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, for negative numbers as well.
        }
        throw Failure.usage(
                what + " wants a whole number, not '" + text + "'",
                what.equals("RUN") ? "`pulsectl runs` lists the runs." : "");
    }
}
