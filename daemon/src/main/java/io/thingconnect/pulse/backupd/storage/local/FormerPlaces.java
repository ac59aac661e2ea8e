package io.thingconnect.pulse.backupd.storage.local;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Directories of backups that no destination names any more: whoever moves {@code destination:} leaves the old one where it
 * was, often below the application's own directories, and neither wants backups of backups nor has a restore take them away.
 */
public final class FormerPlaces {
    private FormerPlaces() {}

    /**
     * What holds {@code .pulse-instance}, or the {@code .sha256} of a backup (a job's directory of a place that no box ever
     * marked). Never a tree itself: a name alone must not leave out all there is. What cannot be read is passed over.
     *
     * @param trees absolute; symlinks are not followed
     */
    public static Set<Path> below(List<Path> trees) {
        Set<Path> places = new TreeSet<>();
        for (Path tree : trees) {
            try {
                Files.walkFileTree(tree, new Search(trees, places));
            } catch (IOException unused) {
                // It goes on wherever it can; the backup itself warns of what it cannot read.
            }
        }
        return places;
    }

    private static final class Search extends SimpleFileVisitor<Path> {
        private final List<Path> trees;
        private final Set<Path> places;

        Search(List<Path> trees, Set<Path> places) {
            this.trees = trees;
            this.places = places;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (!trees.contains(directory) && holdsBackups(directory)) {
                places.add(directory);
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException why) {
            return FileVisitResult.CONTINUE;
        }
    }

    private static boolean holdsBackups(Path directory) {
        if (Files.isRegularFile(directory.resolve(OwnedStorage.FILE), LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        String[] names = directory.toFile().list();
        return names != null && !BackupFiles.labels(List.of(names)).isEmpty();
    }
}
