package io.thingconnect.pulse.backupd.operation;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A directory of the spool, of this process alone, that is gone when it is closed; the sweep at start knows its name. */
final class Scratch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

    private final Path spool;
    private final Path directory;

    private Scratch(Path spool, Path directory) {
        this.spool = spool;
        this.directory = directory;
    }

    static Scratch in(Path spool) throws BackupException {
        try {
            DurableFiles.createDirectories(spool);
            return new Scratch(spool, Files.createTempDirectory(spool, "verify-"));
        } catch (IOException e) {
            throw unusable(spool, e);
        }
    }

    Path directory() {
        return directory;
    }

    /** Before that many bytes are written. */
    void require(long bytes) throws BackupException {
        try {
            long usable = DiskSpace.usable(directory);
            if (usable < bytes) {
                throw new BackupException(
                        ErrorCode.NO_SPACE,
                        "a page map needs " + Sizes.text(bytes) + " in the spool " + spool + ", free are "
                                + Sizes.text(usable),
                        "Free space there, or move the spool to a larger disk: df -h " + spool);
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    BackupException unusable(IOException e) {
        return unusable(spool, e);
    }

    private static BackupException unusable(Path spool, IOException e) {
        boolean full = Errno.isNoSpace(e);
        return new BackupException(
                full ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                "the spool " + spool + " could not take a page map: " + Errno.reason(e),
                full
                        ? "Free space there, or move the spool to a larger disk: df -h " + spool
                        : "Check the spool's disk and its owner.",
                e);
    }

    @Override
    public void close() {
        try {
            DurableFiles.deleteTree(directory);
        } catch (IOException e) {
            LOG.warn("{} was left behind until the next start: {}", directory, Errno.reason(e));
        }
    }
}
