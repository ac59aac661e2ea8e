package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes an archive in one pass: members through tar, the compressor and SHA-256 into the given stream, nothing staged.
 * Equal members at an equal level give equal bytes. Not for use by several threads; compression itself runs on threads
 * of its own, which end with {@link #close()}.
 */
public final class ArchiveWriter implements AutoCloseable {
    /** GNU tar's own record size; the archive is filled up to a multiple of it. */
    private static final int RECORD = 10240;

    private final StoredStream stored;
    private final Compressor compressor;
    private final TarArchiveOutputStream tar;
    private final MemberRules rules = new MemberRules();
    private boolean usable = true;
    private boolean closed;

    private ArchiveWriter(StoredStream stored, Compressor compressor) {
        this.stored = stored;
        this.compressor = compressor;
        this.tar = new TarArchiveOutputStream(compressor.input(), RECORD, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /**
     * @param out receives the archive's bytes; flushed and left open at {@link #finish()}
     * @param level of the compression; ignored for {@code none}
     * @param workers threads that compress
     */
    public static ArchiveWriter open(OutputStream out, Compression compression, int level, int workers)
            throws IOException {
        boolean levelKnown = level >= compression.minLevel() && level <= compression.maxLevel();
        if (workers < 1 || (compression != Compression.NONE && !levelKnown)) {
            throw new IllegalArgumentException(compression + " level " + level + ", workers " + workers);
        }
        StoredStream stored = new StoredStream(out);
        return new ArchiveWriter(stored, Compressor.open(stored, compression, level, workers));
    }

    /**
     * Adds a member. The first failure makes the archive unusable: half a member may be in it.
     *
     * @param header path, type, exact size, mode, owner, mtime, link target, xattrs
     * @param content for a file; null for anything else
     * @return the header, with the SHA-256 of a file's content
     * @throws IOException also when the content was not exactly as long as announced
     * @throws BackupException {@code ARCHIVE_UNSAFE} for what {@link ArchiveReader} would refuse: a path twice, a hard
     *     link whose file is not in the archive, set-uid bits; and whatever the content throws
     */
    public Entry add(Entry header, Content content) throws IOException, BackupException {
        start(header);
        Entry added = header;
        if (header.type() == EntryType.FILE) {
            MessageDigest digest = Sha256.digest();
            MemberContent member = new MemberContent(tar, header);
            content.writeTo(new DigestOutputStream(member, digest));
            member.finish();
            added = header.withContent(header.size(), Sha256.of(digest));
        }
        end();
        return added;
    }

    /** Like {@link #add}, for a file whose content brings its hash. */
    public Entry addHashed(Entry header, HashedContent content) throws IOException, BackupException {
        start(header);
        MemberContent member = new MemberContent(tar, header);
        Sha256 hash = content.writeTo(member);
        member.finish();
        end();
        return header.withContent(header.size(), hash);
    }

    /**
     * Begins a file whose content comes piece by piece; nothing else may be added before it is finished.
     *
     * @param header with the exact size
     */
    public Member begin(Entry header) throws IOException, BackupException {
        start(header);
        return new Member(new MemberContent(tar, header));
    }

    /** A file under way. */
    public final class Member {
        private final MemberContent content;

        private Member(MemberContent content) {
            this.content = content;
        }

        public void write(byte[] bytes, int offset, int length) throws IOException {
            content.write(bytes, offset, length);
        }

        /** @throws IOException when the content was not exactly as long as announced */
        public void finish() throws IOException {
            content.finish();
            end();
        }
    }

    private void start(Entry header) throws IOException, BackupException {
        requireUsable();
        usable = false;
        rules.accept(header.path(), header.type(), header.mode(), header.linkTarget());
        MemberRules.checkAccessList(header.path(), header.acl());
        tar.putArchiveEntry(TarHeaders.of(header));
    }

    private void end() throws IOException {
        tar.closeArchiveEntry();
        usable = true;
    }

    private void requireUsable() throws IOException {
        if (!usable) {
            throw new IOException("the archive was ended or failed before");
        }
    }

    /** Ends the archive and flushes everything into the stream. */
    public Totals finish() throws IOException {
        requireUsable();
        usable = false;
        tar.finish();
        tar.flush();
        compressor.finish();
        stored.drain();
        return new Totals(stored.size(), tar.getBytesWritten(), stored.sha256());
    }

    /** Stops the compressor's threads. Without {@link #finish()} before it, the archive is unusable. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        usable = false;
        stored.abandon();
        try {
            compressor.release();
        } catch (IOException unused) {
            // Its output goes nowhere by now, and what broke it was thrown at whoever wrote: nothing is left to tell.
        }
    }

    /** The archive's size and SHA-256 as stored, and the length of the tar stream before compression, in bytes. */
    public record Totals(long size, long plainSize, Sha256 sha256) {}
}
