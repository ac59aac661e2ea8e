package io.thingconnect.pulse.backupd.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a damaged gzip archive of ours, and goes on behind the damage. {@link ParallelGzipStream} ends each block of 128 KiB
 * on a byte border with an empty stored block, whose last four bytes are 00 00 FF FF: behind one of these a block begins.
 * That it does is proven by reading it: a whole block comes out, and ends with the same mark.
 *
 * <p>A block refers to the 32 KiB before it. Behind a gap nobody has them, so zeros stand in for them, and what comes out may
 * be wrong where it was copied from there; only a hash of the content tells. Archives of other programs have no such borders:
 * of those comes what is before the damage, and at most one block.
 */
final class GzipPieces extends Pieces {
    private static final int BLOCK = ParallelGzipStream.BLOCK;
    private static final int WINDOW = 32 * 1024;
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int MARK = 4;

    /** Bytes that may come out of what only looks like a block, for each stored byte and once more in any case. */
    private static final int WASTE_RATE = 8;

    private static final long WASTE = 256L << 20;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final byte[] input = new byte[4 * GzipBlock.OUTPUT];
    /** One byte more than a block, to tell what is longer. */
    private final byte[] output = new byte[BLOCK + 1];

    private final byte[] window = new byte[WINDOW];
    private int at;
    private int limit;
    private long stored;
    private boolean storedEnded;
    private int given;
    private int made;
    private int next;
    private long wasted;
    private boolean windowKnown;
    private Step step = Step.HEADER;

    private enum Step {
        HEADER,
        BLOCK,
        GAP,
        SEEK,
        END
    }

    /** What an attempt to read a block came to. */
    private enum Attempt {
        WHOLE,
        LAST,
        BROKEN
    }

    GzipPieces(InputStream in) {
        this.in = in;
    }

    @Override
    int read(byte[] buffer, int offset, int length) {
        while (true) {
            if (given < made) {
                int n = Math.min(length, made - given);
                System.arraycopy(output, given, buffer, offset, n);
                given += n;
                return n;
            }
            switch (step) {
                case HEADER -> header();
                case BLOCK -> block();
                case GAP -> {
                    step = Step.SEEK;
                    return GAP;
                }
                case SEEK -> seek();
                case END -> {
                    return END;
                }
            }
        }
    }

    private void header() {
        fill();
        boolean ours =
                limit - at >= HEADER && input[0] == 0x1f && input[1] == (byte) 0x8b && input[2] == 8 && input[3] == 0;
        if (ours) {
            at = HEADER;
            step = Step.BLOCK;
        } else {
            met("its beginning is damaged");
            step = Step.GAP;
        }
    }

    private void block() {
        fill();
        Attempt attempt = inflate();
        given = 0;
        switch (attempt) {
            case WHOLE -> {
                System.arraycopy(output, BLOCK - WINDOW, window, 0, WINDOW);
                windowKnown = true;
                at = next;
            }
            case LAST -> step = Step.END;
            case BROKEN -> {
                met(
                        storedEnded && at == limit
                                ? "it ends too early"
                                : "it is damaged at byte " + (stored - limit + at));
                step = Step.GAP;
            }
        }
    }

    /** To the next place where a block begins. */
    private void seek() {
        Arrays.fill(window, (byte) 0);
        windowKnown = true;
        while (step == Step.SEEK) {
            fill();
            int mark = mark(at, limit);
            if (mark < 0) {
                boolean over = storedEnded;
                at = Math.max(at, limit - MARK + 1);
                if (over) {
                    step = Step.END;
                }
                continue;
            }
            at = mark + MARK;
            fill();
            if (at < limit && inflate() != Attempt.BROKEN) {
                step = Step.BLOCK;
            } else {
                wasted += made;
                if (wasted > WASTE + WASTE_RATE * stored) {
                    met("too much in it looks like the beginning of a block");
                    step = Step.END;
                }
            }
            made = 0;
            given = 0;
        }
    }

    /**
     * From {@code at}: what came out is in {@code output}, and {@code next} is where the next block begins. The decoder gets
     * no byte behind a mark before all that is before it came out: it would read on into the block behind it, and nobody
     * could tell any more where that began.
     */
    private Attempt inflate() {
        inflater.reset();
        if (windowKnown) {
            inflater.setDictionary(window);
        }
        made = 0;
        next = at;
        try {
            while (true) {
                int n = inflater.inflate(output, made, output.length - made);
                made += n;
                if (made > BLOCK) {
                    made = BLOCK;
                    return Attempt.BROKEN;
                }
                if (inflater.finished()) {
                    return isTrailerLeft() ? Attempt.LAST : Attempt.BROKEN;
                }
                if (n == 0) {
                    if (made == BLOCK && next > at) {
                        return Attempt.WHOLE;
                    }
                    if (next == limit || next - at > 2 * GzipBlock.OUTPUT) {
                        return Attempt.BROKEN;
                    }
                    feed();
                }
            }
        } catch (DataFormatException e) {
            // What came out before the broken place is as good as any.
            made = (int) Math.min(BLOCK, inflater.getBytesWritten());
            return Attempt.BROKEN;
        }
    }

    /** Up to and with the next mark; it may also be one by chance, and then there is more of this block. */
    private void feed() {
        int mark = mark(next, limit);
        int end = mark < 0 ? limit : mark + MARK;
        inflater.setInput(input, next, end - next);
        next = end;
    }

    private boolean isTrailerLeft() {
        return storedEnded && inflater.getRemaining() + limit - next <= TRAILER;
    }

    /** Where a mark begins, -1 where none is whole. */
    private int mark(int from, int to) {
        for (int i = from; i + MARK <= to; i++) {
            if (input[i] == 0 && input[i + 1] == 0 && input[i + 2] == -1 && input[i + 3] == -1) {
                return i;
            }
        }
        return -1;
    }

    /** Sees to it that a whole block and more lies in the buffer. */
    private void fill() {
        if (storedEnded || limit - at >= 2 * GzipBlock.OUTPUT) {
            return;
        }
        System.arraycopy(input, at, input, 0, limit - at);
        limit -= at;
        at = 0;
        try {
            while (limit < input.length) {
                int n = in.read(input, limit, input.length - limit);
                if (n <= 0) {
                    storedEnded = true;
                    return;
                }
                limit += n;
                stored += n;
            }
        } catch (IOException e) {
            met("it cannot be read further: " + e.getMessage());
            storedEnded = true;
        }
    }

    @Override
    public void close() {
        inflater.end();
        closeQuietly(in);
    }
}
