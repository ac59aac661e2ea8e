package io.thingconnect.pulse.backupd.storage;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.concurrent.locks.LockSupport;

/** How places fail: some say so, the others do not. */
public enum Fault {
    NONE,

    // What was written is not what is stored, and nobody says so.

    /** Everything from the middle of the first write on is lost; later writes succeed. */
    SHORT {
        @Override
        byte[] stored(byte[] piece, long offset) {
            return offset > 0 ? new byte[0] : Arrays.copyOf(piece, piece.length / 2);
        }
    },
    /** Half of each write got there; what was on the medium before stands in the other half. */
    TORN {
        @Override
        byte[] stored(byte[] piece, long offset) {
            byte[] stored = piece.clone();
            Arrays.fill(stored, piece.length / 2, piece.length, (byte) 0xA5);
            return stored;
        }
    },
    /** The first write became zeros, as after a reconnect that nobody noticed. */
    ZEROED {
        @Override
        byte[] stored(byte[] piece, long offset) {
            return offset == 0 ? new byte[piece.length] : piece;
        }
    },
    /** The first write was sent twice, and both arrived. */
    DUPLICATED {
        @Override
        byte[] stored(byte[] piece, long offset) {
            if (offset > 0) {
                return piece;
            }
            byte[] stored = Arrays.copyOf(piece, piece.length * 2);
            System.arraycopy(piece, 0, stored, piece.length, piece.length);
            return stored;
        }
    },
    FLIPPED {
        @Override
        byte[] stored(byte[] piece, long offset) {
            byte[] stored = piece.clone();
            stored[piece.length / 2] ^= 1;
            return stored;
        }
    },

    // What is said is not what is.

    /** Every listing is the first one that was asked for. */
    STALE_LISTING,
    RESET_AFTER_SUCCESS {
        @Override
        void afterCommit() throws IOException {
            throw new IOException("Connection reset");
        }
    },

    // It fails, and says so.

    BUSY_AT_BEGIN {
        @Override
        void beforeBegin() throws IOException {
            throw new IOException("503 Slow Down");
        }
    },
    BUSY_AT_WRITE {
        @Override
        byte[] stored(byte[] piece, long offset) throws IOException {
            throw new IOException("429 Too Many Requests");
        }
    },
    BUSY_AT_COMMIT {
        @Override
        void beforeCommit() throws IOException {
            throw new IOException("503 Service Unavailable");
        }
    },
    BUSY_AT_READ {
        @Override
        void beforeRead() throws IOException {
            throw new IOException("503 Slow Down");
        }
    },
    /** A few bytes, and no more. */
    FULL {
        private static final int FITS = 50;

        @Override
        byte[] stored(byte[] piece, long offset) throws IOException {
            if (offset + piece.length > FITS) {
                throw new IOException("No space left on device");
            }
            return piece;
        }
    },
    SLOW {
        @Override
        byte[] stored(byte[] piece, long offset) {
            LockSupport.parkNanos(2_000_000);
            return piece;
        }
    };

    /** Whether what is stored differs from what was written, without an error. */
    public boolean isSilentDamage() {
        return EnumSet.range(SHORT, FLIPPED).contains(this);
    }

    /** Whether all goes well in the end. */
    public boolean isHarmless() {
        return this == NONE || this == SLOW || this == STALE_LISTING;
    }

    byte[] stored(byte[] bytes, int from, int length, long offset) throws IOException {
        return stored(Arrays.copyOfRange(bytes, from, from + length), offset);
    }

    /** What becomes of a piece that is written at an offset of the file. */
    byte[] stored(byte[] piece, long offset) throws IOException {
        return piece;
    }

    void beforeBegin() throws IOException {}

    void beforeCommit() throws IOException {}

    void afterCommit() throws IOException {}

    void beforeRead() throws IOException {}

    void beforeRead(boolean hit) throws IOException {
        if (hit) {
            beforeRead();
        }
    }
}
