package io.thingconnect.pulse.backupd.restore;

import static java.util.Objects.requireNonNull;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainProof;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.Sink;
import io.thingconnect.pulse.backupd.verify.Unpacking;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads one file out of a backup. All archives that the file comes from are read and proven on the way, because only its end
 * tells whether an archive's beginning can be trusted: for a plain file the one that carries it, for a database the one with
 * its base and all deltas since.
 */
public final class PathReader {
    private PathReader() {}

    /**
     * @param path as the manifest lists it, with or without a leading slash
     * @param out receives the content; not closed
     * @param scratch directory for the deltas of a database
     * @throws BackupException {@code PATH_NOT_FOUND}; {@code ARCHIVE_CORRUPT} and {@code CHAIN_BROKEN} also after bytes were
     *     written: the caller must then tell whoever has them
     */
    public static void read(ChainReader chain, String path, OutputStream out, Path scratch, Work work)
            throws BackupException {
        requireNonNull(out, "out is null");
        String wanted = contentPath(chain.manifest(), path.startsWith("/") ? path.substring(1) : path);
        new ChainProof(chain, new OneFile(out), scratch, work).only(wanted);
    }

    private static String contentPath(Manifest manifest, String path) throws BackupException {
        Optional<Entry> entry = manifest.entries().stream()
                .filter(candidate -> candidate.path().equals(path))
                .findAny();
        if (entry.isEmpty()) {
            throw new BackupException(
                    ErrorCode.PATH_NOT_FOUND,
                    "backup " + manifest.label() + " holds no '" + path + "'",
                    "Look for it with: pulsectl find '*" + path.substring(path.lastIndexOf('/') + 1) + "*'");
        }
        EntryType type = entry.get().type();
        if (type == EntryType.HARDLINK) {
            return entry.get().linkTarget();
        }
        if (type != EntryType.FILE) {
            throw new BackupException(
                    ErrorCode.PATH_NOT_FOUND,
                    "'" + path + "' in backup " + manifest.label() + " is a " + type.word() + " and has no content",
                    "List what lies in it with: pulsectl show --entries " + manifest.label());
        }
        return path;
    }

    private record OneFile(OutputStream out) implements Unpacking, Sink {
        @Override
        public Sink file(Entry entry) {
            return this;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void add(Entry entry) {
            // Only the one file's bytes are wanted.
        }

        @Override
        public void finish() throws IOException {
            out.flush();
        }

        @Override
        public void close() {
            // Whoever gave it closes it.
        }
    }
}
