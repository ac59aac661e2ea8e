package io.thingconnect.pulse.backupd.verify;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.DiskSpace;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Proves one copy of one backup, as deep as asked. */
public final class Verifier {
    private static final int BLOCK = 1 << 18;

    private final Path scratch;

    /** @param scratch directory for restores of level {@code restore}; the room needed is checked first */
    public Verifier(Path scratch) {
        this.scratch = requireNonNull(scratch, "scratch is null");
    }

    /**
     * @throws BackupException where there is no verdict: {@code BACKUP_NOT_FOUND}, {@code DESTINATION_UNAVAILABLE},
     *     {@code NO_SPACE}, {@code CANCELLED}, {@code FORMAT_TOO_NEW}
     */
    public Verdict verify(Destination destination, String job, Label label, Level level, Work work)
            throws BackupException {
        try {
            CopyReader copy = CopyReader.open(destination, job, label);
            long bytes =
                    switch (level) {
                        case CHECKSUM -> checksum(copy, work);
                        case ENTRIES -> new ArchiveProof(copy, Unpacking.nowhere(), work).run();
                        case RESTORE -> restore(copy, work);
                    };
            return new Verdict.Intact(level, bytes);
        } catch (BackupException e) {
            if (e.code().exitStatus() == ErrorCode.VERIFICATION_FAILED.exitStatus()) {
                return new Verdict.Damaged(level, e);
            }
            throw e;
        }
    }

    private static long checksum(CopyReader copy, Work work) throws BackupException {
        Manifest.ArchiveInfo archive = copy.manifest().archive();
        MessageDigest digest = Sha256.digest();
        work.phase("verify", archive.size());
        byte[] buffer = new byte[BLOCK];
        try (InputStream in = copy.archive()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                work.check();
                digest.update(buffer, 0, count);
                work.advance(count);
            }
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    "archive " + archive.file() + " at destination '" + copy.destination() + "' could not be read: "
                            + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        }
        if (!Sha256.of(digest).equals(archive.sha256())) {
            throw new BackupException(
                    ErrorCode.ARCHIVE_CORRUPT,
                    "archive " + archive.file() + " at destination '" + copy.destination()
                            + "': its bytes do not have the SHA-256 that the manifest names",
                    "Use the copy at another destination, or another backup: pulsectl list.");
        }
        return archive.size();
    }

    private long restore(CopyReader copy, Work work) throws BackupException {
        Manifest manifest = copy.manifest();
        try {
            DurableFiles.createDirectories(scratch);
            requireSpace(manifest);
            Path tree = Files.createTempDirectory(scratch, "verify-");
            try {
                long bytes = new ArchiveProof(copy, new UnpackingInto(tree, false), work).run();
                work.phase("check database", -1);
                for (DatabaseState database : manifest.databases()) {
                    work.check();
                    DatabaseCheck.run(tree.resolve(database.path()), database.path());
                }
                return bytes;
            } finally {
                DurableFiles.deleteTree(tree);
            }
        } catch (IOException e) {
            throw new BackupException(
                    Errno.isNoSpace(e) ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                    "scratch directory " + scratch + " could not be used: " + Errno.reason(e),
                    "Check space and owner of " + scratch,
                    e);
        }
    }

    private void requireSpace(Manifest manifest) throws IOException, BackupException {
        long free = DiskSpace.usable(scratch);
        if (free < manifest.archive().plainSize()) {
            throw new BackupException(
                    ErrorCode.NO_SPACE,
                    "a scratch restore of " + manifest.label() + " needs "
                            + manifest.archive().plainSize() + " bytes in " + scratch + ", free are " + free,
                    "Free space there, or verify with --level entries.");
        }
    }
}
