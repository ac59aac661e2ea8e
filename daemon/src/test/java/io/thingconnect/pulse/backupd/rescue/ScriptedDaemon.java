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
import java.util.function.Consumer;

/**
 * Listens at a socket, and answers each method with the replies that were laid down for it; with none it hangs up. Those
 * laid down for {@code METHOD#2} are for its second call.
 */
final class ScriptedDaemon implements AutoCloseable {
    /** As they came, in JSON. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    private final ServerSocketChannel server;
    private final Map<String, List<String>> replies;
    private final Consumer<String> heard;
    private final Thread thread;

    /** @param replies by method, without the interface */
    ScriptedDaemon(Path socket, Map<String, List<String>> replies) throws IOException {
        this(socket, replies, call -> {});
    }

    /** @param heard gets each call before it is answered */
    ScriptedDaemon(Path socket, Map<String, List<String>> replies, Consumer<String> heard) throws IOException {
        this.heard = heard;
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
        String method = call.replaceFirst(".*io\\.thingconnect\\.pulse\\.backup\\.([A-Za-z]+)\".*", "$1");
        heard.accept(call);
        long earlier = calls.stream()
                .filter(before -> before.contains("." + method + "\""))
                .count();
        List<String> answers =
                replies.getOrDefault(method + "#" + (earlier + 1), replies.getOrDefault(method, List.of()));
        for (String reply : answers) {
            peer.write(ByteBuffer.wrap((reply + "\0").getBytes(StandardCharsets.UTF_8)));
        }
        return !answers.isEmpty();
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
