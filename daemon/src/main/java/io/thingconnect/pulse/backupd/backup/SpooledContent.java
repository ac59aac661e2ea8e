package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the spool read from front to end. Its failures are named for what they are, not taken for the archive's. */
final class SpooledContent implements AutoCloseable {
    private static final int CHUNK = 128 * 1024;

    private final Spool spool;
    private final InputStream in;

    private SpooledContent(Spool spool, InputStream in) {
        this.spool = spool;
        this.in = in;
    }

    static SpooledContent open(Spool spool, Path file) throws BackupException {
        try {
            return new SpooledContent(spool, Files.newInputStream(file));
        } catch (IOException e) {
            throw broken(spool, Errno.reason(e), e);
        }
    }

    /** @throws IOException only from {@code out} */
    void copy(long bytes, OutputStream out, Work work) throws IOException, BackupException {
        byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
        for (long left = bytes; left > 0; ) {
            work.check();
            int n = read(chunk, (int) Math.min(left, chunk.length));
            out.write(chunk, 0, n);
            work.advance(n);
            left -= n;
        }
    }

    private int read(byte[] chunk, int count) throws BackupException {
        try {
            int n = in.read(chunk, 0, count);
            if (n < 0) {
                throw broken("it ends too early", null);
            }
            return n;
        } catch (IOException e) {
            throw broken(Errno.reason(e), e);
        }
    }

    BackupException broken(String why, IOException cause) {
        return broken(spool, why, cause);
    }

    private static BackupException broken(Spool spool, String why, IOException cause) {
        return new BackupException(
                ErrorCode.INTERNAL,
                "the changes for " + spool.label() + " in the spool '" + spool.spool() + "' cannot be read back: "
                        + why,
                "Check the spool's disk: journalctl -k",
                cause);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException unused) {
            // It was only read from, and what was wanted has been read.
        }
    }
}
