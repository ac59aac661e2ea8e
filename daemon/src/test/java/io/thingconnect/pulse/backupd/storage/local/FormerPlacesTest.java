package io.thingconnect.pulse.backupd.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FormerPlacesTest {
    private static final String BACKUP = "pulse-backup-20240115T020000Z-full";

    @TempDir
    Path directory;

    private Path file(String name) throws Exception {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    @Test
    void aMarkedDirectory_andAJobsDirectory_arePlaces_whereverTheyLie() throws Exception {
        Path marked = file("state/backups/.pulse-instance").getParent();
        file("state/backups/daily/" + BACKUP + ".sha256");
        Path job = file("state/old/place/daily/" + BACKUP + ".sha256").getParent();
        file("state/keys/key.xml");
        file("state/exports/report.sha256");
        file("state/half/" + BACKUP + ".tar.gz");
        Files.createSymbolicLink(directory.resolve("state/link"), Files.createDirectory(directory.resolve("outside")));
        file("outside/.pulse-instance");
        assertEquals(Set.of(marked, job), FormerPlaces.below(List.of(directory.resolve("state"))));
    }

    @Test
    void aTree_isNeverLeftOutAsAWhole_andOneThatIsNotThereHoldsNone() throws Exception {
        file("state/.pulse-instance");
        file("state/inner/.pulse-instance");
        Path tree = directory.resolve("state");
        assertEquals(Set.of(), FormerPlaces.below(List.of(tree, tree.resolve("inner"), directory.resolve("none"))));
        assertEquals(Set.of(tree.resolve("inner")), FormerPlaces.below(List.of(tree)));
    }
}
