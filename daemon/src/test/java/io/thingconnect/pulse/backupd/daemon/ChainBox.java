package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A sandbox with a chain of backups. */
abstract class ChainBox {
    static final String JOB = """
            backup:
              jobs:
                frequent: {type: incremental, destinations: [local], retention: 1000%s}
              destinations:
                local: {type: local, path: /local}
            """;

    static void configure(Sandbox box, String more) throws IOException {
        box.configure(JOB.formatted(more));
    }

    static JsonNode backup(Sandbox box, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("backup"));
        words.addAll(List.of(options));
        return box.json(words.toArray(String[]::new));
    }

    static String label(JsonNode backup) {
        return backup.get("label").asText();
    }

    static String kind(JsonNode backup) {
        return backup.get("kind").asText();
    }

    static JsonNode shown(Sandbox box, String label) throws IOException {
        return box.json("show", label).get("backup");
    }

    static void sql(Sandbox box, String statement) {
        Sandbox.run(
                        List.of("sqlite3", database(box.root()).toString(), "PRAGMA busy_timeout=5000; " + statement),
                        box.root())
                .succeeded();
    }

    static Path database(Path root) {
        return root.resolve("var/lib/thingconnect-pulse/pulse.db");
    }

    static Path configuration(Sandbox box) {
        return box.root().resolve("etc/thingconnect-pulse");
    }

    /** Path to what stands there: type, mode, and content or target. Of what a backup holds only. */
    static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        for (String top : List.of("etc/thingconnect-pulse", "var/lib/thingconnect-pulse")) {
            try (Stream<Path> paths = Files.walk(root.resolve(top))) {
                for (Path path : paths.toList()) {
                    String name = root.relativize(path).toString();
                    if (!name.matches(".*/(cache|tmp)(/.*)?|.*pulse\\.db.*|.*\\.tmp")) {
                        tree.put(name, describe(path));
                    }
                }
            }
        }
        return tree;
    }

    static String describe(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        return Files.isDirectory(path) ? "directory " + mode : mode + " " + Sha256.of(Files.readAllBytes(path));
    }

    /** All rows, as text: equal where the states are. */
    static String rows(Path database) {
        return Sandbox.run(List.of("sqlite3", "file:" + database + "?mode=ro", ".sha3sum"), database.getParent())
                .out();
    }

    /** Changes something of every kind; what comes out is the truth for the backup made next. */
    static void change(Sandbox box, int round) throws IOException {
        sql(
                box,
                "INSERT OR REPLACE INTO setting VALUES ('round', 'round " + round + "');"
                        + " UPDATE check_result_raw SET RttMs = " + round + " WHERE Id % 997 = " + round);
        Path etc = configuration(box);
        Files.writeString(etc.resolve("changed.yaml"), "round: " + round + "\n");
        DurableFiles.deleteTree(etc.resolve("turns"));
        Files.deleteIfExists(etc.resolve("gone " + (round - 1)));
        Files.writeString(etc.resolve("gone " + round), "soon\n");
        switch (round % 3) {
            case 0 -> Files.writeString(etc.resolve("turns"), "a file\n");
            case 1 -> {
                Files.createDirectories(etc.resolve("turns/deep/er"));
                Files.writeString(etc.resolve("turns/deep/er/-odd\nname"), "round " + round);
            }
            default -> Files.createSymbolicLink(etc.resolve("turns"), Path.of("changed.yaml"));
        }
        Files.setPosixFilePermissions(
                etc.resolve("changed.yaml"),
                PosixFilePermissions.fromString(round % 2 == 0 ? "rw-r-----" : "rw-------"));
    }

    record Truth(Map<String, String> tree, String rows) {
        static Truth of(Sandbox box) throws IOException {
            return new Truth(ChainIT.tree(box.root()), ChainIT.rows(database(box.root())));
        }
    }

    /** Names what differs, and not all the rest. */
    static void assertSame(Map<String, String> expected, Map<String, String> found, String label) {
        Map<String, String> missing = new TreeMap<>(expected);
        missing.entrySet().removeAll(found.entrySet());
        Map<String, String> surplus = new TreeMap<>(found);
        surplus.entrySet().removeAll(expected.entrySet());
        assertEquals(missing, surplus, label);
    }

    static void assertRestored(Sandbox box, String label, Truth truth) throws IOException {
        Path target = box.root().resolve("restored-" + label);
        box.ctl("restore", label, "--target", target.toString()).succeeded();
        assertSame(truth.tree(), tree(target), label);
        assertEquals(truth.rows(), rows(database(target)), label);
        DurableFiles.deleteTree(target);
    }

    static boolean holds(Path directory, String prefix) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(prefix));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
