package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The manual page against the table of commands. */
class ManualTest {
    private final String manual = Files.readString(Path.of("../docs/pulsectl.md"));

    ManualTest() throws IOException {}

    private List<String> rows(String pattern) {
        List<String> rows = new ArrayList<>();
        Matcher row = Pattern.compile(pattern, Pattern.MULTILINE).matcher(manual);
        while (row.find()) {
            rows.add(row.group(1));
        }
        return rows;
    }

    @Test
    void manual_hasASectionForEveryCommandAndNoOther() {
        List<String> usages = new ArrayList<>();
        for (Command command : CommandTable.COMMANDS) {
            usages.add(command.usage().replace("pulsectl ", "").replace(" [options]", ""));
        }
        assertEquals(usages, rows("^### `([^`]*)`$"));
    }

    @Test
    void manual_namesEveryOptionInItsSection() {
        for (Command command : CommandTable.COMMANDS) {
            String section = section(command);
            for (Option option : command.options()) {
                assertTrue(section.contains("`" + option.usage() + "`"), command.name() + " " + option.usage());
            }
            Matcher named = Pattern.compile("`(--[a-z-]+)[ `]").matcher(section);
            while (named.find()) {
                String name = named.group(1);
                List<Option> known = new ArrayList<>(command.options());
                known.addAll(CommandTable.GLOBAL);
                assertTrue(known.stream().anyMatch(option -> option.name().equals(name)), command.name() + " " + name);
            }
        }
    }

    @Test
    void manual_showsTheJsonOfEveryCommand() {
        for (Command command : CommandTable.COMMANDS) {
            assertTrue(section(command).contains("JSON: " + command.json() + "\n"), command.name());
        }
    }

    @Test
    void manual_listsEveryExitStatus() {
        List<String> meanings = new ArrayList<>();
        for (String row : rows("^\\| (\\d+ \\| .*) \\|$")) {
            meanings.add(row.replace(" | ", " "));
        }
        assertEquals(Exit.MEANINGS, meanings);
    }

    private String section(Command command) {
        int start = manual.indexOf("### `" + command.name());
        int end = manual.indexOf("\n### ", start + 1);
        return manual.substring(start, end < 0 ? manual.length() : end);
    }
}
