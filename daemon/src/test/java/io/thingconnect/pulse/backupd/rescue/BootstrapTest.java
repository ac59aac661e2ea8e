package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.restore.inplace.FileSteps;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceBox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BootstrapTest {
    @TempDir
    Path directory;

    private Path root;
    private Path backups;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void create() throws Exception {
        backups = InPlaceBox.create(directory.resolve("lost")).root().resolve("var/lib/thingconnect-pulse/backups");
        root = directory.resolve("new");
        // As the packages leave a new box.
        Files.createDirectories(root.resolve("etc/thingconnect-pulse"));
        Files.writeString(root.resolve(Box.OWN), "# the sample\nbackup: {enabled: true}\n");
        Files.writeString(root.resolve("etc/thingconnect-pulse/config.yaml"), "version: the package's\n");
    }

    private int run(String... words) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Program program = new Program(
                new Terminal(out, out, Optional.empty()),
                Map.of(),
                FileSteps.unwatched(),
                (socket, label, needed, work) -> "none",
                Clock.systemUTC());
        List<String> all = new ArrayList<>(List.of("--root", root.toString()));
        all.addAll(List.of(words));
        return program.run(all);
    }

    /** What the application and its administrator see. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        for (String top : List.of("etc", "var/lib/thingconnect-pulse", "var/log")) {
            if (!Files.exists(root.resolve(top))) {
                continue;
            }
            try (Stream<Path> paths = Files.walk(root.resolve(top))) {
                for (Path path : paths.toList()) {
                    boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
                    boolean earlier = path.toString().contains("pre-restore");
                    if (file && !earlier) {
                        tree.put(root.relativize(path).toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return tree;
    }

    @Test
    void whatIsMissingOnTheCommandLine_changesNothing() throws Exception {
        Map<String, String> before = tree();
        assertEquals(2, run("--bootstrap"));
        assertEquals(2, run("--bootstrap", "--from", backups.toString()));
        assertEquals(2, run("--bootstrap", "--from", backups.toString(), "--passphrase-file", "/none", "--yes"));
        assertEquals(5, run("--bootstrap", "--from", backups.toString(), "--host", "nobody", "--yes"));
        assertEquals(before, tree());
    }

    @Test
    void bootstrap_isOneTransaction_andUndoTakesAllOfItBack() throws Exception {
        Map<String, String> before = tree();
        assertEquals(
                0,
                run("--bootstrap", "--from", backups.toString(), "--dry-run"),
                said.toString(StandardCharsets.UTF_8));
        assertEquals(before, tree());
        assertEquals(
                0, run("--bootstrap", "--from", backups.toString(), "--yes"), said.toString(StandardCharsets.UTF_8));
        Map<String, String> restored = tree();
        assertEquals("version: 2\n", restored.get("etc/thingconnect-pulse/config.yaml"));
        assertEquals("backup: {enabled: false}\n", restored.get(Box.OWN));
        assertTrue(
                restored.containsKey("var/lib/thingconnect-pulse/pulse.db"),
                restored.keySet().toString());
        assertFalse(
                restored.keySet().stream().anyMatch(name -> name.contains("bootstrap")),
                restored.keySet().toString());

        said.reset();
        assertEquals(0, run("--undo", "--yes"), said.toString(StandardCharsets.UTF_8));
        assertEquals(before, tree());
    }
}
