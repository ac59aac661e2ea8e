package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.ArchiveReader;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ExpectedMembers.Expected;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * Reads one archive from its first byte to its last and holds it against its manifest: the stored bytes' SHA-256, every
 * member's type, size, mode, owner, time and content hash, nothing missing and nothing more. On the way the contents go
 * where somebody wants them, so that a restore proves and writes in one pass.
 *
 * <p>What is long is shared with other threads ({@link Relay}): this one reads, hashes what is stored, and decompresses;
 * one hashes what came out, one writes it.
 */
final class ArchiveProof {
    /** Bytes from which more threads are worth their while. */
    private static final int LONG = 1 << 20;

    private final CopyReader copy;
    private final Contents contents;
    private final Work work;
    private final Manifest manifest;
    private byte[] buffer;
    private long advanced;

    /** Where contents go. */
    @FunctionalInterface
    interface Contents {
        /** @param path of the member, which may also be a delta or a control file */
        Sink open(String path) throws IOException, BackupException;
    }

    ArchiveProof(CopyReader copy, Contents contents, Work work) {
        this.copy = copy;
        this.contents = contents;
        this.work = work;
        this.manifest = copy.manifest();
    }

    /**
     * Advances the work by the size of the tar stream.
     *
     * @return bytes read from the destination
     * @throws BackupException {@code ARCHIVE_CORRUPT}, {@code ARCHIVE_UNSAFE}, {@code MANIFEST_CORRUPT},
     *     {@code DESTINATION_UNAVAILABLE}, all naming the archive; {@code CANCELLED}; what the sinks throw
     * @throws IOException only from the sinks
     */
    long run() throws BackupException, IOException {
        ExpectedMembers expected = ExpectedMembers.of(manifest);
        Manifest.ArchiveInfo archive = manifest.archive();
        MessageDigest digest = Sha256.digest();
        ArchiveReader.Limits limits = new ArchiveReader.Limits(archive.plainSize(), expected.count());
        try (ArchiveReader reader = open(new DigestInputStream(copy.archive(), digest), limits)) {
            for (ArchiveMember member = next(reader); member != null; member = next(reader)) {
                take(reader, member, expected);
            }
            finish(reader);
        }
        if (expected.left().isPresent()) {
            throw corrupt(
                    expected.count() + " listed members are not in it, for example",
                    expected.left().get());
        }
        if (!Sha256.of(digest).equals(archive.sha256())) {
            throw corrupt("its bytes do not have the SHA-256 that the manifest names", "");
        }
        work.advance(archive.plainSize() - advanced);
        return archive.size();
    }

    private ArchiveReader open(InputStream stored, ArchiveReader.Limits limits) throws BackupException {
        try {
            return ArchiveReader.open(stored, manifest.archive().compression(), copy.opening(), limits);
        } catch (BackupException e) {
            throw named(e);
        }
    }

    private void take(ArchiveReader reader, ArchiveMember member, ExpectedMembers members)
            throws BackupException, IOException {
        work.check();
        Expected expected =
                members.take(member.path()).orElseThrow(() -> corrupt("the manifest does not list it", member.path()));
        if (!expected.matches(member)) {
            throw corrupt(
                    "type, size, mode, owner, time, link target or attributes differ from the manifest", member.path());
        }
        if (member.type() != EntryType.FILE) {
            return;
        }
        try (Sink sink = contents.open(member.path())) {
            Sha256 hash = member.size() < LONG ? copyShort(reader, sink) : copyLong(reader, sink);
            if (!hash.equals(expected.sha256())) {
                throw corrupt("its content does not have the SHA-256 that the manifest names", member.path());
            }
            sink.finish();
        }
    }

    private Sha256 copyShort(ArchiveReader reader, Sink sink) throws BackupException, IOException {
        if (buffer == null) {
            buffer = new byte[1 << 16];
        }
        MessageDigest digest = Sha256.digest();
        for (int count = read(reader, buffer); count >= 0; count = read(reader, buffer)) {
            digest.update(buffer, 0, count);
            sink.write(buffer, 0, count);
        }
        return Sha256.of(digest);
    }

    private Sha256 copyLong(ArchiveReader reader, Sink sink) throws BackupException, IOException {
        try (Relay relay = new Relay(sink)) {
            for (int count = read(reader, relay.block()); count >= 0; count = read(reader, relay.block())) {
                relay.pass(count);
            }
            return relay.finish();
        }
    }

    private int read(ArchiveReader reader, byte[] into) throws BackupException {
        work.check();
        int filled = 0;
        try {
            int count = 0;
            while (count >= 0 && filled < into.length) {
                count = reader.read(into, filled, into.length - filled);
                filled += Math.max(0, count);
            }
        } catch (BackupException e) {
            throw named(e);
        }
        work.advance(filled);
        advanced += filled;
        return filled == 0 ? -1 : filled;
    }

    private ArchiveMember next(ArchiveReader reader) throws BackupException {
        try {
            return reader.next();
        } catch (BackupException e) {
            throw named(e);
        }
    }

    private void finish(ArchiveReader reader) throws BackupException {
        try {
            reader.finish();
        } catch (BackupException e) {
            throw named(e);
        }
    }

    /** The reader knows the member; which link of a chain it is in, only we do. */
    private BackupException named(BackupException e) {
        return new BackupException(e.code(), what() + ": " + e.getMessage(), e.hint(), e);
    }

    private String what() {
        return "archive " + manifest.archive().file() + " at destination '" + copy.destination() + "'";
    }

    private BackupException corrupt(String why, String member) {
        return new BackupException(
                ErrorCode.ARCHIVE_CORRUPT,
                member.isEmpty() ? what() + ": " + why : what() + ", member '" + member + "': " + why,
                "Use the copy at another destination, or another backup: pulsectl list.");
    }
}
