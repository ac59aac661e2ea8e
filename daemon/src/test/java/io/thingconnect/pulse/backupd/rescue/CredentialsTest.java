package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsTest {
    private static final String DIRECTORY = "CREDENTIALS_DIRECTORY";

    @TempDir
    Path root;

    private Path holding(String directory) throws IOException {
        Path made = Files.createDirectories(root.resolve(directory));
        Files.writeString(made.resolve("backup-passphrase"), "five words");
        return made;
    }

    private String found() {
        return Credentials.found(root, Map.of()).get(DIRECTORY);
    }

    @Test
    void whatTheRunningServiceWasGiven_goesBeforeWhatLiesOnDisk() throws IOException {
        assertEquals(null, found());
        String stored = holding("etc/credstore").toString();
        assertEquals(stored, found());
        String given =
                holding("run/credentials/thingconnect-pulse-backup.service").toString();
        assertEquals(given + ":" + stored, found());
    }

    @Test
    void anEmptyDirectory_hidesNothing() throws IOException {
        Files.createDirectories(root.resolve("etc/credstore"));
        assertEquals(null, found());
        assertEquals(holding("run/credstore").toString(), found());
    }

    @Test
    void whatSomebodyPasses_stays() throws IOException {
        holding("etc/credstore");
        assertEquals(
                "/elsewhere",
                Credentials.found(root, Map.of(DIRECTORY, "/elsewhere")).get(DIRECTORY));
    }
}
