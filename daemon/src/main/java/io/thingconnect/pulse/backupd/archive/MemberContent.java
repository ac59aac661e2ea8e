package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Entry;
import java.io.IOException;
import java.io.OutputStream;

/** Takes one member's bytes into the tar stream, and holds them to the announced size. */
final class MemberContent extends OutputStream {
    private final OutputStream tar;
    private final Entry header;
    private long written;

    MemberContent(OutputStream tar, Entry header) {
        this.tar = tar;
        this.header = header;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (count > header.size() - written) {
            throw new IOException("'" + header.path() + "' has more than the announced " + header.size() + " bytes");
        }
        written += count;
        tar.write(bytes, offset, count);
    }

    /** After the last byte. */
    void finish() throws IOException {
        if (written != header.size()) {
            throw new IOException(
                    "'" + header.path() + "' has " + written + " of the announced " + header.size() + " bytes");
        }
    }
}
