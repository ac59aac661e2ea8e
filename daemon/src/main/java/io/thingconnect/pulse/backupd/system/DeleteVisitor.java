package io.thingconnect.pulse.backupd.system;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** Deletes children before parents, and opens up directories whose restored mode would not let us in. */
final class DeleteVisitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
        if (Files.isDirectory(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            // A directory without permission bits cannot be opened until its mode is mended.
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            DurableFiles.deleteTree(file);
            return FileVisitResult.CONTINUE;
        }
        throw cause;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.delete(file);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException cause) throws IOException {
        if (cause != null) {
            throw cause;
        }
        Files.delete(directory);
        return FileVisitResult.CONTINUE;
    }
}
