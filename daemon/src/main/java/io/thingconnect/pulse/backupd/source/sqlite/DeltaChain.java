package io.thingconnect.pulse.backupd.source.sqlite;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Deltas one upon the other, gone through by ascending page: of each page the newest image. What a delta cut off is
 * gone, also when a later one lets the database grow again: every page that is new then is in that later one.
 */
final class DeltaChain implements AutoCloseable {
    /** Oldest first; none for empty deltas, which change nothing. */
    private final List<DeltaCursor> cursors = new ArrayList<>();

    private int pageSize;
    private long pages;
    private long kept = Long.MAX_VALUE;
    private long next = DeltaCursor.END;

    private DeltaChain() {}

    /** @param files oldest first; each is read to its end and checked before this returns */
    static DeltaChain open(List<Path> files, Work work) throws IOException, BackupException {
        List<DeltaFile> deltas = new ArrayList<>();
        for (Path file : files) {
            DeltaFile delta = DeltaFile.read(file, work);
            if (delta.isEmpty()) {
                continue;
            }
            if (!deltas.isEmpty() && deltas.get(0).pageSize() != delta.pageSize()) {
                throw Faults.deltaDamaged(
                        file,
                        "its pages are " + delta.pageSize() + " bytes, those of older deltas "
                                + deltas.get(0).pageSize());
            }
            deltas.add(delta);
        }
        DeltaChain chain = new DeltaChain();
        boolean done = false;
        try {
            chain.add(deltas);
            done = true;
            return chain;
        } finally {
            if (!done) {
                chain.close();
            }
        }
    }

    private void add(List<DeltaFile> deltas) throws IOException, BackupException {
        for (int i = deltas.size() - 1; i >= 0; i--) {
            DeltaFile delta = deltas.get(i);
            if (pageSize == 0) {
                pageSize = delta.pageSize();
                pages = delta.pages();
            }
            cursors.add(0, new DeltaCursor(delta, kept));
            kept = Math.min(kept, delta.pages());
        }
        findNext();
    }

    /** Whether nothing changed at all. */
    boolean isEmpty() {
        return cursors.isEmpty();
    }

    /** Bytes; 0 in an empty chain. */
    int pageSize() {
        return pageSize;
    }

    /** Of the newest state; 0 in an empty chain. */
    long pages() {
        return pages;
    }

    /** The base's pages up to this one are still there unless replaced; those behind were cut off. */
    long kept() {
        return kept;
    }

    /** The lowest page of which there still is an image to write, {@link DeltaCursor#END} behind the last. */
    long next() {
        return next;
    }

    /** Writes the newest image of page {@link #next} and goes on. */
    void writeNext(OutputStream out) throws IOException, BackupException {
        boolean written = false;
        for (int i = cursors.size() - 1; i >= 0; i--) {
            DeltaCursor cursor = cursors.get(i);
            if (cursor.page() == next) {
                if (!written) {
                    cursor.writeTo(out);
                    written = true;
                }
                cursor.next();
            }
        }
        findNext();
    }

    private void findNext() {
        next = DeltaCursor.END;
        for (DeltaCursor cursor : cursors) {
            next = Math.min(next, cursor.page());
        }
    }

    @Override
    public void close() {
        cursors.forEach(DeltaCursor::close);
    }
}
