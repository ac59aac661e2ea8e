package io.thingconnect.pulse.backupd.backup;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.source.files.SourceTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What is protected, and what never enters an archive.
 *
 * @param root what member names are relative to; {@code /} on a real box
 * @param databases absolute, below the root; each must exist and hold something
 * @param trees every configured tree, of every component
 * @param exclude globs
 * @param omitDirectories destinations, spool and the daemon's own state
 * @param secrets files that are named in the manifest and left out
 */
public record Application(
        Path root,
        List<Path> databases,
        List<SourceTree> trees,
        List<String> exclude,
        Set<Path> omitDirectories,
        Set<Path> secrets) {
    public Application {
        requireNonNull(root, "root is null");
        databases = List.copyOf(databases);
        trees = List.copyOf(trees);
        exclude = List.copyOf(exclude);
        omitDirectories = Set.copyOf(omitDirectories);
        secrets = Set.copyOf(secrets);
    }
}
