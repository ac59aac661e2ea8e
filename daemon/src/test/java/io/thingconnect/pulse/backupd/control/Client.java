package io.thingconnect.pulse.backupd.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** A caller at the real socket. Reading gives up after 20 s, so that a server that hangs fails a test. */
final class Client implements AutoCloseable {
    static final String STATUS = "{\"method\":\"io.thingconnect.pulse.backup.GetStatus\"}\0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AFUNIXSocket socket;

    Client(Path path) throws IOException {
        socket = AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(path));
        socket.setSoTimeout(20_000);
    }

    Client send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Client send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Null at the end of the stream, also where the server cut it. */
    JsonNode reply() throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        for (int b = read(); b != 0; b = read()) {
            if (b < 0) {
                return null;
            }
            reply.write(b);
        }
        return JSON.readTree(reply.toString(StandardCharsets.UTF_8));
    }

    private int read() throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the server neither answered nor hung up", e);
        } catch (IOException e) {
            return -1;
        }
    }

    void endSending() throws IOException {
        socket.getChannel().shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
