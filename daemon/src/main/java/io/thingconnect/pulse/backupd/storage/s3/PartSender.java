package io.thingconnect.pulse.backupd.storage.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends parts on threads of its own, two at a time, while the next one is filled; so many buffers and no more. */
final class PartSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartSender.class);
    private static final int THREADS = 2;

    private final ThreadPoolExecutor threads;
    private final Deque<Future<byte[]>> underWay = new ArrayDeque<>();
    private Multipart multipart;

    private PartSender() {
        threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "s3-upload");
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    static PartSender open(Callable<Multipart> begin) throws IOException {
        PartSender sender = new PartSender();
        try {
            sender.multipart = await(sender.threads.submit(begin));
            return sender;
        } catch (IOException e) {
            sender.close();
            throw e;
        }
    }

    /**
     * Sends what has been filled.
     *
     * @param buffers how many there may be, the one that is returned included
     * @param size bytes of the next part
     * @return a buffer to fill
     */
    byte[] send(int number, Body body, int buffers, int size) throws IOException {
        underWay.add(threads.submit(() -> {
            multipart.send(number, body);
            return body.bytes();
        }));
        byte[] free = null;
        while (underWay.size() >= buffers
                || (!underWay.isEmpty() && underWay.peek().isDone())) {
            free = await(underWay.remove());
        }
        return free != null && free.length == size ? free : new byte[size];
    }

    /** Waits until the server has all parts. */
    Multipart finish() throws IOException {
        while (!underWay.isEmpty()) {
            await(underWay.remove());
        }
        return multipart;
    }

    /** @param keep whether what the server has already stays for the next try */
    void cancel(boolean keep) throws IOException {
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (keep) {
            return;
        }
        try {
            multipart.abort();
        } catch (IOException e) {
            // Whoever may not abort leaves them to the bucket's own rules, or to the next sweep.
            LOG.debug("the parts of a given up upload stay", e);
        }
    }

    private static <T> T await(Future<T> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
