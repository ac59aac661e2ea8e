package io.thingconnect.pulse.backupd.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ControlFilesTest {
    private static final Sha256 ONE = Sha256.of(new byte[] {1});
    private static final Sha256 TWO = Sha256.of(new byte[] {2});
    private static final Label PARENT = new Label(Instant.parse("2024-01-15T02:00:00Z"), Kind.FULL);
    private static final Label LABEL = new Label(Instant.parse("2024-01-15T03:00:00Z"), Kind.INCREMENTAL);

    private static DatabaseState whole(String path) {
        return DatabaseState.whole(path, 4096, 3, TWO, "", "streamed");
    }

    private static DatabaseState delta(String path, long size) {
        return new DatabaseState(path, 4096, 3, 1, ONE, TWO, "", "streamed", new DatabaseState.Delta(size, ONE));
    }

    private static Map<String, byte[]> files(
            List<DatabaseState> databases, List<DatabaseState> before, List<String> deleted) {
        Lineage lineage = Lineage.delta(1, ONE.hex(), PARENT);
        return ControlFiles.of(LABEL, lineage, TWO.hex(), databases, before, deleted);
    }

    private static String text(Map<String, byte[]> files, String path) {
        return new String(files.get(path), UTF_8);
    }

    @Test
    void theFiles_comeInTheOrderOfTheArchive_andAlwaysTheSame() {
        Map<String, byte[]> files = files(List.of(delta("a", 9)), List.of(whole("a")), List.of("x"));
        assertEquals(
                List.of(Difference.DELETED, Difference.BEFORE, Difference.AFTER, Difference.APPLY),
                List.copyOf(files.keySet()));
        Map<String, byte[]> again = files(List.of(delta("a", 9)), List.of(whole("a")), List.of("x"));
        files.forEach((path, content) -> assertArrayEquals(content, again.get(path), path));
    }

    @Test
    void deleted0_endsEachPathWithANul() {
        assertEquals("-x\0a\nb\0", text(files(List.of(), List.of(), List.of("-x", "a\nb")), Difference.DELETED));
        assertEquals("", text(files(List.of(), List.of(), List.of()), Difference.DELETED));
    }

    @Test
    void checksums_nameWhatChanges_andAllThatMustBeThere() {
        Map<String, byte[]> files = files(List.of(delta("b c", 9), whole("a")), List.of(whole("b c")), List.of());
        assertEquals(ONE + "  b c\n", text(files, Difference.BEFORE));
        assertEquals(TWO + "  b c\n" + TWO + "  a\n", text(files, Difference.AFTER));
    }

    @Test
    void checksums_escapeNamesAsSha256sumDoes() {
        Map<String, byte[]> files = files(List.of(delta("a\\n\nb", 0)), List.of(), List.of());
        assertEquals("\\" + ONE + "  a\\\\n\\nb\n", text(files, Difference.BEFORE));
    }

    @Test
    void applySh_holdsPathsLiterally() {
        String script = text(
                files(List.of(delta("-it's.db", 9)), List.of(whole("gone.db")), List.of("$(x)\n'y", "@ID@ \\1 $1")),
                Difference.APPLY);
        assertTrue(script.contains("\nrm -rf -- './$(x)\n'\\''y'\nrm -rf -- './@ID@ \\1 $1'\n"), script);
        assertTrue(script.contains("\n    was './-it'\\''s.db' " + ONE + "\n"), script);
        assertTrue(script.contains("\napply './-it'\\''s.db' " + ONE + "\n"), script);
        assertTrue(script.contains("\nnow './-it'\\''s.db' " + TWO + "\n"), script);
        assertTrue(script.contains("\nrm -f -- './gone.db-wal' './gone.db-shm' './gone.db-journal'\n"), script);
        assertFalse(script.contains("'./gone.db' "), script);
    }

    @Test
    void applySh_asksForSqliteOnlyWherePagesChanged() {
        assertTrue(text(files(List.of(delta("a", 1)), List.of(), List.of()), Difference.APPLY)
                .contains(" sqlite3; do"));
        for (DatabaseState state : List.of(delta("a", 0), whole("a"))) {
            String script = text(files(List.of(state), List.of(), List.of()), Difference.APPLY);
            assertFalse(script.contains(" sqlite3; do"), script);
        }
    }
}
