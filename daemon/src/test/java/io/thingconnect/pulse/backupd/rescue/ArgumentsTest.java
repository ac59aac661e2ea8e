package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.restore.tables.Tables;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ArgumentsTest {
    @Test
    void parse_takesOptionsInEitherSpelling_andPathsRelativeToTheRoot() throws Exception {
        Arguments arguments = Arguments.parse(List.of(
                "--root=/tmp/x",
                "latest",
                "--only",
                "database,state",
                "--only=logs",
                "--path",
                "/etc/a/../b",
                "--yes"));
        assertEquals(Arguments.Action.RESTORE, arguments.action());
        assertEquals(Optional.of("latest"), arguments.label());
        assertEquals(Path.of("/tmp/x"), arguments.root());
        assertEquals(Set.of(Component.DATABASE, Component.STATE, Component.LOGS), arguments.components());
        assertEquals(List.of("etc/b"), arguments.paths());
    }

    @Test
    void parse_refusesWhatMakesNoSense() throws BackupException {
        for (List<String> words : List.of(
                List.<String>of(),
                List.of("latest", "--at", "2024-01-15 14:30:00"),
                List.of("one", "two"),
                List.of("latest", "--what"),
                List.of("latest", "--only", "everything"),
                List.of("latest", "--path", "../.."),
                List.of("--at"),
                List.of("--undo", "--status"),
                List.of("--undo", "latest"),
                List.of("--recover", "--only", "database"),
                List.of("--undo", "--passphrase-file", "f"),
                List.of("--from-file", "a.tar", "--passphrase-file", "f"),
                List.of("latest", "--only", "users", "--only", "logs"),
                List.of("latest", "--only", "users", "--path", "etc"),
                List.of("latest", "--job", "a", "--job", "b"))) {
            BackupException e = assertThrows(BackupException.class, () -> Arguments.parse(words), words.toString());
            assertEquals(2, e.code().exitStatus(), words.toString());
        }
        assertEquals(
                Set.of(Tables.USERS, Tables.SETTINGS),
                Arguments.parse(List.of("latest", "--only", "users,settings")).tables());
    }

    @Test
    void aPartThatIsNearlyOne_isNamed() {
        BackupException e =
                assertThrows(BackupException.class, () -> Arguments.parse(List.of("latest", "--only", "databse")));
        assertTrue(e.hint().startsWith("Did you mean 'database'? There are: database, "), e.hint());
        assertTrue(e.hint().endsWith("users, settings."), e.hint());
    }
}
