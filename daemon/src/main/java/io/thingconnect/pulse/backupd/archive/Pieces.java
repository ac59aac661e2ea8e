package io.thingconnect.pulse.backupd.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * The tar stream of an archive that may be damaged, as far as it can be had: runs of bytes with gaps between them. Damage is
 * never an exception here; it is a gap, or an end that comes too early, and {@link #trouble} has the words for it.
 */
abstract class Pieces implements AutoCloseable {
    static final int END = -1;

    /** Bytes are missing here, nobody knows how many. */
    static final int GAP = -2;

    private String trouble = "";

    /** @return bytes read, at least 1; {@link #GAP}, once for each; {@link #END} */
    abstract int read(byte[] buffer, int offset, int length);

    /** What was met first, a clause; "" where nothing was. */
    final String trouble() {
        return trouble;
    }

    final void met(String words) {
        if (trouble.isEmpty()) {
            trouble = words;
        }
    }

    @Override
    public abstract void close();

    static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException unused) {
            // What could be read has been read.
        }
    }

    /** A stream that cannot go on behind its first error: what it gave until then is all there is. */
    static final class Straight extends Pieces {
        private final InputStream in;

        Straight(InputStream in) {
            this.in = in;
        }

        @Override
        int read(byte[] buffer, int offset, int length) {
            try {
                return Math.max(END, in.read(buffer, offset, length));
            } catch (IOException | RuntimeException e) {
                // The decoders meet hostile bytes; whatever they throw, here is where it ends.
                met("it cannot be read further: " + e.getMessage());
                return END;
            }
        }

        @Override
        public void close() {
            closeQuietly(in);
        }
    }
}
