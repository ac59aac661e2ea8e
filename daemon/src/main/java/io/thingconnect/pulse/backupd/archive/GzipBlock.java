package io.thingconnect.pulse.backupd.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.zip.Deflater;

/** A piece of the input on its way through a worker: filled by the writer, deflated by a worker, used again. */
final class GzipBlock {
    /** Room for a full block that grows: plain zlib adds a few bytes, faster descendants up to one in eight. */
    static final int OUTPUT = ParallelGzipStream.BLOCK / 8 * 9 + 1024;

    /** Tells a worker to end. */
    static final GzipBlock STOP = new GzipBlock(0, 0);

    private final ByteBuffer input;
    private final ByteBuffer dictionary;
    private final ByteBuffer output;
    /** Hands the block back: what the worker did happens before what the writer does next. */
    private final Semaphore done = new Semaphore(0);

    private boolean last;
    private Throwable failure;

    GzipBlock(int size, int window) {
        input = ByteBuffer.allocateDirect(size);
        dictionary = ByteBuffer.allocateDirect(window);
        output = ByteBuffer.allocateDirect(size == 0 ? 0 : OUTPUT);
        reset();
    }

    /** Empty again, and without a dictionary. */
    GzipBlock reset() {
        input.clear();
        output.clear();
        dictionary.clear().flip();
        last = false;
        return this;
    }

    int put(byte[] bytes, int offset, int count) {
        int n = Math.min(count, input.remaining());
        input.put(bytes, offset, n);
        return n;
    }

    boolean isFull() {
        return !input.hasRemaining();
    }

    /** Takes the end of the (full) block before this one. */
    void dictionaryFrom(GzipBlock before, int window) {
        dictionary.clear();
        dictionary.put(before.input.duplicate().position(before.input.capacity() - window));
        dictionary.flip();
    }

    void markLast() {
        last = true;
    }

    /** In a worker. Whatever goes wrong is kept for the writer. */
    void deflate(Deflater deflater) {
        try {
            deflater.reset();
            if (dictionary.hasRemaining()) {
                deflater.setDictionary(dictionary);
            }
            deflater.setInput(input.flip());
            if (last) {
                deflater.finish();
            }
            deflater.deflate(output, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
            // A flush that exactly fills the buffer may have more to come, so room left is part of the proof.
            if (!output.hasRemaining() || input.hasRemaining() || last != deflater.finished()) {
                throw new IllegalStateException("a block grew beyond " + OUTPUT + " bytes");
            }
            output.flip();
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            done.release();
        }
    }

    /** Whether {@link #await()} would not wait. */
    boolean isDone() {
        return done.availablePermits() > 0;
    }

    /** The deflated bytes, once a worker has made them. */
    ByteBuffer await() throws IOException, InterruptedException {
        done.acquire();
        if (failure != null) {
            throw new IOException("cannot compress: " + failure.getMessage(), failure);
        }
        return output;
    }
}
