package io.thingconnect.pulse.backupd.archive;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * One standard gzip member (RFC 1952), deflated by several threads: the input is cut into blocks, each is deflated with
 * the last 32 KiB before it as dictionary and ends on a byte border (a sync flush), so that the blocks in order are one
 * deflate stream. The bytes depend on the input and the level alone, not on the number of threads.
 *
 * <p>The thread that writes is also the one that puts finished blocks into {@code out}: a failing sink is its own
 * exception, and the workers share nothing but blocks. Buffers lie outside the heap: with arrays, zlib would hold off
 * the garbage collector for as long as it deflates a block, and a small heap could run out of memory waiting.
 */
final class ParallelGzipStream extends OutputStream {
    /** Larger blocks compress no better to speak of; smaller ones spend more of their time on the dictionary. */
    static final int BLOCK = 128 * 1024;

    /** As far back as deflate can refer. */
    private static final int WINDOW = 32 * 1024;

    /** Beyond it the buffers (about 300 KiB each, six for each worker) weigh more than the speed is worth. */
    static final int MAX_WORKERS = 16;

    /** Enough that the workers go on while the writing thread waits some milliseconds for a disk. */
    private static final int RING_PER_WORKER = 6;

    private final OutputStream out;
    private final byte[] carry = new byte[GzipBlock.OUTPUT];
    private final BlockingQueue<GzipBlock> todo = new LinkedBlockingQueue<>();
    private final ArrayDeque<GzipBlock> inFlight = new ArrayDeque<>();
    private final ArrayDeque<GzipBlock> free = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CRC32 crc = new CRC32();
    private final int ring;
    private long length;
    private int allocated;
    private GzipBlock filling;
    private boolean finished;
    private boolean closed;

    /** Writes the gzip header at once. Does not close {@code out}. */
    ParallelGzipStream(OutputStream out, int level, int workers) throws IOException {
        if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION || workers < 1) {
            throw new IllegalArgumentException("level " + level + ", workers " + workers);
        }
        this.out = out;
        int count = Math.min(workers, MAX_WORKERS);
        this.ring = RING_PER_WORKER * count;
        out.write(header(level));
        for (int i = 1; i <= count; i++) {
            // Made here and not in the thread: where memory is short, the caller gets the error instead of waiting.
            Deflater deflater = new Deflater(level, true);
            Thread thread = new Thread(() -> work(deflater), "archive-gzip-" + i);
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        filling = takeFree();
    }

    /** No name and no time, so that equal inputs give equal archives; "extra flags" as gzip sets them; Unix. */
    private static byte[] header(int level) {
        int flags = level == Deflater.BEST_COMPRESSION ? 2 : level == Deflater.BEST_SPEED ? 4 : 0;
        return new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, (byte) flags, 3};
    }

    private void work(Deflater deflater) {
        try {
            for (GzipBlock block = todo.take(); block != GzipBlock.STOP; block = todo.take()) {
                block.deflate(deflater);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts these threads; if somebody does, ending is all there is to do.
            Thread.currentThread().interrupt();
        } finally {
            deflater.end();
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (closed || finished) {
            throw new IOException("the gzip stream is closed");
        }
        crc.update(bytes, offset, count);
        length += count;
        int from = offset;
        int left = count;
        while (left > 0) {
            int n = filling.put(bytes, from, left);
            from += n;
            left -= n;
            if (filling.isFull()) {
                GzipBlock next = takeFree();
                next.dictionaryFrom(filling, WINDOW);
                submit(filling);
                filling = next;
            }
        }
    }

    private void submit(GzipBlock block) throws IOException {
        inFlight.add(block);
        todo.add(block);
        while (!inFlight.isEmpty() && inFlight.peek().isDone()) {
            writeOldest();
        }
    }

    /** A block to fill; waits for the oldest in flight once all are in use, which is what bounds the memory. */
    private GzipBlock takeFree() throws IOException {
        if (free.isEmpty() && allocated < ring) {
            allocated++;
            return new GzipBlock(BLOCK, WINDOW);
        }
        if (free.isEmpty()) {
            writeOldest();
        }
        return free.remove().reset();
    }

    private void writeOldest() throws IOException {
        GzipBlock block = inFlight.remove();
        try {
            ByteBuffer deflated = block.await();
            int n = deflated.remaining();
            deflated.get(carry, 0, n);
            free.add(block);
            out.write(carry, 0, n);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException failure = new InterruptedIOException("interrupted while compressing");
            failure.initCause(e);
            throw failure;
        }
    }

    /** Ends the gzip member. The threads go on waiting until {@link #close()}. */
    void finish() throws IOException {
        if (closed || finished) {
            throw new IOException("the gzip stream is closed");
        }
        finished = true;
        filling.markLast();
        submit(filling);
        while (!inFlight.isEmpty()) {
            writeOldest();
        }
        ByteBuffer trailer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        trailer.putInt((int) crc.getValue()).putInt((int) length);
        out.write(trailer.array());
        out.flush();
    }

    /** Ends the threads; each at most finishes the block it has. Without {@link #finish()} the gzip file is torn. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        todo.clear();
        threads.forEach(thread -> todo.add(GzipBlock.STOP));
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
