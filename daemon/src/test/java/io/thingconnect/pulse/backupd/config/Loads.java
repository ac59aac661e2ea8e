package io.thingconnect.pulse.backupd.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads configurations in tests, and shortens what is said about them to {@code line:column: message}. */
final class Loads {
    static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    /** The specification's own; whoever loads it gets it. */
    private static final String CREDENTIAL = "${credential:backup-passphrase}";

    private Loads() {}

    static Loaded load(Path directory, String yaml) {
        return load(directory, yaml, Map.of());
    }

    static Loaded load(Path directory, String yaml, Map<String, String> environment) {
        Path file = directory.resolve("backup.yaml");
        write(file, yaml);
        Map<String, String> all = new HashMap<>(environment);
        if (yaml.contains(CREDENTIAL)) {
            write(directory.resolve("credentials/backup-passphrase"), "x\n");
            all.put("CREDENTIALS_DIRECTORY", directory.resolve("credentials").toString());
        }
        return new ConfigLoader(all, ZONE, "plant7").load(file, Path.of("/"));
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> errors(Loaded loaded) {
        return loaded.errors().stream().map(Loads::brief).toList();
    }

    static List<String> warnings(Loaded loaded) {
        return loaded.warnings().stream().map(Loads::brief).toList();
    }

    static String brief(Problem problem) {
        return problem.place().line() + ":" + problem.place().column() + ": " + problem.message();
    }

    static String resource(String name) {
        try (InputStream in = Loads.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the repository, wherever below it the tests run. */
    static Path repository(String path) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(path))) {
                return at.resolve(path);
            }
        }
        throw new IllegalStateException("not in the repository: " + path);
    }
}
