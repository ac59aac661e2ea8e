package io.thingconnect.pulse.backupd.source.sqlite;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The first 32 bytes of a WAL ("WAL File Format" in SQLite's file format document).
 *
 * @param pageSize bytes
 * @param salts both, of this generation; every frame of it repeats them
 * @param checksum over the header: where the frames' running checksum begins
 */
record WalHeader(int pageSize, long salts, WalChecksum checksum) {
    static final int BYTES = 32;
    static final int FRAME_HEADER = 24;
    static final int MAGIC_LITTLE = 0x377f0682;
    static final int MAGIC_BIG = 0x377f0683;
    static final int FORMAT = 3007000;

    /** Empty when SQLite would take no frame from such a file. */
    static Optional<WalHeader> parse(byte[] head) {
        ByteBuffer fields = ByteBuffer.wrap(head);
        int magic = fields.getInt(0);
        int pageSize = fields.getInt(8);
        boolean known = (magic == MAGIC_LITTLE || magic == MAGIC_BIG) && fields.getInt(4) == FORMAT;
        if (!known || !DatabaseHeader.isPageSize(pageSize)) {
            return Optional.empty();
        }
        WalChecksum checksum = new WalChecksum(magic == MAGIC_BIG);
        checksum.update(head, 0, 24);
        return checksum.matches(head, 24)
                ? Optional.of(new WalHeader(pageSize, fields.getLong(16), checksum))
                : Optional.empty();
    }
}
