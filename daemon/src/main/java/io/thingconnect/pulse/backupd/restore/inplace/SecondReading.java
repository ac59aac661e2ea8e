package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.verify.Sink;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import java.io.IOException;
import java.security.MessageDigest;

/** Unpacks an archive that was listed before, and only what the list has: somebody may have put another in its place. */
final class SecondReading implements OldArchive.Visitor {
    private final ForeignTree tree;
    private final Unpacking unpacking;

    SecondReading(ForeignTree tree, Unpacking unpacking) {
        this.tree = tree;
        this.unpacking = unpacking;
    }

    @Override
    public void member(ArchiveMember member, OldArchive.Content content) throws IOException, BackupException {
        Entry entry = tree.entry(member.path());
        if (entry == null || entry.type() != EntryType.FILE || tree.databases().containsKey(entry.path())) {
            return;
        }
        MessageDigest digest = Sha256.digest();
        byte[] block = new byte[1 << 16];
        try (Sink sink = unpacking.file(entry)) {
            if (member.size() != entry.size()) {
                throw changed(entry);
            }
            for (int n = content.read(block); n >= 0; n = content.read(block)) {
                digest.update(block, 0, n);
                sink.write(block, 0, n);
            }
            if (!Sha256.of(digest).equals(entry.sha256())) {
                throw changed(entry);
            }
            sink.finish();
        }
    }

    private BackupException changed(Entry entry) {
        return new BackupException(
                ErrorCode.ARCHIVE_CORRUPT,
                tree.name() + " is not what it was when it was looked at: '" + entry.path() + "' has other content",
                "Try again when nobody writes to it.");
    }
}
