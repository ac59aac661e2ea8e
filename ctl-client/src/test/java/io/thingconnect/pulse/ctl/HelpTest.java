package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {
    static List<Command> commands() {
        return CommandTable.COMMANDS;
    }

    /** A command line as a shell splits it, up to a redirection. */
    static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(line);
        while (word.find()) {
            String plain =
                    word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3);
            if (plain.equals(">")) {
                break;
            }
            words.add(plain);
        }
        return words.toArray(new String[0]);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpThatNamesItsOptions(Command command) {
        Stage stage = new Stage();
        List<String> line = new ArrayList<>(List.of(command.name().split(" ")));
        line.add("--help");
        assertEquals(0, stage.run(line.toArray(new String[0])));
        String help = stage.outText();
        assertTrue(help.startsWith("usage: pulsectl " + command.name()), help);
        for (Option option : command.options()) {
            assertTrue(help.contains("  " + option.usage()), option.usage());
        }
        assertTrue(help.contains("with --json:\n  "), help);
        for (String text : help.split("\n")) {
            assertTrue(text.length() <= 90, text);
        }
        Stage other = new Stage();
        assertEquals(0, other.run(("help " + command.name()).split(" ")));
        assertEquals(help, other.outText());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyExampleIsACommandLineThatParses(Command command) throws Failure {
        assertFalse(command.examples().isEmpty());
        for (int i = 0; i < command.examples().size(); i += 2) {
            String[] words = words(command.examples().get(i));
            assertEquals("pulsectl", words[0]);
            String[] line = List.of(words).subList(1, words.length).toArray(new String[0]);
            assertEquals(
                    command,
                    ArgumentParser.parse(line).command(),
                    command.examples().get(i));
        }
    }

    @Test
    void everyCommandHasAVerb() {
        for (Command command : CommandTable.COMMANDS) {
            if (List.of("config check", "bootstrap").contains(command.name())) {
                continue;
            }
            List<String> line = new ArrayList<>(List.of(command.name().split(" ")));
            for (int i = 0; i < command.requiredOperands(); i++) {
                line.add("1");
            }
            line.add("--socket=/nonexistent");
            Stage stage = new Stage();
            // Whatever it answers without a daemon: it is no defect of the table.
            assertTrue(List.of(0, 2, 3).contains(stage.run(line.toArray(new String[0]))), stage.errText());
        }
    }

    @Test
    void overview_listsEveryCommandAndStatus() {
        Stage stage = new Stage();
        assertEquals(0, stage.run("help"));
        for (Command command : CommandTable.COMMANDS) {
            assertTrue(stage.outText().contains("\n  " + command.name() + " "), command.name());
        }
        for (String meaning : Exit.MEANINGS) {
            assertTrue(stage.outText().contains("\n  " + meaning), meaning);
        }
        for (String line : stage.outText().split("\n")) {
            assertTrue(line.length() <= 80, line);
        }
    }

    @Test
    void help_ofHalfACommandShowsBoth() {
        Stage stage = new Stage();
        assertEquals(0, stage.run("help", "config"));
        assertTrue(stage.outText().contains("usage: pulsectl config check"), stage.outText());
        assertTrue(stage.outText().contains("usage: pulsectl config show"), stage.outText());
        assertEquals(2, stage.run("help", "statsu"));
        assertTrue(stage.errText().contains("Did you mean 'status'?"), stage.errText());
    }
}
