package io.thingconnect.pulse.backupd.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Hands a zstd frame (RFC 8878, section 3.1.1) to the decoder one block at a time. A decoder that is given more loses what
 * it made of the sound blocks before a broken one in the same call.
 */
final class ZstdBlocks extends FilterInputStream {
    private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
    private static final int FIXED_HEADER = 5;
    private static final int BLOCK_HEADER = 3;

    private State state = State.FRAME;
    private int left = FIXED_HEADER;
    private int taken;
    private int header;
    private int descriptor;
    private boolean last;

    /** What the bytes that are left belong to; once the frame has ended nothing is counted any more. */
    private enum State {
        FRAME,
        FRAME_REST,
        BLOCK,
        CONTENT,
        AFTER
    }

    ZstdBlocks(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        boolean counted = state != State.AFTER;
        int n = in.read(buffer, offset, counted ? Math.min(length, left) : length);
        if (n <= 0 || !counted) {
            return n;
        }
        for (int i = 0; i < n && (state == State.FRAME || state == State.BLOCK); i++) {
            header |= (buffer[offset + i] & 0xff) << (8 * Math.min(taken, BLOCK_HEADER));
            taken++;
            if (state == State.FRAME && taken == FIXED_HEADER) {
                descriptor = buffer[offset + i] & 0xff;
            }
        }
        left -= n;
        while (left == 0 && state != State.AFTER) {
            turn();
        }
        return n;
    }

    private void turn() {
        switch (state) {
            case FRAME -> {
                boolean single = (descriptor & 0x20) != 0;
                int contentSize = CONTENT_SIZE_BYTES[descriptor >> 6];
                left = DICTIONARY_BYTES[descriptor & 3] + (single ? Math.max(1, contentSize) : 1 + contentSize);
                state = State.FRAME_REST;
            }
            case FRAME_REST -> startBlock();
            case BLOCK -> {
                last = (header & 1) != 0;
                boolean repeated = (header >> 1 & 3) == 1;
                left = repeated ? 1 : header >> 3;
                state = State.CONTENT;
            }
            case CONTENT -> {
                if (last) {
                    state = State.AFTER;
                } else {
                    startBlock();
                }
            }
            case AFTER -> throw new IllegalStateException("after the frame nothing is counted");
        }
    }

    private void startBlock() {
        state = State.BLOCK;
        left = BLOCK_HEADER;
        taken = 0;
        header = 0;
    }

    /** So that the decoder passes on what it has instead of asking for more. */
    @Override
    public int available() {
        return 0;
    }
}
