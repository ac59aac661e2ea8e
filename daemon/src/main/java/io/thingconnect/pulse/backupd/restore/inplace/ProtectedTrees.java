package io.thingconnect.pulse.backupd.restore.inplace;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.source.files.SourceTree;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a restore in place may touch: the configured trees and databases, and nothing else, whatever a manifest lists.
 *
 * @param root what names in manifests are relative to; {@code /} on a real box
 * @param databases main files, absolute; they may lie outside of every tree
 * @param exclude globs: what a backup leaves out, a restore leaves alone
 */
public record ProtectedTrees(
        Path root, List<SourceTree> trees, List<Path> databases, List<String> exclude, LeftAlone leftAlone) {
    public ProtectedTrees {
        requireNonNull(root, "root is null");
        trees = List.copyOf(trees);
        databases = List.copyOf(databases);
        exclude = List.copyOf(exclude);
        requireNonNull(leftAlone, "leftAlone is null");
    }

    /**
     * What stays where it is.
     *
     * @param directories destinations, spool, our own state
     * @param secrets files that no backup holds
     * @param ownFiles our own configuration: a restored one is put beside it under another name
     */
    public record LeftAlone(Set<Path> directories, Set<Path> secrets, Set<Path> ownFiles) {
        public LeftAlone {
            directories = Set.copyOf(directories);
            secrets = Set.copyOf(secrets);
            ownFiles = Set.copyOf(ownFiles);
        }
    }

    ProtectedTrees withoutOwnFiles() {
        LeftAlone less = new LeftAlone(leftAlone.directories(), leftAlone.secrets(), Set.of());
        return new ProtectedTrees(root, trees, databases, exclude, less);
    }

    Path at(String name) {
        return root.resolve(name);
    }

    String name(Path path) {
        return root.relativize(path).toString();
    }

    /** Whether a path is a tree or lies in one, or is a configured database. */
    boolean covers(Path path) {
        return databases.contains(path) || outermost(path).isPresent();
    }

    /** Whether a path is a tree, or on the way to a tree or database: such a directory is never moved. */
    boolean leadsIn(Path path) {
        return trees.stream().anyMatch(tree -> tree.path().startsWith(path))
                || databases.stream().anyMatch(database -> database.startsWith(path) && !database.equals(path));
    }

    Optional<Path> outermost(Path path) {
        return trees.stream()
                .map(SourceTree::path)
                .filter(path::startsWith)
                .min(Comparator.comparingInt(Path::getNameCount));
    }
}
