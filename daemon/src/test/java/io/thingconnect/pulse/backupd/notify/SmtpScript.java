package io.thingconnect.pulse.backupd.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server that offers nothing or STARTTLS with a login behind it, and refuses recipients whose name begins with
 * {@code gone}.
 */
final class SmtpScript implements AutoCloseable {
    private final ServerSocket socket;
    private final Optional<SSLContext> tls;
    private final String login;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private SmtpScript(ServerSocket socket, Optional<SSLContext> tls, String login) {
        this.socket = socket;
        this.tls = tls;
        this.login = login;
    }

    static SmtpScript bare() throws IOException {
        return start(Optional.empty(), "");
    }

    static SmtpScript starttls(SSLContext tls, String user, String password) throws IOException {
        return start(Optional.of(tls), "\0" + user + "\0" + password);
    }

    private static SmtpScript start(Optional<SSLContext> tls, String login) throws IOException {
        SmtpScript script = new SmtpScript(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), tls, login);
        Thread thread = new Thread(script::serve, "smtp-script");
        thread.setDaemon(true);
        thread.start();
        return script;
    }

    int port() {
        return socket.getLocalPort();
    }

    List<String> heard() {
        return heard;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket caller = socket.accept()) {
                talk(caller, false);
            } catch (IOException e) {
                // The caller hung up, or the test is over.
            }
        }
    }

    private void talk(Socket caller, boolean secure) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = caller.getOutputStream();
        if (!secure) {
            say(out, "220 hello");
        }
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (data) {
                data = !line.equals(".");
                if (!data) {
                    say(out, "250 taken");
                }
                continue;
            }
            heard.add(line);
            data = line.equals("DATA");
            say(out, answer(line, secure));
            if (line.equals("STARTTLS")) {
                SSLSocket over = (SSLSocket)
                        tls.orElseThrow().getSocketFactory().createSocket(caller, "localhost", caller.getPort(), true);
                over.setUseClientMode(false);
                talk(over, true);
                return;
            }
        }
    }

    private String answer(String line, boolean secure) {
        if (line.startsWith("EHLO")) {
            String more = secure ? "AUTH PLAIN" : "STARTTLS";
            return tls.isPresent() ? "250-script.example\r\n250 " + more : "250 script.example";
        }
        if (line.startsWith("RCPT TO:<gone")) {
            return "550 no such user here";
        }
        if (line.startsWith("AUTH")) {
            // Whom to act as may stand before it, or nobody.
            byte[] plain = Base64.getDecoder().decode(line.substring("AUTH PLAIN ".length()));
            boolean known = new String(plain, StandardCharsets.UTF_8).endsWith(login);
            return known ? "235 welcome" : "535 authentication failed";
        }
        if (line.equals("STARTTLS")) {
            return "220 go ahead";
        }
        return line.equals("DATA") ? "354 go on" : line.equals("QUIT") ? "221 bye" : "250 OK";
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
