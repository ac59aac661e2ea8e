package io.thingconnect.pulse.backupd.encryption;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The real program in a home of its own; its agent ends with it. */
public final class Gpg implements AutoCloseable {
    private final Path home;

    private Gpg(Path home) {
        this.home = home;
    }

    /** @param directory a short path: the agent's socket goes below it */
    public static Gpg in(Path directory) throws Exception {
        boolean present;
        try {
            present = new ProcessBuilder("gpg", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            present = false;
        }
        Assumptions.assumeTrue(present, "gpg is not installed");
        Gpg gpg = new Gpg(Files.createDirectories(directory));
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        return gpg;
    }

    public Path home() {
        return home;
    }

    /** Made without a passphrase of its own. */
    public void makeKey(String user, String algorithm) throws Exception {
        run("--batch", "--passphrase", "", "--quick-generate-key", user, algorithm, "default", "never");
        String fingerprint = run("--with-colons", "--list-keys", user)
                .lines()
                .filter(line -> line.startsWith("fpr:"))
                .findFirst()
                .orElseThrow()
                .split(":")[9];
        String part = algorithm.equals("ed25519") ? "cv25519" : algorithm;
        run("--batch", "--passphrase", "", "--quick-add-key", fingerprint, part, "encr", "never");
    }

    public String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("gpg", "--homedir", home.toString(), "--quiet"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Override
    public void close() throws IOException {
        new ProcessBuilder("gpgconf", "--homedir", home.toString(), "--kill", "all")
                .start()
                .onExit()
                .join();
    }
}
