package io.thingconnect.pulse.backupd.source.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a walk leaves out without opening it, found by path and by inode: a directory that is reached by another way, a
 * secret or a database under a further name is still the same one.
 */
final class Omitted {
    /** What a restore in place unpacks into, and where it keeps what was there before. */
    private static final List<String> OF_RESTORES = List.of(".pulse-restore-", ".pre-restore-");

    private static final String[] SIDE_FILES = {"-wal", "-shm", "-journal"};

    private final Set<Path> paths = new HashSet<>();
    private final Set<Object> keys = new HashSet<>();
    private final Set<Path> databases = new HashSet<>();
    private final Set<Object> databaseKeys = new HashSet<>();

    Omitted(FileWalker.Omit omit) {
        omit.directories().forEach(path -> add(path, paths, keys));
        omit.files().forEach(path -> add(path, paths, keys));
        omit.databases().forEach(path -> add(path, databases, databaseKeys));
    }

    private static void add(Path path, Set<Path> paths, Set<Object> keys) {
        paths.add(path.toAbsolutePath().normalize());
        try {
            keys.add(FileFacts.ofTarget(path).fileKey());
        } catch (IOException unused) {
            // What does not exist has no inode to be met under another name; the path stays left out.
        }
    }

    boolean contains(Path path, FileFacts facts) {
        return isOfARestore(path.getFileName().toString())
                || paths.contains(path)
                || databases.contains(path)
                || keys.contains(facts.fileKey())
                || databaseKeys.contains(facts.fileKey())
                || (facts.isFile() && isSideFile(path));
    }

    /** Where a tree is a mount point they lie in it; taken in, each restore would make all later backups larger. */
    static boolean isOfARestore(String name) {
        return OF_RESTORES.stream().anyMatch(name::startsWith);
    }

    /** A tree may be configured below a directory that is left out; the latter wins. */
    boolean holdsParentOf(Path path) {
        for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
            if (paths.contains(parent)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSideFile(Path path) {
        String name = path.getFileName().toString();
        for (String suffix : SIDE_FILES) {
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                return isDatabase(path.resolveSibling(name.substring(0, name.length() - suffix.length())));
            }
        }
        return false;
    }

    private boolean isDatabase(Path path) {
        if (databases.contains(path)) {
            return true;
        }
        try {
            return databaseKeys.contains(FileFacts.ofTarget(path).fileKey());
        } catch (IOException unused) {
            // Nothing stands there, so the file beside it is no database's.
            return false;
        }
    }
}
