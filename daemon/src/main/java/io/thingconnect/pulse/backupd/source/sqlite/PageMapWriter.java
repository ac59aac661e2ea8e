package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Writes a page map: 16 bytes for each page, in page order, so that two maps can be compared from front to end with no
 * more than two buffers in memory. The hashes only select pages; they prove nothing.
 *
 * <p>All numbers are big-endian: magic (8 bytes), version (4), page size (4), page count (8), then for each page both
 * halves of MurmurHash3 x64-128 with seed 0, then the CRC-32C of everything before (4).
 */
final class PageMapWriter implements AutoCloseable {
    /** "PBPAGES" and a line end, which a text-mode transfer would break. */
    static final long MAGIC = 0x504250414745530aL;

    static final int VERSION = 1;

    private final CheckedOutputStream checked;
    private final DataOutputStream out;

    PageMapWriter(Path file, int pageSize, long pages) throws IOException {
        OutputStream plain = Files.newOutputStream(file);
        checked = new CheckedOutputStream(new BufferedOutputStream(plain, 1 << 16), new CRC32C());
        out = new DataOutputStream(checked);
        out.writeLong(MAGIC);
        out.writeInt(VERSION);
        out.writeInt(pageSize);
        out.writeLong(pages);
    }

    /** @return both halves of the page's hash */
    long[] add(byte[] page, int offset, int length) throws IOException {
        long[] hash = PageHash.of(page, offset, length);
        out.writeLong(hash[0]);
        out.writeLong(hash[1]);
        return hash;
    }

    /** Without it, the file has no checksum and no reader accepts it. */
    void finish() throws IOException {
        out.writeInt((int) checked.getChecksum().getValue());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
