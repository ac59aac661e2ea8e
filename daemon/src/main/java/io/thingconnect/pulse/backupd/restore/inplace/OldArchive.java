package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.ArchiveReader;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A tar archive that a script made, read as often as need be. The reader refuses what must not be extracted. */
final class OldArchive {
    private final Path file;
    private final Compression compression;

    private OldArchive(Path file, Compression compression) {
        this.file = file;
        this.compression = compression;
    }

    /** Takes the members in the order of the archive. */
    interface Visitor {
        /** May read content, or not. */
        void member(ArchiveMember member, Content content) throws IOException, BackupException;
    }

    /** Of one member. */
    interface Content {
        /** @return bytes read, -1 at the end */
        int read(byte[] block) throws BackupException;
    }

    /** By what it begins with, whatever its name says; empty where it is none. */
    static Optional<OldArchive> of(Path file, byte[] head) {
        if (head.length > 3 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b) {
            return Optional.of(new OldArchive(file, Compression.GZIP));
        }
        boolean zstd = head.length > 3
                && (head[0] & 0xff) == 0x28
                && (head[1] & 0xff) == 0xb5
                && (head[2] & 0xff) == 0x2f
                && (head[3] & 0xff) == 0xfd;
        if (zstd) {
            return Optional.of(new OldArchive(file, Compression.ZSTD));
        }
        return FileOrigin.isTar(head) ? Optional.of(new OldArchive(file, Compression.NONE)) : Optional.empty();
    }

    /** To its end, so that its checksums are looked at too. */
    void read(Visitor visitor, ArchiveReader.Limits limits, Work work) throws IOException, BackupException {
        try (InputStream in = Files.newInputStream(file);
                ArchiveReader reader = ArchiveReader.open(in, compression, Opening.PLAIN, limits)) {
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                work.check();
                visitor.member(member, block -> {
                    work.check();
                    return reader.read(block, 0, block.length);
                });
            }
            reader.finish();
        }
    }
}
