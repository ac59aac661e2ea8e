package io.thingconnect.pulse.backupd.storage.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** What stands between a plant and the world: tunnels for https, requests passed on for http, a password if it has one. */
final class SmallProxy implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Optional<String> login;
    private final List<String> passed = new CopyOnWriteArrayList<>();

    /** @param login {@code user:password}; without it, it asks nobody */
    SmallProxy(Optional<String> login) throws IOException {
        this.login =
                login.map(text -> "basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        thread(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The first lines of what it has let through. */
    List<String> passed() {
        return List.copyOf(passed);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One of the two has gone, which is how a connection ends.
                        return;
                    }
                },
                "small-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = socket.accept();
            thread(() -> {
                try (client) {
                    serve(client);
                }
            });
        }
    }

    private void serve(Socket client) throws IOException {
        String head = head(client.getInputStream());
        boolean known = login.isEmpty()
                || head.lines().anyMatch(line -> line.equalsIgnoreCase("proxy-authorization: " + login.get()));
        if (head.isEmpty() || !known) {
            answer(client, "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        String[] words = head.split(" ", 3);
        passed.add(words[0] + " " + words[1]);
        boolean tunnel = words[0].equals("CONNECT");
        URI target = URI.create(tunnel ? "https://" + words[1] : words[1]);
        Socket server = new Socket(target.getHost(), target.getPort() < 0 ? 80 : target.getPort());
        if (tunnel) {
            answer(client, "HTTP/1.1 200 Go on\r\n\r\n");
        } else {
            // One request a connection, so that each is seen here.
            String path = target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery());
            answer(
                    server,
                    (words[0] + " " + path + " " + words[2])
                            .replaceAll("(?i)\r\n(proxy-)?connection:[^\r]*", "")
                            .replaceFirst("\r\n", "\r\nConnection: close\r\n"));
        }
        thread(() -> forward(server, client));
        forward(client, server);
    }

    private static void answer(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void forward(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 14];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            last = (last << 8) | b;
            if (last == 0x0D0A0D0A) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
