package io.thingconnect.pulse.backupd.source.sqlite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes WAL files as SQLite's file format document has them. */
final class WalBuilder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final WalChecksum checksum;
    private final int pageSize;
    private final long salts;

    WalBuilder(int pageSize, boolean bigEndian, long salts) {
        this.pageSize = pageSize;
        this.salts = salts;
        this.checksum = new WalChecksum(bigEndian);
        ByteBuffer header = ByteBuffer.allocate(WalHeader.BYTES);
        header.putInt(bigEndian ? WalHeader.MAGIC_BIG : WalHeader.MAGIC_LITTLE);
        header.putInt(WalHeader.FORMAT).putInt(pageSize).putInt(0).putLong(salts);
        checksum.update(header.array(), 0, 24);
        header.putInt(checksum.first()).putInt(checksum.second());
        bytes.writeBytes(header.array());
    }

    /** @param pagesAfter size of the database when this frame commits, else 0 */
    WalBuilder frame(int page, int fill, int pagesAfter) {
        byte[] image = page(pageSize, fill);
        ByteBuffer header = ByteBuffer.allocate(WalHeader.FRAME_HEADER);
        header.putInt(page).putInt(pagesAfter).putLong(salts);
        checksum.update(header.array(), 0, 8);
        checksum.update(image, 0, pageSize);
        header.putInt(checksum.first()).putInt(checksum.second());
        bytes.writeBytes(header.array());
        bytes.writeBytes(image);
        return this;
    }

    static byte[] page(int pageSize, int fill) {
        byte[] image = new byte[pageSize];
        Arrays.fill(image, (byte) fill);
        return image;
    }

    byte[] build() {
        return bytes.toByteArray();
    }
}
