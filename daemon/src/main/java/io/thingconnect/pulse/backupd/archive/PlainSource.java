package io.thingconnect.pulse.backupd.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The tar stream inside an archive: decrypted, decompressed, counted, bounded. Every failure leaves here with a code: a decoder that
 * stumbles means a corrupt archive, a stream that cannot be read means a destination that is not there.
 */
final class PlainSource implements AutoCloseable {
    /** Our own archives stay at 8 MiB (level 19); a frame that wants more memory than this is not one of them. */
    private static final int MAX_ZSTD_WINDOW_LOG = 24;

    private static final String BEGINNING = "before the first member";

    private final InputStream opened;
    private final InputStream decoded;
    private final long maxBytes;
    private long count;
    private String place = BEGINNING;

    private PlainSource(InputStream opened, InputStream decoded, long maxBytes) {
        this.opened = opened;
        this.decoded = new BufferedInputStream(decoded, 64 * 1024);
        this.maxBytes = maxBytes;
    }

    /** Closes {@code in} where it fails. */
    static PlainSource open(InputStream in, Compression compression, Opening opening, long maxBytes)
            throws BackupException {
        PlainSource source = null;
        try {
            InputStream opened = opening.open(new MarkedInput(in));
            source = new PlainSource(opened, decoded(opened, compression), maxBytes);
            return source;
        } catch (UnreadableException e) {
            throw unreadable(BEGINNING, e);
        } catch (IOException e) {
            throw corrupt(BEGINNING, String.valueOf(e.getMessage()), e);
        } finally {
            if (source == null) {
                closeQuietly(in);
            }
        }
    }

    private static InputStream decoded(InputStream opened, Compression compression) throws IOException {
        return switch (compression) {
            case GZIP -> new GzipSource(opened);
            case ZSTD -> new ZstdInputStreamNoFinalizer(opened).setLongMax(MAX_ZSTD_WINDOW_LOG);
            case NONE -> opened;
        };
    }

    /** For messages from here on. */
    void place(String words) {
        place = words;
    }

    /** Bytes of the tar stream read so far. */
    long count() {
        return count;
    }

    long maxBytes() {
        return maxBytes;
    }

    /** @return bytes read, -1 at the end of the stream */
    int read(byte[] buffer, int offset, int length) throws BackupException {
        int n;
        try {
            n = decoded.read(buffer, offset, length);
            if (n < 0) {
                requireOpenedEnd();
            }
        } catch (UnreadableException e) {
            throw unreadable(place, e);
        } catch (IOException | RuntimeException e) {
            // The decoders meet hostile bytes; whatever they throw, what they met was not what was written.
            throw corrupt(String.valueOf(e.getMessage()), e);
        }
        count += Math.max(0, n);
        if (count > maxBytes) {
            throw new BackupException(
                    ErrorCode.ARCHIVE_UNSAFE,
                    "refused the archive " + place + ": it unfolds to more than the allowed " + maxBytes + " bytes",
                    "Compare the archive with its .sha256; restore from another copy.");
        }
        return n;
    }

    /** An encrypted stream is proven by its end, which a decoder has no reason to go to. */
    private void requireOpenedEnd() throws IOException {
        if (opened.read() >= 0) {
            throw new IOException("something follows the compressed stream");
        }
    }

    private static BackupException unreadable(String place, IOException e) {
        return new BackupException(
                ErrorCode.DESTINATION_UNAVAILABLE,
                "cannot read the archive " + place + ": " + e.getMessage(),
                "Check the destination and try again.",
                e);
    }

    /** @return false where the stream ended before the first of these bytes */
    boolean readFully(byte[] buffer, int length) throws BackupException {
        int filled = 0;
        while (filled < length) {
            int n = read(buffer, filled, length - filled);
            if (n < 0) {
                if (filled == 0) {
                    return false;
                }
                throw corrupt("it ends too early", null);
            }
            filled += n;
        }
        return true;
    }

    BackupException corrupt(String why, Throwable cause) {
        return corrupt(place, why, cause);
    }

    private static BackupException corrupt(String place, String why, Throwable cause) {
        return new BackupException(
                ErrorCode.ARCHIVE_CORRUPT,
                "the archive is corrupt " + place + ": " + why,
                "Restore from another copy of this backup, or from an earlier backup.",
                cause);
    }

    @Override
    public void close() {
        closeQuietly(decoded);
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException unused) {
            // Everything wanted has been read; a stream that fails to close afterwards changes nothing of it.
        }
    }

    /** The stored bytes could not be fetched: not the archive's fault. */
    private static final class UnreadableException extends IOException {
        UnreadableException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Tells the caller's stream's own failures from the decoder's. */
    private static final class MarkedInput extends FilterInputStream {
        MarkedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                throw new UnreadableException(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (IOException e) {
                throw new UnreadableException(e);
            }
        }
    }
}
