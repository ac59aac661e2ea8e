package io.thingconnect.pulse.backupd.restore.inplace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A box with backups, and what must be true of it after each restore. */
abstract class InPlaceCase {
    static final Selection ALL = Selection.everything();

    @TempDir
    Path directory;

    InPlaceBox box;
    Map<String, String> old;

    @BeforeEach
    void create() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
        old = box.tree();
    }

    InPlaceRestore engine() {
        return box.engine(Surroundings.none(), FileSteps.unwatched());
    }

    static Surroundings with(FakeUnits units, Surroundings.Check validation, Surroundings.Check health) {
        return new Surroundings(units, List.of("one", "two"), Duration.ofSeconds(1), validation, health);
    }

    static Surroundings.Check failing(String message) {
        return () -> {
            throw new BackupException(ErrorCode.VERIFICATION_FAILED, message, "");
        };
    }

    static void assertSame(Map<String, String> expected, Map<String, String> actual) {
        List<String> differences = new ArrayList<>();
        expected.forEach((name, line) -> {
            if (!line.equals(actual.get(name))) {
                differences.add(name + "\n  is     " + actual.get(name) + "\n  should " + line);
            }
        });
        actual.forEach((name, line) -> {
            if (!expected.containsKey(name)) {
                differences.add(name + "\n  is     " + line + "\n  should not be there");
            }
        });
        assertEquals("", String.join("\n", differences));
    }

    void assertRolledBack(InPlaceRestore engine) throws Exception {
        assertSame(old, box.tree());
        assertEquals(List.of(), box.leftovers());
        assertEquals(List.of(), box.previous());
        RestoreRecord last = engine.history().get(engine.history().size() - 1);
        assertTrue(last.closed());
        assertEquals("rolled back", last.outcome());
    }
}
