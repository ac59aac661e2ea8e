package io.thingconnect.pulse.backupd.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** A conversation with the daemon, in Varlink: JSON objects, each ended by a zero byte; one call at a time. */
final class DaemonClient implements AutoCloseable {
    private static final String INTERFACE = "io.thingconnect.pulse.backup.";
    private static final int MOST_BYTES = 16 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final SocketChannel channel;
    private final Selector selector;
    private final Duration patience;
    private final ByteBuffer incoming = ByteBuffer.allocate(16 << 10).limit(0);

    private DaemonClient(SocketChannel channel, Selector selector, Duration patience) {
        this.channel = channel;
        this.selector = selector;
        this.patience = patience;
    }

    /**
     * @param patience how long the daemon may be silent; it speaks at least every 10 s where it streams, and at once elsewhere
     * @throws IOException where nobody listens there
     */
    static DaemonClient connect(Path socket, Duration patience) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new DaemonClient(channel, selector, patience);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * A call with one reply.
     *
     * @return the reply's parameters
     * @throws IOException where the daemon hangs up, is silent or says what cannot be understood
     * @throws BackupException the daemon's own error
     */
    JsonNode call(String method, Map<String, Object> parameters) throws IOException, BackupException {
        send(Map.of("method", INTERFACE + method, "parameters", parameters));
        return receive().path("parameters");
    }

    /** Hears the parameters of each reply but the last; an exception ends the listening, and with it the conversation. */
    interface Listener {
        void hear(JsonNode parameters) throws BackupException;
    }

    /** A call with many replies; returns the parameters of the last. Throws as {@link #call}. */
    JsonNode last(String method, Map<String, Object> parameters, Listener listener)
            throws IOException, BackupException {
        send(Map.of("method", INTERFACE + method, "parameters", parameters, "more", true));
        JsonNode reply = receive();
        while (reply.path("continues").asBoolean()) {
            listener.hear(reply.path("parameters"));
            reply = receive();
        }
        return reply.path("parameters");
    }

    /** Calls are far shorter than a socket's buffer. */
    private void send(Map<String, Object> call) throws IOException {
        byte[] text = JSON.writeValueAsBytes(call);
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(text, text.length + 1));
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            throw new IOException("it does not take a call");
        }
    }

    private JsonNode receive() throws IOException, BackupException {
        JsonNode reply = JSON.readTree(message());
        if (!reply.isObject()) {
            throw new IOException("it answers something that is no reply");
        }
        if (reply.has("error")) {
            JsonNode details = reply.path("parameters");
            String name = reply.path("error").asText();
            throw failure(
                    name.substring(name.lastIndexOf('.') + 1),
                    details.path("message").asText(name),
                    details.path("hint").asText());
        }
        return reply;
    }

    /** @param wireName as the protocol has it; one that is not known here is {@code INTERNAL} */
    static BackupException failure(String wireName, String message, String hint) {
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.wireName().equals(wireName))
                .findFirst()
                .orElse(ErrorCode.INTERNAL);
        return new BackupException(code, message, hint);
    }

    private byte[] message() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (message.size() < MOST_BYTES) {
            while (incoming.hasRemaining()) {
                byte next = incoming.get();
                if (next == 0) {
                    return message.toByteArray();
                }
                message.write(next);
            }
            fill();
        }
        throw new IOException("its reply has no end");
    }

    private void fill() throws IOException {
        if (selector.select(patience.toMillis()) == 0) {
            throw new IOException("it was silent for " + patience.toSeconds() + " s");
        }
        selector.selectedKeys().clear();
        incoming.clear();
        int read = channel.read(incoming);
        incoming.flip();
        if (read < 0) {
            throw new EOFException("it hung up");
        }
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            // What was asked for goes on without us.
        } catch (IOException unused) {
            // Nothing that was said can be lost any more.
        }
    }
}
