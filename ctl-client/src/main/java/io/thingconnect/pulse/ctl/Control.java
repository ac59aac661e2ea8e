package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A conversation with the daemon in Varlink: JSON objects, each ended by a zero byte. One call at a time; a call with
 * many replies must be read to its end before the next.
 */
final class Control implements AutoCloseable {
    static final String INTERFACE = "io.thingconnect.pulse.backup";
    /** The code of the failure that says the daemon went away in the middle. */
    static final String HUNG_UP = "HungUp";
    /** The code of the failure that says the daemon does not speak any more. */
    static final String SILENT = "Silent";
    /** The daemon speaks at least every 10 s where it streams, and at once elsewhere. */
    static final int PATIENCE_SECONDS = 60;

    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final SocketChannel channel;
    private final Patience patience;
    private final ByteBuffer incoming = ByteBuffer.allocate(64 << 10).limit(0);
    private byte[] message = new byte[8192];
    private boolean continues;

    Control(SocketChannel channel) {
        this(channel, PATIENCE_SECONDS);
    }

    Control(SocketChannel channel, int patienceSeconds) {
        this.channel = channel;
        this.patience = new Patience(channel, patienceSeconds);
        patience.start();
    }

    /** A call with one reply. */
    Fields call(String method, Map<String, Object> parameters) throws Failure {
        send(method, parameters, false);
        return receive();
    }

    /** A call with one reply, with something of our own to be done while the daemon works on it. */
    Fields call(String method, Map<String, Object> parameters, Runnable meanwhile) throws Failure {
        send(method, parameters, false);
        meanwhile.run();
        return receive();
    }

    /** Begins a call with many replies; {@link #next} gives them. */
    void stream(String method, Map<String, Object> parameters) throws Failure {
        send(method, parameters, true);
        continues = true;
    }

    /** The next reply of a stream, null after the last. */
    Fields next() throws Failure {
        return continues ? receive() : null;
    }

    /** For work that is silent for as long as it takes to read an archive. */
    void waitForever() {
        patience.end();
    }

    private void send(String method, Map<String, Object> parameters, boolean more) throws Failure {
        if (continues) {
            throw new IllegalStateException("the replies to the last call were not read to their end");
        }
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("method", method.indexOf('.') < 0 ? INTERFACE + "." + method : method);
        call.put("parameters", parameters);
        if (more) {
            call.put("more", true);
        }
        ByteBuffer bytes = ByteBuffer.wrap((JsonWriter.write(call) + '\0').getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw hungUp();
        }
    }

    private Fields receive() throws Failure {
        patience.heard();
        int length = readMessage();
        Fields reply = JsonReader.read(message, length);
        continues = reply.flag("continues");
        if (reply.has("error")) {
            continues = false;
            throw ErrorReply.failure(reply);
        }
        Fields parameters = reply.object("parameters");
        return parameters == null ? new Fields(Map.of()) : parameters;
    }

    /** The message's length without its zero byte. */
    private int readMessage() throws Failure {
        int length = 0;
        while (true) {
            while (incoming.hasRemaining()) {
                byte next = incoming.get();
                if (next == 0) {
                    return length;
                }
                if (length == message.length) {
                    grow();
                }
                message[length++] = next;
            }
            fill();
        }
    }

    private void grow() throws Failure {
        if (message.length >= MAX_MESSAGE_BYTES) {
            throw Failure.garbage("it is longer than " + Sizes.of(MAX_MESSAGE_BYTES));
        }
        message = Arrays.copyOf(message, message.length * 2);
    }

    private void fill() throws Failure {
        incoming.clear();
        int read;
        try {
            read = channel.read(incoming);
        } catch (IOException e) {
            incoming.limit(0);
            throw patience.isOver() ? silent() : hungUp();
        }
        incoming.flip();
        if (read < 0) {
            throw hungUp();
        }
    }

    private static Failure hungUp() {
        return new Failure(
                Exit.FAILED,
                HUNG_UP,
                "the daemon closed the connection before it had answered",
                "systemctl status thingconnect-pulse-backup");
    }

    private static Failure silent() {
        return new Failure(
                Exit.UNREACHABLE,
                SILENT,
                "the daemon did not answer for " + PATIENCE_SECONDS + " s",
                "systemctl status thingconnect-pulse-backup");
    }

    @Override
    public void close() {
        patience.end();
        try {
            channel.close();
        } catch (IOException e) {
            // The conversation is over either way.
        }
    }
}
