package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;

/**
 * Lays deltas over a database in one pass: takes the base file's bytes in order, and passes on those of the file after
 * the newest delta. Deltas are untrusted; each is checked to its end before the first byte is taken.
 *
 * <p>A page that was cut off and came back, or that no file has, is an error and not a page of zeros: a delta carries
 * every page that its parent did not have. The lock-byte page is the exception: it has no content and is in no delta.
 */
public final class DeltaOverlay extends OutputStream {
    private final DeltaChain chain;
    private final Work work;
    private final DigestOutputStream out;
    private final MessageDigest digest = Sha256.digest();
    private final byte[] head = new byte[DatabaseHeader.BYTES];
    /** Bytes of the base taken so far. */
    private long position;
    /** Bytes of the base before this place are not passed on. */
    private long dropUntil;

    private boolean broken;
    private BackupException fault;

    private DeltaOverlay(DeltaChain chain, OutputStream out, Work work) {
        this.chain = chain;
        this.work = work;
        this.out = new DigestOutputStream(out, digest);
    }

    /**
     * @param deltas oldest first; any number, empty files included
     * @param out receives the result; flushed by {@link #finish}, never closed
     * @throws BackupException {@code ARCHIVE_CORRUPT} naming the first delta that is damaged, {@code CANCELLED}
     * @throws IOException where a delta cannot be read
     */
    public static DeltaOverlay open(List<Path> deltas, OutputStream out, Work work)
            throws IOException, BackupException {
        return new DeltaOverlay(DeltaChain.open(deltas, work), out, work);
    }

    /**
     * The file that came out.
     *
     * @param sha256 of all of it; the caller compares it with what the manifest names
     */
    public record Result(Sha256 sha256, long bytes) {}

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    /** @throws IOException from {@code out}; or with the {@code BackupException} that {@link #finish} throws as its cause */
    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        boolean done = false;
        try {
            take(bytes, offset, count);
            done = true;
        } catch (BackupException e) {
            fault = e;
            throw new IOException(e.getMessage(), e);
        } finally {
            broken |= !done;
        }
    }

    private void take(byte[] bytes, int offset, int count) throws IOException, BackupException {
        work.check();
        if (chain.isEmpty()) {
            out.write(bytes, offset, count);
            position += count;
            return;
        }
        takeHead(bytes, offset, count);
        int end = offset + count;
        int at = offset;
        while (at < end) {
            at += step(bytes, at, end - at);
        }
    }

    private void takeHead(byte[] bytes, int offset, int count) throws BackupException {
        if (position >= head.length || count == 0) {
            return;
        }
        int length = (int) Math.min(count, head.length - position);
        System.arraycopy(bytes, offset, head, (int) position, length);
        if (position + length == head.length) {
            int pageSize = DatabaseHeader.parse(head, head.length)
                    .orElseThrow(() -> Faults.chainUnfit("the base is not a SQLite database"))
                    .pageSize();
            if (pageSize != chain.pageSize()) {
                throw Faults.chainUnfit(
                        "its pages are " + pageSize + " bytes, those of the deltas " + chain.pageSize());
            }
        }
    }

    /** Passes on or drops what can be treated alike; the number of bytes taken. */
    private int step(byte[] bytes, int at, int count) throws IOException, BackupException {
        if (position >= dropUntil) {
            long page = position / chain.pageSize() + 1;
            if (page > chain.kept()) {
                dropUntil = Long.MAX_VALUE;
            } else if (page == chain.next()) {
                chain.writeNext(out);
                dropUntil = position + chain.pageSize();
            } else {
                long unchanged = Math.min(chain.next() - 1, chain.kept()) * chain.pageSize() - position;
                int length = (int) Math.min(count, unchanged);
                out.write(bytes, at, length);
                position += length;
                return length;
            }
        }
        int length = (int) Math.min(count, dropUntil - position);
        position += length;
        return length;
    }

    /**
     * After the base's last byte: the pages that are only in deltas.
     *
     * @throws BackupException {@code ARCHIVE_CORRUPT} where base and deltas do not belong together
     */
    public Result finish() throws IOException, BackupException {
        if (fault != null) {
            throw fault;
        }
        if (broken) {
            throw new IOException("the result of laying deltas over a database could not be written");
        }
        long bytes = position;
        if (!chain.isEmpty()) {
            append();
            bytes = chain.pages() * chain.pageSize();
        }
        out.flush();
        return new Result(Sha256.of(digest), bytes);
    }

    private void append() throws IOException, BackupException {
        if (position < head.length || position % chain.pageSize() != 0) {
            throw Faults.chainUnfit("the base ends within a page, after " + position + " bytes");
        }
        long lockPage = DatabaseHeader.lockPage(chain.pageSize());
        for (long page = Math.min(position / chain.pageSize(), chain.kept()) + 1; page <= chain.pages(); page++) {
            work.check();
            if (page == chain.next()) {
                chain.writeNext(out);
            } else if (page == lockPage) {
                out.write(new byte[chain.pageSize()]);
            } else {
                throw Faults.chainUnfit("page " + page + " of " + chain.pages() + " is in none of the files");
            }
        }
    }

    /** Lets go of the deltas. */
    @Override
    public void close() {
        chain.close();
    }
}
