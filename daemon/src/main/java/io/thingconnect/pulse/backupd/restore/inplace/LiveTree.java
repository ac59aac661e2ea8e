package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.FileWalker;
import io.thingconnect.pulse.backupd.source.files.FoundEntry;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What stands in the protected trees now, as a backup would take it in; and, because a restore replaces them too, the
 * databases with what SQLite keeps beside them. Everything else that is there is left alone.
 */
final class LiveTree {
    static final List<String> SIDE_FILES = List.of("-wal", "-shm", "-journal");

    private final ProtectedTrees trees;
    private final Map<String, Component> components = new TreeMap<>();
    private final Map<String, TreeSet<String>> children = new TreeMap<>();

    private LiveTree(ProtectedTrees trees) {
        this.trees = trees;
    }

    /**
     * @param databases names of those that a backup holds, beside the configured ones
     * @param plainFiles names of files that are called like databases and are none
     */
    static LiveTree read(ProtectedTrees trees, Set<String> databases, Set<String> plainFiles, Work work)
            throws BackupException {
        LiveTree tree = new LiveTree(trees);
        FileWalker walker = new FileWalker(trees.root(), trees.exclude());
        Set<Path> mains = new HashSet<>(trees.databases());
        databases.forEach(name -> mains.add(trees.at(name)));
        for (FoundEntry found : walker.findDatabases(trees.trees(), tree.omit(mains), work)) {
            if (!plainFiles.contains(found.entry().path())) {
                mains.add(found.file());
            }
        }
        for (FoundEntry found : walker.walk(trees.trees(), tree.omit(mains), work, warning -> {})) {
            if (trees.covers(found.file())) {
                tree.add(found.entry().path(), found.entry().component());
            }
        }
        for (Path main : mains) {
            tree.addDatabase(main);
        }
        return tree;
    }

    private FileWalker.Omit omit(Set<Path> databases) {
        ProtectedTrees.LeftAlone alone = trees.leftAlone();
        Set<Path> files = new HashSet<>(alone.secrets());
        files.addAll(alone.ownFiles());
        return new FileWalker.Omit(alone.directories(), files, databases);
    }

    private void addDatabase(Path main) {
        for (Path file : withSideFiles(main)) {
            if (FileSteps.exists(file)) {
                add(trees.name(file), Component.DATABASE);
            }
        }
    }

    /** What SQLite keeps beside it comes first, so that it is out of the way before a new file appears. */
    static List<Path> withSideFiles(Path main) {
        List<Path> files = new java.util.ArrayList<>();
        SIDE_FILES.forEach(suffix -> files.add(main.resolveSibling(main.getFileName() + suffix)));
        files.add(main);
        return files;
    }

    private void add(String name, Component component) {
        if (!Places.isOurs(name)) {
            components.put(name, component);
            children.computeIfAbsent(Desired.parent(name), key -> new TreeSet<>())
                    .add(name);
        }
    }

    boolean holds(String name) {
        return components.containsKey(name);
    }

    /** Of a name that it holds. */
    Component component(String name) {
        return components.get(name);
    }

    Set<String> children(String directory) {
        return children.getOrDefault(directory, new TreeSet<>());
    }
}
