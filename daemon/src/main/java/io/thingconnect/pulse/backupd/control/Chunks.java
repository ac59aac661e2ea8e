package io.thingconnect.pulse.backupd.control;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Cuts what is written into chunks of 48 KiB, which are 64 KiB in Base64. */
final class Chunks extends OutputStream {
    static final int SIZE = 48 * 1024;

    /** Takes one chunk. */
    @FunctionalInterface
    interface Taker {
        void take(byte[] chunk) throws IOException;
    }

    private final Taker taker;
    private final byte[] buffer = new byte[SIZE];
    private int used;
    private boolean any;

    Chunks(Taker taker) {
        this.taker = taker;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int count = Math.min(left, SIZE - used);
            System.arraycopy(bytes, from, buffer, used, count);
            used += count;
            from += count;
            left -= count;
            if (used == SIZE) {
                pass();
            }
        }
    }

    private void pass() throws IOException {
        taker.take(Arrays.copyOf(buffer, used));
        used = 0;
        any = true;
    }

    /** Hands over the rest. Not done on closing: content that broke off must not look whole. An empty one is one chunk. */
    void finish() throws IOException {
        if (used > 0 || !any) {
            pass();
        }
    }
}
