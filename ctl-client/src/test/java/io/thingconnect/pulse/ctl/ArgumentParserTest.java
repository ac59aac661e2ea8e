package io.thingconnect.pulse.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentParserTest {
    @Test
    void globalOptions_standBeforeOrAfterTheCommand() throws Failure {
        for (String[] line : new String[][] {
            {"--json", "--root", "/x", "status"}, {"status", "--root=/x", "--json"}, {"--root=/x", "status", "--json"}
        }) {
            Arguments arguments = ArgumentParser.parse(line);
            assertEquals("status", arguments.command().name());
            assertTrue(arguments.json());
            assertEquals("/x", arguments.value("--root"));
        }
    }

    @Test
    void aCommandOfTwoWordsKeepsItsOperands() throws Failure {
        Arguments arguments = ArgumentParser.parse("config", "--root", "/x", "check", "new.yaml");
        assertEquals("config check", arguments.command().name());
        assertEquals(List.of("new.yaml"), arguments.operands());
        assertEquals(
                "config show", ArgumentParser.parse("config", "show").command().name());
    }

    @Test
    void twoDashes_endTheOptions() throws Failure {
        assertEquals(
                List.of("--odd"), ArgumentParser.parse("find", "--", "--odd").operands());
        assertFalse(ArgumentParser.parse("find", "--", "--json").json());
    }

    @Test
    void theLastValueCounts_andListsAddUp() throws Failure {
        Arguments arguments =
                ArgumentParser.parse("backup", "--only", "database", "--only=logs,state", "--job", "a", "--job", "b");
        assertEquals(List.of("database", "logs", "state"), arguments.values("--only"));
        assertEquals("b", arguments.value("--job"));
        assertNull(arguments.value("--type"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '^',
            value = {
                "statsu;unknown command 'statsu';Did you mean 'status'?",
                "lst;unknown command 'lst';Did you mean 'list'?",
                "dest;unknown command 'dest';Did you mean 'destinations'?",
                "frobnicate;unknown command 'frobnicate';`pulsectl help` lists the commands.",
                "config;unknown command 'config';Did you mean 'config check'?",
                "config shwo;unknown command 'config shwo';Did you mean 'config show'?",
                "backup --tpye full;unknown option '--tpye' for 'backup';Did you mean '--type'?",
                "status --job x;unknown option '--job' for 'status';Did you mean '--json'?",
                "--jsn status;unknown option '--jsn' for 'status';Did you mean '--json'?",
                "backup --type ful;option --type does not know 'ful';Did you mean 'full'?",
                "backup --only a,b;option --only does not know 'a';"
                        + "Choose one of database, configuration, state, certificates, scripts, logs.",
                "backup --only database,;option --only does not know '';"
                        + "Choose one of database, configuration, state, certificates, scripts, logs.",
                "backup --type;option --type wants a value: --type full|incremental|differential;See `pulsectl backup --help`.",
                "list --json=yes;option --json takes no value;See `pulsectl list --help`.",
                "list --job=;option --job wants a value: --job JOB;See `pulsectl list --help`.",
                "show;'show' wants LABEL;usage: pulsectl show LABEL [options]",
                "show a b;'b' is one word too many for 'show';usage: pulsectl show LABEL [options]",
                "cat a;'cat' wants PATH;usage: pulsectl cat LABEL PATH [options]"
            })
    void mistakes_areUsageErrorsWithAHint(String line, String message, String hint) {
        Failure failure = assertThrows(Failure.class, () -> ArgumentParser.parse(line.split(" ")));
        assertEquals(Exit.USAGE, failure.status());
        assertEquals(message, failure.getMessage());
        assertEquals(hint, failure.hint());
    }

    @Test
    void help_isUnderstoodWithoutOperands() throws Failure {
        assertTrue(ArgumentParser.parse("show", "--help").has(CommandTable.HELP));
        assertTrue(ArgumentParser.parse("-h").has(CommandTable.HELP));
        assertEquals(
                "restore", ArgumentParser.parse("--help", "restore").command().name());
    }

    @Test
    void noCommand_isAUsageErrorThatShowsWhatThereIs() {
        Stage stage = new Stage();
        assertEquals(2, stage.run());
        assertTrue(stage.errText().contains("commands:"), stage.errText());
        assertEquals("", stage.outText());
        Stage json = new Stage();
        assertEquals(2, json.run("frob", "--json"));
        assertTrue(json.outText().startsWith("{\"error\":{\"code\":\"Usage\""), json.outText());
    }
}
