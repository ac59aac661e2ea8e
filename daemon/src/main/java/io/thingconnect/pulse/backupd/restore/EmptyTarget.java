package io.thingconnect.pulse.backupd.restore;

import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A directory to restore into: empty, or not there yet. What goes there is built beside it first, so that who looks finds
 * nothing or all of it.
 *
 * @param staging where to build: beside the target, or in it where it exists, because it may be a mount point
 */
public record EmptyTarget(Path path, boolean existed, Path staging) {
    public static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * @param path absolute
     * @param prefix of names for staging; what an interrupted restore left under such a name does not count
     * @throws BackupException {@code TARGET_NOT_EMPTY}
     */
    public static EmptyTarget at(Path path, String prefix, Label label) throws IOException, BackupException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return new EmptyTarget(path, false, path.resolveSibling(prefix + path.getFileName() + "-" + label));
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (!entry.getFileName().toString().startsWith(prefix)) {
                    throw new BackupException(
                            ErrorCode.TARGET_NOT_EMPTY,
                            "directory " + path + " is not empty: it holds '" + entry.getFileName() + "'",
                            "Name a directory that is empty or does not exist yet.");
                }
            }
        }
        return new EmptyTarget(path, true, path.resolve(prefix + label));
    }

    /** Sees to it that the staging directory can be made: what an interrupted restore left of it goes. */
    public void clear() throws IOException {
        DurableFiles.deleteTree(staging);
        if (!existed) {
            DurableFiles.createDirectories(path.getParent());
        }
    }

    /** Puts a finished tree in place. */
    public void settle(Path tree) throws IOException {
        if (!existed) {
            DurableFiles.rename(tree, path);
            return;
        }
        // A mount point can be replaced by no rename: its entries come one by one.
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(tree)) {
            for (Path entry : entries) {
                DurableFiles.rename(entry, path.resolve(entry.getFileName()));
            }
        }
    }
}
