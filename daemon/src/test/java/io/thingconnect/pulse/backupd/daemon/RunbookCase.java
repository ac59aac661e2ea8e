package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A box with a runbook, and what is typed from it elsewhere. */
abstract class RunbookCase {
    @TempDir
    Path scratch;

    /** What no backup holds would only be in the way of comparing. */
    static void removeExcluded(Sandbox box) throws IOException {
        for (String name : List.of("cache", "tmp", "export.tmp")) {
            DurableFiles.deleteTree(
                    box.root().resolve("var/lib/thingconnect-pulse").resolve(name));
        }
    }

    /** One full, and incrementals over changes of files and of the database. */
    static void makeChain(Sandbox box, int deltas) throws IOException {
        box.ctl("backup").succeeded();
        for (int step = 1; step <= deltas; step++) {
            Files.writeString(etc(box.root()).resolve("step" + step + ".yaml"), "step: " + step);
            sql(box.root(), "UPDATE setting SET v = 'step " + step + "' WHERE rowid = 1");
            Files.deleteIfExists(etc(box.root()).resolve("step" + (step - 1) + ".yaml"));
            box.ctl("backup").succeeded();
        }
    }

    static Path etc(Path root) {
        return root.resolve("etc/thingconnect-pulse");
    }

    static String sql(Path root, String statement) {
        Path database = root.resolve("var/lib/thingconnect-pulse/pulse.db");
        return Sandbox.run(List.of("sqlite3", database.toString(), statement), root)
                .succeeded()
                .out();
    }

    /** With the daemon's programs, at a terminal, and with an answer for each question. */
    Sandbox.Answer typed(Path root, String commands, String... answers) throws IOException {
        Path script = Files.writeString(Files.createTempFile(scratch, "typed", ".sh"), commands);
        Path image = Path.of("../target/image").toAbsolutePath().normalize();
        return Sandbox.run(
                List.of(
                        "env",
                        "PULSECTL_ROOT=" + root,
                        "PATH=" + image + "/usr/bin:/usr/bin:/bin",
                        "sh",
                        "-c",
                        "printf '%s\\n' \"$@\" | script -qec 'sh -eu " + script + "' /dev/null",
                        "sh",
                        String.join("\n", answers)),
                scratch);
    }

    static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String top : List.of("etc/thingconnect-pulse", "var/lib/thingconnect-pulse")) {
            try (Stream<Path> paths = Files.walk(root.resolve(top))) {
                for (Path path : paths.filter(path -> !path.toString().contains("pulse.db"))
                        .filter(path -> !path.endsWith("passphrase"))
                        .filter(path -> !path.toString().contains("backup.yaml.restored-"))
                        .toList()) {
                    files.put(root.relativize(path).toString(), what(path));
                }
            }
        }
        return files;
    }

    static List<String> differences(Map<String, String> expected, Map<String, String> found) {
        Set<String> paths = new TreeSet<>(expected.keySet());
        paths.addAll(found.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(expected.get(path), found.get(path)))
                .map(path -> path + ": " + expected.get(path) + ", now " + found.get(path))
                .toList();
    }

    static String what(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        String owner = Files.getOwner(path).getName();
        return owner + " " + mode + " " + (Files.isDirectory(path) ? "" : Arrays.hashCode(Files.readAllBytes(path)));
    }

    static void assertSame(Sandbox box, Path restored) throws IOException {
        Map<String, String> expected = files(box.root());
        Map<String, String> found = files(restored);
        assertEquals(List.of(), differences(expected, found), "not as it was");
        assertTrue(expected.size() > 20, expected.toString());
        assertEquals(sql(box.root(), ".sha3sum"), sql(restored, ".sha3sum"));
    }

    static void give(Path root) {
        Path state = root.resolve("var/lib/thingconnect-pulse");
        Sandbox.run(List.of("chown", "-R", "games:games", state.toString()), root)
                .succeeded();
    }

    static RunbookBlocks printed(Sandbox box) {
        return new RunbookBlocks(box.ctl("runbook").succeeded().out());
    }
}
