package io.thingconnect.pulse.backupd.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that survive a power cut, whole: staged beside their name, forced, renamed, and the directory forced. The order
 * is the one of SQLite's atomic-commit document: a rename is durable only once its directory is.
 */
public final class DurableFiles {
    /** What everything of ours is created with: archives hold password hashes and keys. */
    public static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private DurableFiles() {}

    /** Replaces or creates a small file (mode 0600). */
    public static void replace(Path file, byte[] bytes) throws IOException {
        rename(stage(file, bytes, true), file);
    }

    /**
     * Replaces or creates a file (mode 0600) without waiting for the disk: for what can be lost, and whose reader finds out
     * when a power cut has left a part of it, or nothing.
     */
    public static void replaceCache(Path file, byte[] bytes) throws IOException {
        Files.move(stage(file, bytes, false), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path stage(Path file, byte[] bytes, boolean force) throws IOException {
        Path staged = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(staged);
        try (FileChannel channel = create(staged)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (force) {
                channel.force(true);
            }
            return staged;
        } catch (IOException e) {
            Files.deleteIfExists(staged);
            throw e;
        }
    }

    /** A new file, mode 0600 from its first instant, open for writing; one of that name is an error. */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    /** Renames within one directory's file system, replacing what is there, and makes that durable. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(to.getParent());
        if (!to.getParent().equals(from.getParent())) {
            syncDirectory(from.getParent());
        }
    }

    /** Makes the names in a directory durable. */
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Creates a directory and its missing parents, mode 0750, each made durable in its own parent. */
    public static void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        if (parent != null) {
            syncDirectory(parent);
        }
    }

    /** Removes a tree; nothing is followed. A tree that does not exist is no error. */
    public static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new DeleteVisitor());
    }
}
