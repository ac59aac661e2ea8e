package io.thingconnect.pulse.ctl;

import java.util.List;

/**
 * One command of the table.
 *
 * @param name one word, or two as in {@code config show}
 * @param operands as in the usage line; those in brackets may be left out
 * @param summary one line for the list of commands
 * @param description what help says about it
 * @param json what {@code --json} prints, in the spelling of the manual
 * @param examples the command line and what it does, in turn
 */
record Command(
        String name,
        List<String> operands,
        String summary,
        String description,
        String json,
        List<Option> options,
        List<String> examples) {
    int requiredOperands() {
        int required = 0;
        for (String operand : operands) {
            required += operand.startsWith("[") ? 0 : 1;
        }
        return required;
    }

    /** {@code pulsectl restore LABEL [options]}. */
    String usage() {
        StringBuilder usage = new StringBuilder("pulsectl ").append(name);
        for (String operand : operands) {
            usage.append(' ').append(operand);
        }
        return usage.append(" [options]").toString();
    }
}
