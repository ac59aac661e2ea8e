package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the daemon keeps for itself, claimed for one daemon at a time. */
final class StateDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

    private final Layout layout;
    private final FileChannel lockFile;

    private StateDirectory(Layout layout, FileChannel lockFile) {
        this.layout = layout;
        this.lockFile = lockFile;
    }

    /** @throws BackupException {@code BUSY} where another daemon has it; {@code NO_SPACE}, {@code CONFIG_INVALID} */
    static StateDirectory claim(Layout layout) throws BackupException {
        try {
            DurableFiles.createDirectories(layout.state());
            FileChannel channel = FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new BackupException(
                        ErrorCode.BUSY,
                        "another pulse-backupd is using " + layout.state(),
                        "Find it with: pulsectl status");
            }
            return new StateDirectory(layout, channel);
        } catch (IOException e) {
            throw unusable(layout.state(), e);
        }
    }

    private static BackupException unusable(Path path, IOException e) {
        return new BackupException(
                Errno.isNoSpace(e) ? ErrorCode.NO_SPACE : ErrorCode.CONFIG_INVALID,
                "the daemon's own directory " + path + " cannot be used: " + Errno.reason(e),
                "It must belong to the user the daemon runs as; check: ls -ld " + path,
                e);
    }

    /** Random, made at the first start and then kept: tells this box from a clone. */
    String instanceId() throws BackupException {
        try {
            Path file = layout.instanceId();
            if (!Files.exists(file)) {
                DurableFiles.replace(file, (UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw unusable(layout.instanceId(), e);
        }
    }

    /**
     * Opens the catalog. A damaged one is set aside under a name with the time, and a new one begun: what it knew of the
     * backups stands at the destinations and is taken in again.
     */
    Catalog catalog(Instant now) throws BackupException {
        try {
            return Catalog.open(layout.catalog());
        } catch (BackupException e) {
            if (e.code() != ErrorCode.CATALOG_CORRUPT) {
                throw e;
            }
            setAside(now, e);
            return Catalog.open(layout.catalog());
        }
    }

    private void setAside(Instant now, BackupException why) throws BackupException {
        String suffix = ".corrupt-" + now.getEpochSecond();
        try {
            for (String side : new String[] {"-wal", "-shm", ""}) {
                Path file = layout.catalog().resolveSibling(layout.catalog().getFileName() + side);
                if (Files.exists(file)) {
                    DurableFiles.rename(file, file.resolveSibling(file.getFileName() + suffix));
                }
            }
        } catch (IOException e) {
            throw unusable(layout.catalog(), e);
        }
        LOG.error(
                "{}: set aside as {}{}; backups are taken in again from the destinations, the run history is lost",
                why.getMessage(),
                layout.catalog(),
                suffix);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            LOG.debug("the lock ends with the process anyway", e);
        }
    }
}
