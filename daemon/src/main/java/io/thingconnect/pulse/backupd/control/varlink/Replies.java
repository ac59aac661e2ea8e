package io.thingconnect.pulse.backupd.control.varlink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/**
 * The replies to one call. Streams are sent in blocks of some kilobytes. One item is always held back, because the last
 * reply of a stream has to say that it is the last.
 */
public final class Replies {
    private static final int BLOCK = 16 * 1024;

    private final Sink sink;
    private final boolean oneway;
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private Object held;
    private boolean ended;

    /** @param oneway the caller wants no reply, not even an error */
    public Replies(Sink sink, boolean oneway) {
        this.sink = sink;
        this.oneway = oneway;
    }

    private record Reply(Object parameters, Boolean continues, String error) {}

    /** One item of a stream, sent when the block is full or the stream ends. */
    public void item(Object parameters) throws IOException {
        if (held != null) {
            add(new Reply(held, true, null));
        }
        held = parameters;
    }

    /** One item of a stream that may pause now: sent at once. The stream has to end with {@link #only}. */
    public void now(Object parameters) throws IOException {
        add(new Reply(parameters, true, null));
        flush();
    }

    /** The only reply, or the last of several {@link #now}. It leaves with {@link #finish}. */
    public void only(Object parameters) throws IOException {
        ended = true;
        add(new Reply(parameters, null, null));
    }

    /** Ends a stream of items; one without any item is one empty reply. */
    public void end() throws IOException {
        only(held == null ? Map.of() : held);
    }

    /** Sends what a handler that went well left. Apart from it, because the audit record comes first. */
    void finish() throws IOException {
        if (!ended) {
            throw new IllegalStateException("a handler returned without a last reply");
        }
        flush();
    }

    /** Ends the call with an error, after the items that came before it. */
    void error(String name, Object parameters) throws IOException {
        if (held != null) {
            add(new Reply(held, true, null));
        }
        add(new Reply(parameters, null, name));
        flush();
    }

    /** Whether the caller has hung up. */
    public boolean isUnheard() {
        return sink.gone();
    }

    /** @throws IOException when the caller has hung up, so that nobody waits on their behalf */
    public void requireListener() throws IOException {
        if (sink.gone()) {
            throw new IOException("the caller has hung up");
        }
    }

    private void add(Reply reply) throws IOException {
        if (oneway) {
            return;
        }
        block.writeBytes(Json.bytes(reply));
        block.write(0);
        if (block.size() >= BLOCK) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (block.size() > 0) {
            byte[] bytes = block.toByteArray();
            block.reset();
            sink.send(bytes);
        }
    }
}
