package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code status} once, against a canned answer: started with {@code -XX:ArchiveClassesAtExit} it leaves an archive with
 * every class that {@code status} needs, without a daemon. Build and installation use it; the archive fits only the
 * Java and the jar file (path, size and time) that it was made with, anything else starts without it.
 */
public final class Rehearsal {
    private static final String REPLY = "{\"parameters\":{\"status\":{\"safe\":\"yes\",\"summary\":\"rehearsal\","
            + "\"enabled\":true,\"host\":\"h\",\"version\":\"0\",\"startedAt\":\"2024-01-15T02:00:00Z\","
            + "\"configLoadedAt\":\"2024-01-15T02:00:00Z\",\"lastBackup\":{\"label\":\"l\",\"state\":\"good\","
            + "\"takenAt\":\"2024-01-15T02:00:00Z\",\"archiveBytes\":1},\"lastProvenRestore\":{\"label\":\"l\","
            + "\"at\":\"2024-01-15T02:00:00Z\"},\"running\":[{\"id\":1,\"progress\":{\"phase\":\"p\",\"doneBytes\":1}}],"
            + "\"jobs\":[{\"name\":\"j\",\"enabled\":true,\"next\":[\"2024-01-15T02:00:00Z\"]}],"
            + "\"destinations\":[{\"name\":\"d\",\"reachable\":true,\"freeBytes\":1,\"backups\":1}],"
            + "\"alarms\":[{\"severity\":\"warning\",\"since\":\"2024-01-15T02:00:00Z\",\"message\":\"m\"}]}}}\0";

    private Rehearsal() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("pulsectl");
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread answerer = new Thread(new Answerer(server));
            answerer.setDaemon(true);
            answerer.start();
            int status = new Pulsectl(new ProcessSurroundings()).run("status", "--socket", socket.toString());
            if (status != Exit.DONE) {
                throw new IllegalStateException("the rehearsal ended with status " + status);
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        }
    }

    /** The daemon's part: reads whatever was asked and says the one thing it knows. */
    private record Answerer(ServerSocketChannel server) implements Runnable {
        @Override
        public void run() {
            try (SocketChannel client = server.accept()) {
                client.read(ByteBuffer.allocate(4096));
                client.write(ByteBuffer.wrap(REPLY.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new IllegalStateException("the rehearsal cannot answer", e);
            }
        }
    }
}
