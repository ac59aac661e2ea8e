package io.thingconnect.pulse.backupd.restore.inplace;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Every change that a restore in place makes to a file system, one at a time and each announced before it happens: what
 * must survive being stopped anywhere has to be stoppable anywhere.
 */
public final class FileSteps {
    private final Watch watch;

    /** Told before each step; an exception is what the step would have ended with. */
    public interface Watch {
        /** @param step one word, for example {@code rename} */
        void before(String step, Path path) throws IOException;
    }

    public FileSteps(Watch watch) {
        this.watch = requireNonNull(watch, "watch is null");
    }

    /** As it is on a box. */
    public static FileSteps unwatched() {
        return new FileSteps((step, path) -> {});
    }

    static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** A step that is done by somebody else. */
    void announce(String step, Path path) throws IOException {
        watch.before(step, path);
    }

    /** Within one file system, to a name that nothing has; durable only after {@link #sync} of both directories. */
    void rename(Path from, Path to) throws IOException {
        watch.before("rename", from);
        if (exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Makes a directory of ours (mode 0700) and those above it that are missing. */
    void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(directory.getParent())) {
            createDirectories(directory.getParent());
        }
        watch.before("mkdir", directory);
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        DurableFiles.syncDirectory(directory.getParent());
    }

    void sync(Path directory) throws IOException {
        watch.before("sync", directory);
        DurableFiles.syncDirectory(directory);
    }

    /** One that does not exist is no error. */
    void deleteTree(Path tree) throws IOException {
        if (exists(tree)) {
            watch.before("delete", tree);
            DurableFiles.deleteTree(tree);
        }
    }

    void setFacts(Path directory, DirectoryFacts facts) throws IOException {
        watch.before("attributes", directory);
        facts.set(directory);
    }

    /** A small file, whole or not at all. */
    void write(Path file, byte[] bytes) throws IOException {
        watch.before("write", file);
        DurableFiles.replace(file, bytes);
    }

    void delete(Path file) throws IOException {
        if (exists(file)) {
            watch.before("delete", file);
            Files.delete(file);
            DurableFiles.syncDirectory(file.getParent());
        }
    }

    /**
     * Puts bytes at a place in a file and forces them to the medium; whatever stood there or behind it is gone.
     *
     * @param position bytes from the beginning
     */
    void append(Path file, long position, byte[] bytes) throws IOException {
        watch.before("journal", file);
        boolean made = !exists(file);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(DurableFiles.OWNER_ONLY))) {
            channel.truncate(position);
            channel.position(position);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        if (made) {
            DurableFiles.syncDirectory(file.getParent());
        }
    }
}
