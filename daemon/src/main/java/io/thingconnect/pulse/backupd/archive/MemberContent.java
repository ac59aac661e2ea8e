package io.thingconnect.pulse.backupd.archive;

import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;

/** Takes one member's bytes, hashes them on their way into the tar stream, and holds them to the announced size. */
final class MemberContent extends OutputStream {
    private final OutputStream tar;
    private final Entry header;
    private final MessageDigest digest = Sha256.digest();
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
        digest.update(bytes, offset, count);
        written += count;
        tar.write(bytes, offset, count);
    }

    Sha256 finish() throws IOException {
        if (written != header.size()) {
            throw new IOException(
                    "'" + header.path() + "' has " + written + " of the announced " + header.size() + " bytes");
        }
        return Sha256.of(digest);
    }
}
