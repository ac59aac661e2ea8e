package io.thingconnect.pulse.backupd.restore;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Sizes;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainProof;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.UnpackingInto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Restores a backup, with all that it stands on, into a directory that is empty or does not exist. It is built beside its
 * final place, proven there byte by byte, and only then renamed: who looks finds nothing or all of it.
 *
 * <p>SQLite is not asked: it can say nothing of how the bytes came here that the SHA-256 has not said, and takes several
 * times as long as the restore. Whether the database was sound when it was captured is for a verification to say.
 */
public final class DirectoryRestore {
    private static final String STAGING = ".pulse-restore-";

    private final boolean owners;

    /** @param owners whether to set owners as recorded, which needs root */
    public DirectoryRestore(boolean owners) {
        this.owners = owners;
    }

    /** Whether owners are set as recorded. */
    public boolean owners() {
        return owners;
    }

    /**
     * @throws BackupException among others {@code TARGET_NOT_EMPTY}, {@code NO_SPACE}, {@code ARCHIVE_CORRUPT},
     *     {@code CHAIN_BROKEN}
     */
    public void restore(ChainReader chain, Path target, Work work) throws BackupException {
        requireNonNull(target, "target is null");
        Manifest manifest = chain.manifest();
        try {
            EmptyTarget place = EmptyTarget.at(target, STAGING, manifest.label());
            Path staging = place.staging();
            place.clear();
            requireSpace(staging.getParent(), chain);
            Files.createDirectory(staging, EmptyTarget.OWNER_ONLY);
            try {
                Path tree = Files.createDirectory(staging.resolve("tree"));
                new ChainProof(chain, new UnpackingInto(tree, owners), staging.resolve("deltas"), work).run();
                place.settle(tree);
            } finally {
                DurableFiles.deleteTree(staging);
            }
        } catch (IOException e) {
            throw new BackupException(
                    Errno.isNoSpace(e) ? ErrorCode.NO_SPACE : ErrorCode.INVALID_PARAMETER,
                    "backup " + manifest.label() + " could not be restored into " + target + ": " + Errno.reason(e),
                    "Name a directory that the backup service may write, on a disk with enough space.",
                    e);
        }
    }

    private static void requireSpace(Path directory, ChainReader chain) throws IOException, BackupException {
        long needed = chain.restoredBytes() + chain.chain().deltaBytes();
        long free = DiskSpace.usable(directory);
        if (free < needed) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "backup " + chain.manifest().label() + " needs " + Sizes.text(needed) + " in " + directory
                            + ", free are " + Sizes.text(free),
                    "Free space there, or name a directory on another disk.");
        }
    }
}
