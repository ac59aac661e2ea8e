package io.thingconnect.pulse.ctl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a command line by the table: options anywhere, {@code --name value} or {@code --name=value}, {@code --} ends them. */
final class ArgumentParser {
    private final String[] line;
    private final List<String> words = new ArrayList<>();
    private final Map<String, List<String>> options = new HashMap<>();
    private Command command;
    private int next;
    private boolean onlyWords;

    private ArgumentParser(String[] line) {
        this.line = line;
    }

    static Arguments parse(String... line) throws Failure {
        return new ArgumentParser(line).parse();
    }

    private Arguments parse() throws Failure {
        // The command decides which options there are, and options may stand before it: find it first.
        command = command();
        while (next < line.length) {
            String word = line[next++];
            if (onlyWords || !word.startsWith("-") || word.equals("-")) {
                words.add(word);
            } else if (word.equals("--")) {
                onlyWords = true;
            } else {
                option(word);
            }
        }
        List<String> operands = operands();
        boolean explains = options.containsKey("--help") || options.containsKey("--version");
        if (command != null && !explains) {
            checkCount(operands);
        }
        return new Arguments(command, operands, options);
    }

    private Command command() throws Failure {
        String first = null;
        for (int i = 0; i < line.length; i++) {
            String word = line[i];
            if (word.startsWith("-") && word.length() > 1) {
                Option option = word.equals("--") ? null : findOption(CommandTable.GLOBAL, name(word));
                boolean takesNext = option != null && option.takesValue() && word.indexOf('=') < 0;
                i += takesNext ? 1 : 0;
            } else if (first != null) {
                Command both = CommandTable.find(first + " " + word);
                // A word that may be followed by another command word or by an operand: drill list, drill monthly.
                return both == null ? CommandTable.find(first) : both;
            } else {
                Command found = CommandTable.find(word);
                if (found != null && !isFirstOfTwo(word)) {
                    return found;
                }
                if (!isFirstOfTwo(word)) {
                    throw unknownCommand(word);
                }
                first = word;
            }
        }
        return first == null ? null : CommandTable.find(first);
    }

    private static boolean isFirstOfTwo(String word) {
        for (Command command : CommandTable.COMMANDS) {
            if (command.name().startsWith(word + " ")) {
                return true;
            }
        }
        return false;
    }

    private void option(String word) throws Failure {
        String name = name(word);
        int equals = word.indexOf('=');
        Option option = findOption(CommandTable.GLOBAL, name);
        if (option == null && command != null) {
            option = findOption(command.options(), name);
        }
        if (option == null) {
            throw unknownOption(name);
        }
        List<String> values = options.get(option.name());
        if (values == null) {
            values = new ArrayList<>();
            options.put(option.name(), values);
        }
        if (!option.takesValue()) {
            if (equals >= 0) {
                throw Failure.usage("option " + name + " takes no value", helpHint());
            }
            values.add("true");
        } else if (equals >= 0) {
            add(option, values, word.substring(equals + 1));
        } else if (next < line.length) {
            add(option, values, line[next++]);
        } else {
            throw Failure.usage("option " + name + " wants a value: " + option.usage(), helpHint());
        }
    }

    private void add(Option option, List<String> values, String text) throws Failure {
        if (text.isEmpty() && !option.name().equals("--note")) {
            throw Failure.usage("option " + option.name() + " wants a value: " + option.usage(), helpHint());
        }
        int from = 0;
        int comma = option.isList() ? text.indexOf(',') : -1;
        while (comma >= 0) {
            addOne(option, values, text.substring(from, comma));
            from = comma + 1;
            comma = text.indexOf(',', from);
        }
        addOne(option, values, text.substring(from));
    }

    private void addOne(Option option, List<String> values, String value) throws Failure {
        if (!option.choices().isEmpty() && !option.choices().contains(value)) {
            throw Failure.usage(
                    "option " + option.name() + " does not know '" + value + "'",
                    Suggestion.hint(
                            value, option.choices(), "Choose one of " + Text.join(option.choices(), ", ") + "."));
        }
        values.add(value);
    }

    /** The words without those that name the command. */
    private List<String> operands() throws Failure {
        if (command == null) {
            if (!words.isEmpty() && !options.containsKey("--help")) {
                throw unknownCommand(Text.join(words.subList(0, Math.min(2, words.size())), " "));
            }
            return List.of();
        }
        int used = command.name().indexOf(' ') < 0 ? 1 : 2;
        return List.copyOf(words.subList(Math.min(used, words.size()), words.size()));
    }

    private void checkCount(List<String> operands) throws Failure {
        if (operands.size() < command.requiredOperands()) {
            throw Failure.usage(
                    "'" + command.name() + "' wants " + command.operands().get(operands.size()),
                    "usage: " + command.usage());
        }
        if (operands.size() > command.operands().size()) {
            throw Failure.usage(
                    "'" + operands.get(command.operands().size()) + "' is one word too many for '" + command.name()
                            + "'",
                    "usage: " + command.usage());
        }
    }

    private static String name(String word) {
        if (word.equals("-h")) {
            return "--help";
        }
        if (word.equals("-o")) {
            return "--out";
        }
        int equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }

    private static Option findOption(List<Option> options, String name) {
        for (Option option : options) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        return null;
    }

    private Failure unknownOption(String name) {
        List<String> known = new ArrayList<>();
        for (Option option : CommandTable.GLOBAL) {
            known.add(option.name());
        }
        if (command != null) {
            for (Option option : command.options()) {
                known.add(option.name());
            }
        }
        String where = command == null ? "" : " for '" + command.name() + "'";
        return Failure.usage("unknown option '" + name + "'" + where, Suggestion.hint(name, known, helpHint()));
    }

    private static Failure unknownCommand(String word) {
        List<String> known = new ArrayList<>();
        for (Command command : CommandTable.COMMANDS) {
            known.add(command.name());
        }
        return Failure.usage(
                "unknown command '" + word + "'", Suggestion.hint(word, known, "`pulsectl help` lists the commands."));
    }

    private String helpHint() {
        return "See `pulsectl " + (command == null ? "help" : command.name() + " --help") + "`.";
    }
}
