package io.thingconnect.pulse.ctl;

/** Completion for fish. */
final class FishCompletion {
    private final StringBuilder script = new StringBuilder();

    String script() {
        script.append("# fish completion for pulsectl; made from its table of commands\n\ncomplete -c pulsectl -f\n");
        for (Option option : CommandTable.GLOBAL) {
            option("", option);
        }
        for (String first : Completion.firstWords()) {
            Command command = CommandTable.find(first);
            line("__fish_use_subcommand", "-a " + first, command == null ? "" : command.summary());
            for (String second : Completion.secondWords(first)) {
                line(
                        "__fish_seen_subcommand_from " + first,
                        "-a " + second,
                        CommandTable.find(first + " " + second).summary());
            }
        }
        for (Command command : CommandTable.COMMANDS) {
            String condition = "__fish_seen_subcommand_from " + command.name().replaceAll(".* ", "");
            command.options().forEach(option -> option(condition, option));
            for (String operand : command.operands()) {
                String values = values(Completion.ofOperand(operand));
                if (!values.isEmpty()) {
                    script.append("complete -c pulsectl -n '")
                            .append(condition)
                            .append("' ")
                            .append(values)
                            .append('\n');
                }
            }
        }
        return script.toString();
    }

    private void option(String condition, Option option) {
        String value = "";
        if (!option.choices().isEmpty()) {
            value = " -x -a '" + String.join(" ", option.choices()) + "'";
        } else if (option.takesValue()) {
            String values = values(Completion.ofOption(option));
            value = values.isEmpty() ? " -x" : " -r " + values;
        }
        line(condition, "-l " + option.name().substring(2) + value, option.summary());
    }

    private static String values(Completion.Source source) {
        if (source.isLive()) {
            return "-x -a \"(" + Completion.values(source).replace("\"", "\\\"").replace("$", "\\$") + ")\"";
        }
        return source == Completion.Source.FILES ? "-F" : "";
    }

    private void line(String condition, String what, String meaning) {
        script.append("complete -c pulsectl ");
        script.append(condition.isEmpty() ? "" : "-n '" + condition + "' ").append(what);
        script.append(meaning.isEmpty() ? "" : " -d '" + meaning.replace("'", "\\'") + "'")
                .append('\n');
    }
}
