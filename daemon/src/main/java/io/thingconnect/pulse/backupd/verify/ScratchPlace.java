package io.thingconnect.pulse.backupd.verify;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a chain is restored to be looked at, and removed again.
 *
 * @param directory made where it is missing
 */
public record ScratchPlace(Path directory) {
    public ScratchPlace {
        requireNonNull(directory, "directory is null");
    }

    /**
     * A new directory in it, once there is room for all that the chain yields.
     *
     * @param prefix of its name
     * @param what is done with the chain, for people: {@code a drill with}
     * @param hint what to do where there is no room
     * @throws BackupException {@code NO_SPACE}
     */
    public Path make(String prefix, ChainReader chain, String what, String hint) throws IOException, BackupException {
        DurableFiles.createDirectories(directory);
        long needed = chain.restoredBytes() + chain.chain().deltaBytes();
        long free = DiskSpace.usable(directory);
        if (free < needed) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    what + " " + chain.manifest().label() + " needs " + Sizes.text(needed) + " in " + directory
                            + ", free are " + Sizes.text(free),
                    hint);
        }
        return Files.createTempDirectory(directory, prefix);
    }

    /** What an error there means to people. */
    public BackupException unusable(IOException e) {
        return new BackupException(
                Errno.isNoSpace(e) ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                "scratch directory " + directory + " could not be used: " + Errno.reason(e),
                "Check space and owner of " + directory,
                e);
    }
}
