package io.thingconnect.pulse.backupd.storage.smb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A wire between client and server that is cut once, after so many bytes from the client; connections after that hold. */
final class CutProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    CutProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("proxy", this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    void cutAfter(long bytes) {
        left.set(bytes);
    }

    boolean hasCut() {
        return left.get() > Long.MAX_VALUE / 2;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // A cut wire ends like this.
                        return;
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(server);
            start("proxy-up", () -> forward(client, server, true));
            start("proxy-down", () -> forward(server, client, false));
        }
    }

    private void forward(Socket from, Socket to, boolean counted) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 14];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                long rest = counted ? left.addAndGet(-count) : 0;
                if (rest < 0) {
                    out.write(buffer, 0, (int) Math.max(0, count + rest));
                    out.flush();
                    left.set(Long.MAX_VALUE);
                    return;
                }
                out.write(buffer, 0, count);
            }
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
