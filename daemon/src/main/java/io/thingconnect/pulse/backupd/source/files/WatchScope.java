package io.thingconnect.pulse.backupd.source.files;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which paths matter to somebody who watches trees: those that a backup of the trees would hold, by their names alone. Files
 * that are named like databases never do, nor what SQLite keeps beside them: they change all the time.
 */
final class WatchScope {
    private static final Set<String> DATABASES = Set.of(".db", ".sqlite", ".sqlite3");
    private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");

    private final List<Path> trees;
    private final Excludes excludes;
    private final Set<Path> omitted;
    private final Set<Path> databases;

    WatchScope(Path root, List<SourceTree> trees, List<String> excludeGlobs, FileWalker.Omit omit)
            throws BackupException {
        requireNonNull(omit, "omit is null");
        this.trees = trees.stream()
                .map(tree -> tree.path().toAbsolutePath().normalize())
                .distinct()
                .toList();
        this.excludes = Excludes.of(excludeGlobs, root.getFileSystem());
        this.omitted = Stream.concat(omit.directories().stream(), omit.files().stream())
                .map(path -> path.toAbsolutePath().normalize())
                .collect(Collectors.toUnmodifiableSet());
        this.databases = omit.databases();
    }

    List<Path> trees() {
        return trees;
    }

    /** Whether the path lies in one of the trees, whatever may be excluded there. */
    boolean holds(Path path) {
        return tree(path).isPresent();
    }

    /** Whether something that happened to the path, whose parents are not left out, may concern a backup. */
    boolean concerns(Path path) {
        if (trees.stream().anyMatch(tree -> tree.startsWith(path))) {
            return true;
        }
        return tree(path).isPresent()
                && !excludes.match(tree(path).orElseThrow(), path)
                && !omitted.contains(path)
                && !Omitted.isOfARestore(path.getFileName().toString())
                && !isOfADatabase(path);
    }

    /** The innermost. */
    private Optional<Path> tree(Path path) {
        return trees.stream().filter(path::startsWith).max(Comparator.comparingInt(Path::getNameCount));
    }

    private boolean isOfADatabase(Path path) {
        String name = path.getFileName().toString();
        String main = BESIDE.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(suffix -> name.substring(0, name.length() - suffix.length()))
                .orElse(name);
        String lower = main.toLowerCase(Locale.ROOT);
        return DATABASES.stream().anyMatch(lower::endsWith)
                || (!main.isEmpty() && databases.contains(path.resolveSibling(main)));
    }
}
