package io.thingconnect.pulse.backupd.source.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestoreRemainsTest {
    @TempDir
    Path root;

    @Test
    void walk_leavesOutWhatRestoresInPlaceKeepInATree() throws IOException, BackupException {
        Path tree = Files.createDirectories(root.resolve("etc/pulse"));
        Files.createDirectories(tree.resolve(".pre-restore-20260101T000000Z/etc"));
        Files.createDirectories(tree.resolve("sub/.pulse-restore-20260101T000000Z-1a2b3c4d/new"));
        Files.writeString(tree.resolve(".pre-restore-20260101T000000Z/etc/pulse.db"), "old");
        Files.writeString(tree.resolve("notes.pre-restore-plan.txt"), "a person's own");
        FileWalker walker = new FileWalker(root, List.of());
        List<SourceTree> trees = List.of(new SourceTree(Component.CONFIGURATION, tree));
        FileWalker.Omit nothing = new FileWalker.Omit(Set.of(), Set.of(), Set.of());
        List<String> warnings = new ArrayList<>();
        List<String> paths = walker.walk(trees, nothing, new Work(), warnings::add).stream()
                .map(found -> found.entry().path())
                .toList();
        assertEquals(List.of("etc", "etc/pulse", "etc/pulse/notes.pre-restore-plan.txt", "etc/pulse/sub"), paths);
        assertEquals(List.of(), warnings);
        assertEquals(List.of(), walker.findDatabases(trees, nothing, new Work()));
    }
}
