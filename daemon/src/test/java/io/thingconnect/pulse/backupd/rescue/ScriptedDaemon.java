package io.thingconnect.pulse.backupd.rescue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens at a socket, and answers each method with the replies that were laid down for it; with none it hangs up. */
final class ScriptedDaemon implements AutoCloseable {
    /** As they came, in JSON. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    private final ServerSocketChannel server;
    private final Map<String, List<String>> replies;
    private final Thread thread;

    /** @param replies by method, without the interface */
    ScriptedDaemon(Path socket, Map<String, List<String>> replies) throws IOException {
        this.replies = Map.copyOf(replies);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        thread = new Thread(this::serve, "scripted daemon");
        thread.start();
    }

    private void serve() {
        try (SocketChannel peer = server.accept()) {
            for (String call = read(peer); !call.isEmpty() && answer(peer, call); call = read(peer)) {
                calls.add(call);
            }
        } catch (IOException e) {
            // The test is over, or its client is gone.
        }
    }

    private boolean answer(SocketChannel peer, String call) throws IOException {
        for (Map.Entry<String, List<String>> each : replies.entrySet()) {
            if (call.contains("io.thingconnect.pulse.backup." + each.getKey() + "\"")) {
                for (String reply : each.getValue()) {
                    peer.write(ByteBuffer.wrap((reply + "\0").getBytes(StandardCharsets.UTF_8)));
                }
                return true;
            }
        }
        return false;
    }

    private static String read(SocketChannel peer) throws IOException {
        ByteArrayOutputStream call = new ByteArrayOutputStream();
        java.io.InputStream in = Channels.newInputStream(peer);
        for (int next = in.read(); next > 0; next = in.read()) {
            call.write(next);
        }
        return call.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
