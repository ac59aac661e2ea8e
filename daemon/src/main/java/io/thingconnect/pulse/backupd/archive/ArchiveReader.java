package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.InputStream;

/**
 * Reads an archive that nobody vouches for, front to back. Refused by name ({@code ARCHIVE_UNSAFE}): absolute paths,
 * {@code ..}, empty or overlong names, members below a symlink or below a file, the same path twice, devices, pipes,
 * set-uid and set-gid bits on files, hard links to what was not seen before, more than the allowed bytes or members. What
 * is broken is {@code ARCHIVE_CORRUPT}, with the member at which it broke. No unchecked exception, no hang. A failure to
 * read the stream itself is {@code DESTINATION_UNAVAILABLE}: it says nothing about the archive. After any of them, all
 * further calls fail the same way.
 */
public final class ArchiveReader implements AutoCloseable {
    private final PlainSource source;
    private final MemberParser parser;
    private final Limits limits;
    private final MemberRules rules = new MemberRules();
    private final byte[] scratch = new byte[64 * 1024];
    private long members;
    private long contentLeft;
    private int padding;
    private boolean atEnd;
    private boolean finished;
    private BackupException failure;

    private ArchiveReader(PlainSource source, Limits limits) {
        this.source = source;
        this.parser = new MemberParser(source);
        this.limits = limits;
    }

    /**
     * Closes {@code in} where it fails; else {@link #close()} does.
     *
     * @param opening of what was compressed and then encrypted
     * @throws BackupException {@code KEY_MISSING}; where it begins like nothing that was encrypted, {@code ARCHIVE_CORRUPT}
     */
    public static ArchiveReader open(InputStream in, Compression compression, Opening opening, Limits limits)
            throws BackupException {
        return new ArchiveReader(PlainSource.open(in, compression, opening, limits.maxPlainBytes()), limits);
    }

    /** The next member, or null after the last one. What was left of the one before is skipped. */
    public ArchiveMember next() throws BackupException {
        return guarded(this::nextMember);
    }

    private ArchiveMember nextMember() throws BackupException {
        while (contentLeft > 0) {
            readContent(scratch, 0, scratch.length);
        }
        if (atEnd) {
            return null;
        }
        if (padding > 0 && !source.readFully(scratch, padding)) {
            throw source.corrupt("it ends too early", null);
        }
        padding = 0;
        ArchiveMember member = parser.next();
        if (member == null) {
            atEnd = true;
            source.place("after the last member");
            return null;
        }
        source.place("at " + MemberRules.quoted(member.path()));
        rules.accept(member.path(), member.type(), member.mode(), member.linkTarget());
        checkLimits(member);
        contentLeft = member.size();
        padding = (int) (-member.size() & (TarFields.BLOCK - 1));
        return member;
    }

    private void checkLimits(ArchiveMember member) throws BackupException {
        if (++members > limits.maxMembers()) {
            throw MemberRules.unsafe(member.path(), "a place beyond the allowed " + limits.maxMembers() + " members");
        }
        if (member.size() > source.maxBytes() - source.count()) {
            throw MemberRules.unsafe(
                    member.path(),
                    "a size of " + member.size() + " bytes, beyond the allowed " + source.maxBytes() + " in all");
        }
    }

    /**
     * Reads from the present member's content.
     *
     * @return bytes read, -1 at its end
     */
    public int read(byte[] buffer, int offset, int length) throws BackupException {
        return guarded(() -> readContent(buffer, offset, length));
    }

    private int readContent(byte[] buffer, int offset, int length) throws BackupException {
        if (contentLeft == 0) {
            return -1;
        }
        int n = source.read(buffer, offset, (int) Math.min(length, contentLeft));
        if (n < 0) {
            throw source.corrupt("it ends too early", null);
        }
        contentLeft -= n;
        return n;
    }

    /**
     * Reads to the end of the stream, past members that are left. Anything but padding after the last one is
     * {@code ARCHIVE_CORRUPT}; so is a checksum of the compression that does not match.
     */
    public void finish() throws BackupException {
        guarded(() -> {
            while (!atEnd) {
                nextMember();
            }
            while (!finished) {
                int n = source.read(scratch, 0, scratch.length);
                if (n < 0) {
                    finished = true;
                } else if (!TarFields.isZero(scratch, n)) {
                    throw source.corrupt("something follows the end mark", null);
                }
            }
            return null;
        });
    }

    @Override
    public void close() {
        source.close();
        if (failure == null) {
            failure = new BackupException(ErrorCode.INTERNAL, "the archive reader is closed", "");
        }
    }

    private <T> T guarded(Step<T> step) throws BackupException {
        if (failure != null) {
            throw failure;
        }
        try {
            return step.take();
        } catch (BackupException e) {
            failure = e;
            throw e;
        } catch (RuntimeException e) {
            // A defect of ours, met by hostile bytes: it must not take the daemon's thread along.
            failure = source.corrupt("it cannot be understood (" + e + ")", e);
            throw failure;
        }
    }

    private interface Step<T> {
        T take() throws BackupException;
    }

    /** How much an archive may unfold to: bytes of the tar stream, and members. */
    public record Limits(long maxPlainBytes, long maxMembers) {}
}
