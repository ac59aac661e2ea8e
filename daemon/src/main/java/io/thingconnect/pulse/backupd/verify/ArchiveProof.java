package io.thingconnect.pulse.backupd.verify;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.ArchiveReader;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads one archive from its first byte to its last and holds it against its manifest: the stored bytes' SHA-256, every
 * member's type, size, mode, owner and content hash, nothing missing and nothing more. On the way the members can be
 * unpacked, so that a restore proves and writes in one pass.
 */
public final class ArchiveProof {
    private static final int BLOCK = 1 << 17;

    private final CopyReader copy;
    private final Unpacking unpacking;
    private final Work work;
    private final Manifest manifest;
    private final Map<String, Entry> missing = new HashMap<>();
    private final Map<String, DatabaseState> guards = new HashMap<>();
    private final byte[] buffer = new byte[BLOCK];

    public ArchiveProof(CopyReader copy, Unpacking unpacking, Work work) {
        this.copy = requireNonNull(copy, "copy is null");
        this.unpacking = requireNonNull(unpacking, "unpacking is null");
        this.work = requireNonNull(work, "work is null");
        this.manifest = copy.manifest();
        manifest.entries().forEach(entry -> missing.put(entry.path(), entry));
        manifest.databases().forEach(database -> guards.put(database.path() + "-wal", database));
    }

    /**
     * @return bytes read from the destination
     * @throws BackupException {@code ARCHIVE_CORRUPT}, {@code ARCHIVE_UNSAFE}, {@code DESTINATION_UNAVAILABLE},
     *     {@code NO_SPACE} (while unpacking), {@code CANCELLED}
     */
    public long run() throws BackupException {
        Manifest.ArchiveInfo archive = manifest.archive();
        MessageDigest digest = Sha256.digest();
        ArchiveReader.Limits limits = new ArchiveReader.Limits(archive.plainSize(), missing.size() + guards.size());
        work.phase("verify", archive.plainSize());
        try (ArchiveReader reader =
                ArchiveReader.open(new DigestInputStream(copy.archive(), digest), archive.compression(), limits)) {
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                take(reader, member);
            }
            reader.finish();
            complete();
            if (!Sha256.of(digest).equals(archive.sha256())) {
                throw corrupt("its bytes do not have the SHA-256 that the manifest names", "");
            }
            unpacking.finish();
        } catch (IOException e) {
            throw unwritable(e);
        }
        return archive.size();
    }

    private void take(ArchiveReader reader, ArchiveMember member) throws BackupException, IOException {
        work.check();
        Entry entry = missing.remove(member.path());
        if (entry == null) {
            takeGuard(member);
            return;
        }
        compare(entry, member);
        if (member.type() != EntryType.FILE) {
            unpacking.add(member);
            return;
        }
        MessageDigest digest = Sha256.digest();
        try (OutputStream out = unpacking.file(member)) {
            for (int count = reader.read(buffer, 0, BLOCK); count >= 0; count = reader.read(buffer, 0, BLOCK)) {
                work.check();
                digest.update(buffer, 0, count);
                out.write(buffer, 0, count);
                work.advance(count);
            }
        }
        if (!Sha256.of(digest).equals(entry.sha256())) {
            throw corrupt("its content does not have the SHA-256 that the manifest names", member.path());
        }
    }

    /** The empty {@code -wal} that makes a stale one harmless when somebody extracts by hand; no part of the state. */
    private void takeGuard(ArchiveMember member) throws BackupException, IOException {
        if (guards.remove(member.path()) == null || member.type() != EntryType.FILE || member.size() != 0) {
            throw corrupt("the manifest does not list it", member.path());
        }
        unpacking.file(member).close();
    }

    private void compare(Entry entry, ArchiveMember member) throws BackupException {
        boolean same = entry.type() == member.type()
                && entry.size() == member.size()
                && entry.mode() == member.mode()
                && entry.owner().equals(member.owner())
                && entry.mtime().getEpochSecond() == member.mtime().getEpochSecond()
                && Objects.equals(entry.linkTarget(), member.linkTarget());
        if (!same) {
            throw corrupt("type, size, mode, owner, time or link target differ from the manifest", member.path());
        }
    }

    private void complete() throws BackupException {
        if (!missing.isEmpty() || !guards.isEmpty()) {
            String first = missing.isEmpty()
                    ? guards.keySet().iterator().next()
                    : missing.keySet().iterator().next();
            throw corrupt((missing.size() + guards.size()) + " listed members are not in it, for example", first);
        }
        for (DatabaseState database : manifest.databases()) {
            Entry entry = manifest.entries().stream()
                    .filter(candidate -> candidate.path().equals(database.path()))
                    .findAny()
                    .orElseThrow(() -> corrupt("the manifest has no entry for database", database.path()));
            if (!database.after().equals(entry.sha256())) {
                throw corrupt("the manifest names two different hashes for", database.path());
            }
        }
    }

    private BackupException corrupt(String why, String member) {
        String what = "archive " + manifest.archive().file() + " at destination '" + copy.destination() + "'";
        return new BackupException(
                ErrorCode.ARCHIVE_CORRUPT,
                member.isEmpty() ? what + ": " + why : what + ", member '" + member + "': " + why,
                "Use the copy at another destination, or another backup: pulsectl list.");
    }

    private BackupException unwritable(IOException e) {
        boolean full = Errno.isNoSpace(e);
        return new BackupException(
                full ? ErrorCode.NO_SPACE : ErrorCode.INTERNAL,
                "backup " + manifest.label() + " could not be unpacked: " + Errno.reason(e),
                full ? "Free space there, or name another directory." : "",
                e);
    }
}
