package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A delta that was read to its end and found whole. It says nothing of the state it was made against: that is for the
 * SHA-256 of the result to prove.
 *
 * @param pageSize bytes; 0 in an empty delta
 * @param pages of the database when it has been applied; 0 in an empty delta
 * @param frames pages that it carries
 */
record DeltaFile(Path path, int pageSize, long pages, long frames) {
    /** SQLite's own limit. */
    private static final long MOST_PAGES = 0xffff_fffeL;

    private static final int BLOCK = 1 << 20;

    boolean isEmpty() {
        return frames == 0;
    }

    int frameBytes() {
        return WalHeader.FRAME_HEADER + pageSize;
    }

    /**
     * @throws BackupException {@code ARCHIVE_CORRUPT} where it is not exactly what {@link DeltaWriter} writes
     * @throws IOException where it cannot be read
     */
    static DeltaFile read(Path path, Work work) throws IOException, BackupException {
        // Opening a pipe would wait for whoever writes to it.
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw Faults.deltaDamaged(path, "it is missing or not a regular file");
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long length = file.length();
            if (length == 0) {
                return new DeltaFile(path, 0, 0, 0);
            }
            byte[] head = new byte[WalHeader.BYTES];
            int got = MainFile.readFully(file, head, 0, head.length);
            WalHeader header = (got < head.length ? Optional.<WalHeader>empty() : WalHeader.parse(head))
                    .orElseThrow(() -> Faults.deltaDamaged(path, "its header is no WAL's"));
            int frameBytes = WalHeader.FRAME_HEADER + header.pageSize();
            long frames = (length - WalHeader.BYTES) / frameBytes;
            if (frames == 0 || WalHeader.BYTES + frames * frameBytes != length) {
                throw Faults.deltaDamaged(path, length + " bytes are no whole number of pages");
            }
            long pages = new Frames(path, header, frames).readAll(file, work);
            return new DeltaFile(path, header.pageSize(), pages, frames);
        }
    }

    /** One pass over all frames. */
    private static final class Frames {
        private final Path path;
        private final WalHeader header;
        private final long frames;
        private final int frameBytes;
        private final long lockPage;
        private long seen;
        private long lastPage;
        private long pagesAfter;

        Frames(Path path, WalHeader header, long frames) {
            this.path = path;
            this.header = header;
            this.frames = frames;
            this.frameBytes = WalHeader.FRAME_HEADER + header.pageSize();
            this.lockPage = DatabaseHeader.lockPage(header.pageSize());
        }

        long readAll(RandomAccessFile file, Work work) throws IOException, BackupException {
            byte[] block = new byte[BLOCK / frameBytes * frameBytes];
            while (seen < frames) {
                work.check();
                int length = (int) Math.min(block.length, (frames - seen) * frameBytes);
                if (MainFile.readFully(file, block, 0, length) < length) {
                    throw Faults.deltaDamaged(path, "it became shorter while it was read");
                }
                for (int at = 0; at < length; at += frameBytes) {
                    seen++;
                    check(block, at);
                }
            }
            if (lastPage > pagesAfter || pagesAfter > MOST_PAGES) {
                throw Faults.deltaDamaged(path, "it carries page " + lastPage + " of " + pagesAfter);
            }
            return pagesAfter;
        }

        private void check(byte[] block, int at) throws BackupException {
            ByteBuffer fields = ByteBuffer.wrap(block, at, WalHeader.FRAME_HEADER);
            long page = Integer.toUnsignedLong(fields.getInt());
            pagesAfter = Integer.toUnsignedLong(fields.getInt());
            long salts = fields.getLong();
            header.checksum().update(block, at, 8);
            header.checksum().update(block, at + WalHeader.FRAME_HEADER, header.pageSize());
            if (salts != header.salts() || !header.checksum().matches(block, at + 16)) {
                throw Faults.deltaDamaged(path, "the checksum of its frame " + seen + " is wrong");
            }
            if (page <= lastPage || page == lockPage) {
                throw Faults.deltaDamaged(path, "page " + page + " has no place behind page " + lastPage);
            }
            if ((pagesAfter != 0) != (seen == frames)) {
                throw Faults.deltaDamaged(path, "its last frame is not the one that commits");
            }
            lastPage = page;
        }
    }
}
