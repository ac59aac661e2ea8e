package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands run as by somebody at a console, and what came of them. */
record Shell(int status, String said) {

    /** Runs {@code sh SCRIPT} with nothing but a PATH in its environment. */
    static Shell run(Path directory, Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "-i", "PATH=/usr/bin:/bin", "sh", script.toString()));
        command.addAll(List.of(arguments));
        return command(directory, command);
    }

    static Shell command(Path directory, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Shell(process.onExit().join().exitValue(), said);
    }

    Shell succeeded() {
        assertEquals(0, status, said);
        return this;
    }

    /** It stopped, and its last words hold these. */
    Shell stopped(String... words) {
        assertNotEquals(0, status, said);
        for (String word : words) {
            assertTrue(said.contains(word), () -> "'" + word + "' is missing in: " + said);
        }
        return this;
    }

    /** The n-th block of commands in a Markdown text, counted from 0. */
    static String block(Path markdown, int number) throws IOException {
        String[] parts = Files.readString(markdown).split("```sh\n|```\n", -1);
        return parts[2 * number + 1];
    }
}
