package io.thingconnect.pulse.backupd.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of this machine, picked into a directory that serves as a whole PATH. */
final class Tools {
    /** All that the commands may need. */
    static final List<String> ALLOWED = List.of(
            "sh",
            "cat",
            "chmod",
            "chown",
            "cp",
            "id",
            "mkdir",
            "mv",
            "rm",
            "sed",
            "sha256sum",
            "sync",
            "tar",
            "touch",
            "tr",
            "gzip",
            "zstd",
            "sqlite3");

    private Tools() {}

    static Path find(String name) {
        for (String place : List.of("/usr/bin", "/bin")) {
            Path program = Path.of(place, name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        throw new AssertionError(name + " is not installed");
    }

    static Path directory(Path directory, List<String> names) throws IOException {
        Files.createDirectories(directory);
        for (String name : names) {
            Files.createSymbolicLink(directory.resolve(name), find(name));
        }
        return directory;
    }
}
