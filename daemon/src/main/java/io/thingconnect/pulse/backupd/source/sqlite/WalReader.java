package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a WAL that may grow, or be started over, at the same time: takes the newest committed image of each page.
 *
 * <p>Images are taken in the same pass that proves their checksums, because only what was proven may be used: a
 * transaction whose writer was killed just before publishing it has valid frames that the next writer overwrites without
 * changing the salts. A writer that starts the WAL over writes the new header before any frame; so when the header is
 * still the same afterwards, no frame of this generation was overwritten before it was read.
 */
final class WalReader {
    private static final int BLOCK = 1 << 20;
    private static final int TRIES_FOR_A_HEADER = 10;

    private static final long STARTED_OVER = -1;
    private static final long DAMAGED = -2;

    private final Path db;
    private final Path wal;
    private final PageCopies copies;
    private final Progress progress;

    /**
     * @param db for messages
     * @param copies receives the images
     */
    WalReader(Path db, Path wal, PageCopies copies, Progress progress) {
        this.db = db;
        this.wal = wal;
        this.copies = copies;
        this.progress = progress;
    }

    /** What lets a reading be watched and ended: called before each block. */
    @FunctionalInterface
    interface Progress {
        void check() throws BackupException;

        static Progress of(Work work) {
            return work::check;
        }
    }

    /**
     * Fills the copies.
     *
     * @param pageSize of the database, bytes
     * @param spool named when the private copies cannot be kept
     * @return the database's size in pages as of the last commit; 0 when the WAL holds no commit
     * @throws BackupException {@code SOURCE_CORRUPT} when it is no WAL of this database, {@code SOURCE_UNREADABLE},
     *     {@code NO_SPACE}, and whatever the progress throws
     */
    long read(int pageSize, Path spool) throws BackupException {
        int damaged = 0;
        while (true) {
            progress.check();
            copies.clear();
            try (RandomAccessFile file = new RandomAccessFile(wal.toFile(), "r")) {
                long pages = readOnce(file, pageSize, spool);
                if (pages >= 0) {
                    return pages;
                }
                // A header seen half written is whole a moment later.
                if (pages == DAMAGED && ++damaged == TRIES_FOR_A_HEADER) {
                    throw Faults.corrupt(db, "the header of its WAL is damaged", null);
                }
                if (pages == DAMAGED) {
                    Pause.brief();
                }
            } catch (FileNotFoundException e) {
                if (FileStamp.sizeOf(wal) == 0) {
                    return 0;
                }
                throw Faults.unreadable(db, e.getMessage(), e);
            } catch (IOException e) {
                throw Faults.unreadable(db, "its WAL: " + e.getMessage(), e);
            }
        }
    }

    private long readOnce(RandomAccessFile file, int pageSize, Path spool) throws IOException, BackupException {
        byte[] head = new byte[WalHeader.BYTES];
        if (MainFile.readFully(file, head, 0, head.length) < head.length || isZero(head)) {
            return 0;
        }
        Optional<WalHeader> header = WalHeader.parse(head);
        if (header.isEmpty()) {
            return DAMAGED;
        }
        if (header.get().pageSize() != pageSize) {
            throw Faults.corrupt(
                    db,
                    "its WAL has pages of " + header.get().pageSize() + " bytes, the database of " + pageSize,
                    null);
        }
        Frames frames = new Frames(header.get(), spool);
        frames.readAll(file);
        byte[] again = new byte[WalHeader.BYTES];
        file.seek(0);
        boolean same = MainFile.readFully(file, again, 0, again.length) == again.length
                && Arrays.equals(head, again)
                && file.length() >= frames.committedEnd;
        return same ? frames.committedPages : STARTED_OVER;
    }

    private static boolean isZero(byte[] head) {
        return Arrays.equals(head, new byte[WalHeader.BYTES]);
    }

    /** One pass over the frames of one generation. */
    private final class Frames {
        private final WalHeader header;
        private final Path spool;
        private final int frameBytes;
        private long committedPages;
        private long committedEnd = WalHeader.BYTES;

        Frames(WalHeader header, Path spool) {
            this.header = header;
            this.spool = spool;
            this.frameBytes = WalHeader.FRAME_HEADER + header.pageSize();
        }

        void readAll(RandomAccessFile file) throws IOException, BackupException {
            byte[] block = new byte[Math.max(1, BLOCK / frameBytes) * frameBytes];
            long position = WalHeader.BYTES;
            int length;
            do {
                progress.check();
                file.seek(position);
                length = MainFile.readFully(file, block, 0, block.length);
                for (int at = 0; at + frameBytes <= length; at += frameBytes) {
                    if (!take(block, at, position + at + frameBytes)) {
                        return;
                    }
                }
                position += length;
            } while (length == block.length);
        }

        /** False at the first frame that does not continue the chain: what follows is older or not finished. */
        private boolean take(byte[] block, int at, long end) throws BackupException {
            ByteBuffer fields = ByteBuffer.wrap(block, at, WalHeader.FRAME_HEADER);
            int page = fields.getInt();
            int pagesAfter = fields.getInt();
            if (page == 0 || fields.getLong() != header.salts()) {
                return false;
            }
            header.checksum().update(block, at, 8);
            header.checksum().update(block, at + WalHeader.FRAME_HEADER, header.pageSize());
            if (!header.checksum().matches(block, at + 16)) {
                return false;
            }
            keep(page, block, at + WalHeader.FRAME_HEADER);
            if (pagesAfter != 0) {
                copies.commit();
                committedPages = Integer.toUnsignedLong(pagesAfter);
                committedEnd = end;
            }
            return true;
        }

        private void keep(int page, byte[] block, int offset) throws BackupException {
            try {
                copies.add(page, block, offset);
            } catch (IOException e) {
                throw Faults.spool(spool, e);
            }
        }
    }
}
