package io.thingconnect.pulse.backupd.control.varlink;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a stream at its NUL bytes and reads the calls between them. Honest calls are small; only a few connections at a
 * time may hold a large one, so that a crowd sending megabytes cannot exhaust the heap.
 */
public final class CallReader implements AutoCloseable {
    private static final int SMALL = 16 * 1024;

    private final InputStream in;
    private final Limits limits;
    private final Semaphore large;
    private final Deadline deadline;
    private byte[] buffer = new byte[1024];
    private int from;
    private int to;
    private boolean holdsPermit;

    /** @param large one permit for each connection that may hold more than 16 KiB of a message */
    public CallReader(InputStream in, Limits limits, Semaphore large, Deadline deadline) {
        this.in = in;
        this.limits = limits;
        this.large = large;
        this.deadline = deadline;
    }

    /**
     * The next call; null when the peer has hung up, also within a message.
     *
     * @throws BackupException for a message that is no call; the stream is of no further use then
     */
    public Call next() throws IOException, BackupException {
        deadline.arm(from == to ? limits.idle() : limits.message());
        int scanned = from;
        while (true) {
            for (; scanned < to; scanned++) {
                if (buffer[scanned] == 0) {
                    return take(scanned);
                }
            }
            int before = from;
            if (!fill()) {
                return null;
            }
            scanned -= before - from;
        }
    }

    private Call take(int end) throws BackupException {
        deadline.clear();
        int start = from;
        from = end + 1;
        if (end - start > limits.messageBytes()) {
            throw tooLarge();
        }
        try {
            return Call.parse(buffer, start, end - start);
        } finally {
            shrink();
        }
    }

    private boolean fill() throws IOException, BackupException {
        if (to - from > limits.messageBytes()) {
            throw tooLarge();
        }
        makeRoom();
        boolean first = from == to;
        int count = in.read(buffer, to, buffer.length - to);
        if (first) {
            deadline.arm(limits.message());
        }
        to += Math.max(count, 0);
        return count >= 0;
    }

    private void makeRoom() throws IOException, BackupException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to < buffer.length) {
            return;
        }
        int size = Math.min(buffer.length * 2, limits.messageBytes() + 1);
        if (size > SMALL && !holdsPermit) {
            takePermit();
        }
        buffer = Arrays.copyOf(buffer, size);
    }

    private void takePermit() throws IOException, BackupException {
        try {
            holdsPermit = large.tryAcquire(limits.message().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while a large message was read").initCause(e);
        }
        if (!holdsPermit) {
            throw new BackupException(
                    ErrorCode.BUSY, "too many large messages are being read at the same time", "Try again later.");
        }
    }

    /** Gives a large buffer back, unless the next message already fills one. */
    private void shrink() {
        if (holdsPermit && to - from <= SMALL) {
            buffer = Arrays.copyOfRange(buffer, from, from + SMALL);
            to -= from;
            from = 0;
            close();
        }
    }

    private BackupException tooLarge() {
        return new BackupException(
                ErrorCode.INVALID_PARAMETER, "the message is longer than " + limits.messageBytes() + " bytes", "");
    }

    @Override
    public void close() {
        if (holdsPermit) {
            large.release();
            holdsPermit = false;
        }
    }
}
