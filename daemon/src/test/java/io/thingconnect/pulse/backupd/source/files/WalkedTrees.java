package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two trees to walk. */
abstract class WalkedTrees {
    static final FileWalker.Omit NOTHING = new FileWalker.Omit(Set.of(), Set.of(), Set.of());
    static final List<String> EXCLUDES = List.of("*.tmp", "cache/**", "tmp/**");

    @TempDir
    Path scratch;

    Path root;
    Path etc;
    Path var;
    final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void makeTrees() throws IOException {
        root = scratch.toRealPath();
        etc = Files.createDirectories(root.resolve("etc/pulse"));
        var = Files.createDirectories(root.resolve("var/lib/pulse"));
    }

    List<FoundEntry> walk(FileWalker.Omit omit, SourceTree... trees) throws BackupException {
        return new FileWalker(root, EXCLUDES).walk(List.of(trees), omit, new Work(), warnings::add);
    }

    SourceTree configuration() {
        return new SourceTree(Component.CONFIGURATION, etc);
    }

    SourceTree state() {
        return new SourceTree(Component.STATE, var);
    }

    static List<String> paths(List<FoundEntry> found) {
        return found.stream().map(each -> each.entry().path()).toList();
    }

    static Entry entry(List<FoundEntry> found, String path) {
        return found.stream()
                .map(FoundEntry::entry)
                .filter(entry -> entry.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " not in " + paths(found)));
    }
}
