package io.thingconnect.pulse.backupd.storage.smb;

import com.hierynomus.mserref.NtStatus;
import com.hierynomus.mssmb2.SMB2Packet;
import com.hierynomus.smbj.common.SMBRuntimeException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;

/**
 * Requests under way, answered in the order in which they were sent. Several at once, or each block would wait for the
 * network twice; few, because each is a block of memory.
 */
final class Pipeline<T extends SMB2Packet> {
    private static final int DEPTH = 8;

    private final Link link;
    private final String what;
    private final Answer<T> answer;
    private final Deque<Sent<T>> sent = new ArrayDeque<>();

    private record Sent<T>(Future<T> response, long offset, int length) {}

    /** What to do with the answer to a request for so many bytes at an offset. */
    interface Answer<T> {
        void take(T response, long offset, int length) throws IOException;
    }

    Pipeline(Link link, String what, Answer<T> answer) {
        this.link = link;
        this.what = what;
        this.answer = answer;
    }

    boolean isEmpty() {
        return sent.isEmpty();
    }

    boolean isFull() {
        return sent.size() >= DEPTH;
    }

    /** Sends, after a wait for the oldest answer where the line is full. */
    void send(SMB2Packet request, long offset, IntSupplier length) throws IOException {
        if (isFull()) {
            takeOldest();
        }
        sent.add(new Sent<>(start(request), offset, length.getAsInt()));
    }

    /**
     * Sends what is answered late, and is not to hold up the answers of the others: whoever sends it takes its answer. Waits
     * for the oldest of the line where the server has no credit left for us.
     */
    Future<T> start(SMB2Packet request) throws IOException {
        try {
            return link.call(what, () -> link.send(request));
        } catch (ConnectionLost e) {
            if (isEmpty() || !link.isAlive() || !(e.getCause() instanceof SMBRuntimeException)) {
                throw e;
            }
            takeOldest();
            return link.call(what, () -> link.send(request));
        }
    }

    T answer(Future<T> request) throws IOException {
        T response = link.call(what, request::get);
        long status = response.getHeader().getStatusCode();
        if (status != NtStatus.STATUS_SUCCESS.getValue()) {
            throw link.failures().status(what, status, null);
        }
        return response;
    }

    void takeOldest() throws IOException {
        Sent<T> oldest = sent.remove();
        answer.take(answer(oldest.response()), oldest.offset(), oldest.length());
    }

    void takeAll() throws IOException {
        while (!isEmpty()) {
            takeOldest();
        }
    }

    /** Waits for what is under way, whatever it says. */
    void discard() throws IOException {
        while (!isEmpty()) {
            Sent<T> oldest = sent.remove();
            link.call(what, () -> oldest.response().get());
        }
    }
}
