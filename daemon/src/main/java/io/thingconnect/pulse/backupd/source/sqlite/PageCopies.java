package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Private copies of pages: the newest committed image of each. The first {@code memoryLimit} bytes of them stay in
 * memory, the others go to a file without a name.
 *
 * <p>Images and not places in the WAL, because a writer may start the WAL over and overwrite them at any time.
 */
final class PageCopies implements AutoCloseable {
    private static final int CHUNK = 1 << 20;

    private final int pageSize;
    private final Path spool;
    private final byte[][] chunks;
    private final int slotsPerChunk;
    private final int slotsInMemory;

    private final PageIndex committed = new PageIndex();
    private final IntList pendingPages = new IntList();
    private final IntList pendingSlots = new IntList();
    private final IntList freeSlots = new IntList();
    private int slots;
    private RandomAccessFile spill;

    PageCopies(int pageSize, Path spool, int memoryLimit) {
        this.pageSize = pageSize;
        this.spool = spool;
        this.chunks = new byte[memoryLimit / CHUNK][];
        this.slotsPerChunk = CHUNK / pageSize;
        this.slotsInMemory = chunks.length * slotsPerChunk;
    }

    /** Takes an image that belongs to a transaction whose end has not been seen yet. */
    void add(int page, byte[] from, int offset) throws IOException {
        int slot = freeSlots.size() > 0 ? freeSlots.removeLast() : slots++;
        write(slot, from, offset);
        pendingPages.add(page);
        pendingSlots.add(slot);
    }

    /** The transaction ended: its images are now the newest ones. */
    void commit() {
        for (int i = 0; i < pendingPages.size(); i++) {
            int replaced = committed.put(pendingPages.get(i), pendingSlots.get(i));
            if (replaced >= 0) {
                freeSlots.add(replaced);
            }
        }
        pendingPages.clear();
        pendingSlots.clear();
    }

    /** Forgets all pages; memory and file are used again. */
    void clear() {
        committed.clear();
        pendingPages.clear();
        pendingSlots.clear();
        freeSlots.clear();
        slots = 0;
    }

    /** Number of pages with a committed image. */
    int size() {
        return committed.size();
    }

    /** Copies the page's newest committed image; false where there is none. */
    boolean copy(int page, byte[] into, int offset) throws IOException {
        int slot = committed.find(page);
        if (slot < 0) {
            return false;
        }
        if (slot < slotsInMemory) {
            System.arraycopy(chunks[slot / slotsPerChunk], inChunk(slot), into, offset, pageSize);
            return true;
        }
        spill.seek(inSpill(slot));
        if (MainFile.readFully(spill, into, offset, pageSize) < pageSize) {
            throw new EOFException("the file of private page copies ended early");
        }
        return true;
    }

    private void write(int slot, byte[] from, int offset) throws IOException {
        if (slot < slotsInMemory) {
            int chunk = slot / slotsPerChunk;
            if (chunks[chunk] == null) {
                chunks[chunk] = new byte[CHUNK];
            }
            System.arraycopy(from, offset, chunks[chunk], inChunk(slot), pageSize);
            return;
        }
        if (spill == null) {
            spill = SpoolFile.nameless(spool, "pages-");
        }
        spill.seek(inSpill(slot));
        spill.write(from, offset, pageSize);
    }

    private int inChunk(int slot) {
        return slot % slotsPerChunk * pageSize;
    }

    private long inSpill(int slot) {
        return (long) (slot - slotsInMemory) * pageSize;
    }

    @Override
    public void close() {
        SpoolFile.closeQuietly(spill);
        spill = null;
    }
}
