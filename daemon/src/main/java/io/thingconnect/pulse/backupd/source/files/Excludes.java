package io.thingconnect.pulse.backupd.source.files;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** The exclude patterns: with a slash relative to the tree, without one for any name. What is excluded takes all below. */
final class Excludes {
    private static final String ALL_BELOW = "/**";

    private final List<PathMatcher> names = new ArrayList<>();
    private final List<PathMatcher> paths = new ArrayList<>();

    static Excludes of(List<String> globs, FileSystem system) throws BackupException {
        Excludes excludes = new Excludes();
        for (String glob : globs) {
            try {
                excludes.add(glob, system);
            } catch (PatternSyntaxException e) {
                throw new BackupException(
                        ErrorCode.CONFIG_INVALID,
                        "the exclude pattern '" + glob + "' is malformed: " + e.getDescription(),
                        "Correct the pattern under application.exclude.",
                        e);
            }
        }
        return excludes;
    }

    private void add(String glob, FileSystem system) {
        if (!glob.contains("/")) {
            names.add(system.getPathMatcher("glob:" + glob));
            return;
        }
        String relative = glob.startsWith("/") ? glob.substring(1) : glob;
        paths.add(system.getPathMatcher("glob:" + relative));
        if (relative.endsWith(ALL_BELOW)) {
            // "cache/**" means the directory too: without its contents nobody misses it, and an application makes its
            // own.
            paths.add(system.getPathMatcher("glob:" + relative.substring(0, relative.length() - ALL_BELOW.length())));
        }
    }

    boolean match(Path tree, Path path) {
        Path name = path.getFileName();
        Path relative = tree.relativize(path);
        return names.stream().anyMatch(matcher -> matcher.matches(name))
                || paths.stream().anyMatch(matcher -> matcher.matches(relative));
    }
}
