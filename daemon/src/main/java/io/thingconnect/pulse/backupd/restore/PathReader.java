package io.thingconnect.pulse.backupd.restore;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ArchiveProof;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Reads one file out of a backup. The whole archive is read and proven on the way, because only its end tells whether its
 * beginning can be trusted.
 */
public final class PathReader {
    private PathReader() {}

    /**
     * @param path as the manifest lists it, with or without a leading slash
     * @param out receives the content; not closed
     * @throws BackupException {@code PATH_NOT_FOUND}; {@code ARCHIVE_CORRUPT} also after bytes were written: the caller
     *     must then tell whoever has them
     */
    public static void read(CopyReader copy, String path, OutputStream out, Work work) throws BackupException {
        requireNonNull(out, "out is null");
        String wanted = contentPath(copy, path.startsWith("/") ? path.substring(1) : path);
        new ArchiveProof(copy, new OneFile(wanted, out), work).run();
    }

    private static String contentPath(CopyReader copy, String path) throws BackupException {
        Optional<Entry> entry = copy.manifest().entries().stream()
                .filter(candidate -> candidate.path().equals(path))
                .findAny();
        if (entry.isEmpty()) {
            throw new BackupException(
                    ErrorCode.PATH_NOT_FOUND,
                    "backup " + copy.manifest().label() + " holds no '" + path + "'",
                    "Look for it with: pulsectl find '*" + path.substring(path.lastIndexOf('/') + 1) + "*'");
        }
        EntryType type = entry.get().type();
        if (type == EntryType.HARDLINK) {
            return entry.get().linkTarget();
        }
        if (type != EntryType.FILE) {
            throw new BackupException(
                    ErrorCode.PATH_NOT_FOUND,
                    "'" + path + "' in backup " + copy.manifest().label() + " is a " + type.word()
                            + " and has no content",
                    "List what lies in it with: pulsectl show --entries "
                            + copy.manifest().label());
        }
        return path;
    }

    private record OneFile(String path, OutputStream out) implements Unpacking {
        @Override
        public OutputStream file(ArchiveMember member) {
            if (!member.path().equals(path)) {
                return OutputStream.nullOutputStream();
            }
            return new FilterOutputStream(out) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    out.write(bytes, offset, length);
                }

                @Override
                public void close() throws IOException {
                    flush();
                }
            };
        }

        @Override
        public void add(ArchiveMember member) {
            // Only the one file's bytes are wanted.
        }

        @Override
        public void finish() {
            // Its bytes have gone out already.
        }
    }
}
