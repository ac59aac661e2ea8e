package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reload needs and the confinement of the running process does not give. */
final class ConfinementTest {
    @TempDir
    Path root;

    private List<String> lacks(boolean network, String... needs) {
        return Confinement.lacks(List.of(needs), root, new Confinement.Reach() {
            @Override
            public boolean network() {
                return network;
            }

            @Override
            public boolean writable(Path existing) {
                return !existing.startsWith(root.resolve("closed"));
            }
        });
    }

    @Test
    void whereAllIsOpen_nothingLacks() throws IOException {
        Files.createDirectories(root.resolve("backups"));
        assertEquals(List.of(), lacks(true, "network", "make /backups", "make /backups/one/that/is/not/there/yet"));
        assertEquals(List.of(), lacks(true));
    }

    @Test
    void theNetwork_isAskedForOnlyWhereItIsNeeded() {
        assertEquals(List.of(), lacks(false, "make /backups"));
        List<String> lacks = lacks(false, "network");
        assertEquals(1, lacks.size());
        assertTrue(lacks.get(0).contains("without the network"), lacks.toString());
        assertTrue(lacks.get(0).endsWith("type: systemctl restart thingconnect-pulse-backup"), lacks.toString());
    }

    @Test
    void aDirectoryThatMayNotBeWritten_isNamed_alsoOneThatIsYetToBeMade() throws IOException {
        Files.createDirectories(root.resolve("closed"));
        List<String> lacks = lacks(true, "make /closed", "make /closed/disk/pulse", "make /open");
        assertEquals(2, lacks.size());
        assertTrue(lacks.get(0).startsWith("the service may not write to /closed;"), lacks.toString());
        assertTrue(lacks.get(1).startsWith("the service may not write to /closed/disk/pulse;"), lacks.toString());
    }

    @Test
    void aMediumWithAMarker_mayBeAbsent_andIsNotHeldAgainstTheService() throws IOException {
        Files.createDirectories(root.resolve("closed"));
        assertEquals(List.of(), lacks(false, "marked /closed/usb"));
    }

    @Test
    void thisProcess_isNotConfined() throws IOException {
        Files.createDirectories(root.resolve("backups"));
        assertEquals(List.of(), Confinement.lacks(List.of("network", "make /backups/new"), root));
    }
}
