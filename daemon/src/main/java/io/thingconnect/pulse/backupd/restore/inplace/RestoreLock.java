package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * {@code restore.lock} in the state directory: held alone by a restore in place, shared by backups while they read; see
 * {@link BackupGate}. It ends with the process.
 */
final class RestoreLock implements AutoCloseable {
    private static final String NAME = "restore.lock";
    private static final Set<PosixFilePermission> PERMISSIONS = PosixFilePermissions.fromString("rw-r--r--");

    private final FileChannel channel;

    private RestoreLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws BackupException {@code BUSY} where a backup or another restore in place is under way */
    static RestoreLock alone(Path state) throws BackupException {
        Path file = state.resolve(NAME);
        try {
            DurableFiles.createDirectories(state);
            FileChannel channel = FileChannel.open(
                    file,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PERMISSIONS));
            if (Files.getAttribute(file, "unix:uid").equals(Journal.ownUid())) {
                // The daemon is another user, and has to open it whatever our umask is.
                Files.setPosixFilePermissions(file, PERMISSIONS);
            }
            return lock(channel, false)
                    .orElseThrow(
                            () -> new BackupException(
                                    ErrorCode.BUSY,
                                    "something else is under way: "
                                            + BackupGate.occupant(state)
                                                    .orElse(
                                                            "a backup or comparison that reads the application, or a restore in place that is still being"
                                                                    + " prepared"),
                                    "Wait for it to end; a backup is cancelled with: pulsectl cancel RUN, after pulsectl status"));
        } catch (IOException e) {
            throw new BackupException(
                    e instanceof AccessDeniedException ? ErrorCode.NOT_PERMITTED : ErrorCode.INTERNAL,
                    "the lock " + file + " cannot be taken: " + Errno.reason(e),
                    "Run pulse-restore as root.",
                    e);
        }
    }

    /** @return empty where a restore in place is under way */
    static Optional<RestoreLock> shared(Path state) throws IOException {
        Path file = state.resolve(NAME);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(PERMISSIONS));
            } catch (FileAlreadyExistsException unused) {
                // Somebody else was faster.
            }
        }
        return lock(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), true);
    }

    private static Optional<RestoreLock> lock(FileChannel channel, boolean shared) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new RestoreLock(channel));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException unused) {
            // It ends with the process at the latest.
        }
    }
}
