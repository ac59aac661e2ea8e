package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backup.World.Made;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A chain put together with tar and sqlite3, as a person would who has nothing else. */
final class ByHand {
    private final Path target;

    ByHand(Path directory) throws IOException {
        target = Files.createDirectories(directory.resolve("by-hand"));
    }

    static void assumePossible() throws Exception {
        for (String tool : List.of("tar", "sqlite3")) {
            boolean present;
            try {
                present = run(Path.of("/"), tool, "--version").status == 0;
            } catch (IOException e) {
                present = false;
            }
            Assumptions.assumeTrue(present, tool + " is not installed");
        }
    }

    Path target() {
        return target;
    }

    /** What was deleted goes, the archive is extracted, the deltas are applied; and the hashes are right. */
    void apply(Made made) throws Exception {
        for (String path : made.manifest().difference().deleted()) {
            DurableFiles.deleteTree(target.resolve(path));
        }
        Answer tar = run(target, "tar", "-xpf", made.archive().toString());
        assertEquals(0, tar.status, tar.said);
        for (DatabaseState state : made.manifest().databases()) {
            Path file = target.resolve(state.path());
            if (state.isDelta()) {
                applyDelta(file, target.resolve(state.deltaPath(made.manifest().label())));
            }
            Files.deleteIfExists(Path.of(file + "-wal"));
            assertEquals(state.after(), Sha256.of(Files.readAllBytes(file)), state.path());
        }
        DurableFiles.deleteTree(target.resolve(Difference.DIRECTORY));
    }

    private void applyDelta(Path file, Path delta) throws Exception {
        Path wal = Path.of(file + "-wal");
        Files.deleteIfExists(wal);
        if (Files.size(delta) > 0) {
            Files.copy(delta, wal, StandardCopyOption.REPLACE_EXISTING);
            Answer answer = run(target, "sqlite3", file.toString(), "PRAGMA wal_checkpoint(TRUNCATE)");
            assertEquals("0|0|0", answer.said.strip());
        }
        Files.delete(delta);
    }

    /**
     * Every path below a directory with type, mode, content, link target, a file's time, and the first path of its
     * inode; databases and their side files left out.
     */
    static Map<String, String> tree(Path root, List<String> databases) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        Map<Object, String> inodes = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted().toList()) {
                String name = root.relativize(path).toString();
                if (!name.isEmpty() && databases.stream().noneMatch(name::startsWith)) {
                    tree.put(name, facts(path, name, inodes));
                }
            }
        }
        return tree;
    }

    private static String facts(Path path, String name, Map<Object, String> inodes) throws IOException {
        Map<String, Object> facts =
                Files.readAttributes(path, "unix:mode,ino,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        String line = Integer.toOctalString((int) facts.get("mode")) + " " + facts.get("uid") + ":" + facts.get("gid");
        if (Files.isSymbolicLink(path)) {
            return line + " -> " + Files.readSymbolicLink(path);
        }
        if (Files.isDirectory(path)) {
            return line;
        }
        inodes.putIfAbsent(facts.get("ino"), name);
        // Tar keeps 100 ns.
        long time = ((FileTime) facts.get("lastModifiedTime")).to(TimeUnit.MICROSECONDS);
        return line + " " + time + " " + Sha256.of(Files.readAllBytes(path)) + " is " + inodes.get(facts.get("ino"));
    }

    private record Answer(int status, String said) {}

    private static Answer run(Path directory, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Answer(process.exitValue(), said);
    }
}
