package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the completions of every shell have in common: which values an option or an operand can have. */
final class Completion {
    private Completion() {}

    /** Where values come from. Those of the box are asked from the daemon when somebody presses the key. */
    enum Source {
        LABELS("list", "label"),
        JOBS("jobs", "name"),
        DESTINATIONS("destinations", "name"),
        RUNS("runs", "id"),
        FILES("", ""),
        NOTHING("", "");

        /** The command that lists them with {@code --json}; "" where none does. */
        final String command;

        /** The field of its answer. */
        final String field;

        Source(String command, String field) {
            this.command = command;
            this.field = field;
        }

        boolean isLive() {
            return !command.isEmpty();
        }
    }

    static Source ofOption(Option option) {
        return switch (option.value()) {
            case "JOB" -> Source.JOBS;
            case "LABEL" -> Source.LABELS;
            case "DIR", "PATH", "FILE" -> Source.FILES;
            case "NAME" -> option.name().matches("--(destination|from|to)") ? Source.DESTINATIONS : Source.NOTHING;
            default -> Source.NOTHING;
        };
    }

    static Source ofOperand(String operand) {
        return switch (operand.replaceAll("[\\[\\]]", "")) {
            case "LABEL", "OTHER" -> Source.LABELS;
            case "RUN" -> Source.RUNS;
            case "FILE", "PATH" -> Source.FILES;
            case "DESTINATION" -> Source.DESTINATIONS;
            default -> Source.NOTHING;
        };
    }

    /** The options that a command understands, its own first. */
    static List<Option> options(Command command) {
        List<Option> options = new ArrayList<>(command.options());
        options.addAll(CommandTable.GLOBAL);
        return options;
    }

    /** First words of commands, each once. */
    static Set<String> firstWords() {
        Set<String> words = new LinkedHashSet<>();
        for (Command command : CommandTable.COMMANDS) {
            words.add(command.name().split(" ")[0]);
        }
        return words;
    }

    /** Second words that may follow a first one. */
    static Set<String> secondWords(String first) {
        Set<String> words = new LinkedHashSet<>();
        for (Command command : CommandTable.COMMANDS) {
            if (command.name().startsWith(first + " ")) {
                words.add(command.name().substring(first.length() + 1));
            }
        }
        return words;
    }

    /** A shell function that asks the daemon for the values of a source, quietly and not for long. */
    static String values(Source source) {
        String value = source.field.equals("id") ? "[0-9]*" : "\"[^\"]*\"";
        return "timeout 2 pulsectl " + source.command + " --json 2>/dev/null | grep -o '\"" + source.field + "\":"
                + value + "' | cut -d: -f2- | tr -d '\"' | sort -u";
    }
}
