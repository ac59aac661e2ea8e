package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * Proves one backup at one destination, as deep as asked. A backup is proven only with all that it stands on: at each
 * level every archive of its chain is read, its own first, back to the full; and a chain with a gap or a link that does not
 * fit is damage, however sound the archive at its end may be.
 */
public final class Verifier {
    private static final int BLOCK = 1 << 18;

    private final ScratchPlace scratch;

    /** @param scratch directory for deltas and scratch restores; the room needed is checked first */
    public Verifier(Path scratch) {
        this.scratch = new ScratchPlace(scratch);
    }

    /**
     * @throws BackupException where there is no verdict: {@code BACKUP_NOT_FOUND}, {@code DESTINATION_UNAVAILABLE},
     *     {@code NO_SPACE}, {@code CANCELLED}, {@code FORMAT_TOO_NEW}
     */
    public Verdict verify(Destination destination, String job, Label label, Level level, Work work)
            throws BackupException {
        return verdict(level, () -> {
            ChainReader chain = ChainReader.open(destination, job, label);
            return switch (level) {
                case CHECKSUM -> checksums(chain, work);
                case ENTRIES -> new ChainProof(chain, Unpacking.nowhere(), scratch.directory(), work).run();
                case RESTORE -> restore(chain, work);
            };
        });
    }

    /**
     * Proves by checksum what lies there of one backup, and nothing of what it stands on: for taking stock, where each
     * archive is looked at anyway. One that is encrypted with a key we do not have is proven by its bytes alone: what its
     * {@code .sha256} names is what was written.
     *
     * @throws BackupException as {@link #verify}
     */
    public Verdict verifyAlone(Destination destination, String job, Label label, Work work) throws BackupException {
        return verdict(Level.CHECKSUM, () -> {
            StoredCopy copy = StoredCopy.open(destination, job, label);
            try {
                work.phase("verify", CopyReader.open(copy).manifest().archive().size());
            } catch (BackupException e) {
                requireLocked(e);
                copy.manifest();
                work.phase("verify", -1);
            }
            return checksum(copy, work);
        });
    }

    private static void requireLocked(BackupException e) throws BackupException {
        if (e.code() != ErrorCode.KEY_MISSING) {
            throw e;
        }
    }

    private static Verdict verdict(Level level, Proof proof) throws BackupException {
        try {
            return new Verdict.Intact(level, proof.run());
        } catch (BackupException e) {
            if (e.code().exitStatus() == ErrorCode.VERIFICATION_FAILED.exitStatus()) {
                return new Verdict.Damaged(level, e);
            }
            throw e;
        }
    }

    private interface Proof {
        /** Returns the bytes read. */
        long run() throws BackupException;
    }

    private static long checksums(ChainReader chain, Work work) throws BackupException {
        work.phase("verify", chain.chain().storedBytes());
        long bytes = 0;
        List<CopyReader> copies = chain.copies();
        for (int i = copies.size() - 1; i >= 0; i--) {
            bytes += checksum(copies.get(i).stored(), work);
        }
        return bytes;
    }

    private static long checksum(StoredCopy copy, Work work) throws BackupException {
        String file = copy.checksums().files().archiveName();
        String what =
                "archive " + file + " at destination '" + copy.destination().name() + "'";
        long bytes = 0;
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[BLOCK];
        try (InputStream in = copy.archive()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                work.check();
                digest.update(buffer, 0, count);
                work.advance(count);
                bytes += count;
            }
        } catch (IOException e) {
            throw new BackupException(
                    ErrorCode.DESTINATION_UNAVAILABLE,
                    what + " could not be read: " + Errno.reason(e),
                    "Look at it with: pulsectl destinations",
                    e);
        }
        if (!Sha256.of(digest).equals(copy.checksums().archive())) {
            throw new BackupException(
                    ErrorCode.ARCHIVE_CORRUPT,
                    what + ": its bytes do not have the SHA-256 that was written down for them",
                    "Use the copy at another destination, or another backup: pulsectl list.");
        }
        return bytes;
    }

    private long restore(ChainReader chain, Work work) throws BackupException {
        try {
            Path tree = scratch.make(
                    "verify-", chain, "a scratch restore of", "Free space there, or verify with --level entries.");
            try {
                long bytes = new ChainProof(chain, new UnpackingInto(tree, false), scratch.directory(), work).run();
                work.phase("check database", -1);
                for (DatabaseState database : chain.manifest().databases()) {
                    work.check();
                    DatabaseCheck.run(tree.resolve(database.path()), database.path());
                }
                return bytes;
            } finally {
                DurableFiles.deleteTree(tree);
            }
        } catch (IOException e) {
            throw scratch.unusable(e);
        }
    }
}
