package io.thingconnect.pulse.backupd.storage.smb;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;

/**
 * The TCP connection below one SMB connection, in our hands: closing it ends every wait on the server, a blocked write
 * included, for which the SMB library has no timeout of its own.
 */
final class OneSocket extends SocketFactory {
    private final Duration timeout;
    private final EndingSocket socket = new EndingSocket();

    OneSocket(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        socket.connect(new InetSocketAddress(InetAddress.getByName(bare), port), Math.toIntExact(timeout.toMillis()));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return createSocket(address, port);
    }

    boolean isOpen() {
        return !socket.isClosed();
    }

    void end() {
        socket.end();
    }

    /**
     * Closes itself at the first sign that the server is gone. The library's reader would otherwise try to log off over
     * the half-dead connection, and wait for an answer.
     */
    private static final class EndingSocket extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = -1;
                    try {
                        count = super.read(bytes, offset, length);
                        return count;
                    } finally {
                        if (count < 0) {
                            end();
                        }
                    }
                }
            };
        }

        private void end() {
            try {
                close();
            } catch (IOException e) {
                // It is gone in any case.
                return;
            }
        }
    }
}
