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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before a real server, passes requests on one a connection, and fails those that a test names. */
final class FaultyServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    /** What becomes of a request. */
    sealed interface Fate {
        /** Passed on. */
        record Passed() implements Fate {}

        /** Answered here, with an error of the protocol. */
        record Refused(int status, String code, String headers) implements Fate {}

        /** The connection is cut before the server has heard of it. */
        record Reset() implements Fate {}

        /** The server does it, and its answer is lost. */
        record AnswerLost() implements Fate {}

        /** After so many bytes of the answer the connection is cut. */
        record AnswerCut(int bytes) implements Fate {}

        /** Headers that match are taken out of the answer. */
        record AnswerWithout(String header) implements Fate {}
    }

    static final Fate PASSED = new Fate.Passed();

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final URI real;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile Function<String, Fate> rule = request -> PASSED;

    FaultyServer(URI real) throws IOException {
        this.real = real;
        Thread thread = new Thread(this::accept, "faulty-server");
        thread.setDaemon(true);
        thread.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** @param rule from the head of a request, whose first line is for example {@code PUT /bucket/key?partNumber=1 HTTP/1.1} */
    void rule(Function<String, Fate> rule) {
        this.rule = rule;
    }

    /** How many requests have come whose first line holds this. */
    long seen(String part) {
        return seen.stream().filter(line -> line.contains(part)).count();
    }

    void forget() {
        seen.clear();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread thread = new Thread(() -> serve(client), "faulty-request");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            seen.add(head.substring(0, head.indexOf('\r')));
            Fate fate = rule.apply(head);
            if (fate instanceof Fate.Reset) {
                client.setSoLinger(true, 0);
                return;
            }
            if (head.toLowerCase(java.util.Locale.ROOT).contains("expect: 100-continue")) {
                client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            Matcher length = LENGTH.matcher(head);
            byte[] body = client.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            answer(client, fate, head, body);
        } catch (IOException e) {
            // The client has gone, which is its right.
            seen.add("broken: " + e.getMessage());
        }
    }

    private void answer(Socket client, Fate fate, String head, byte[] body) throws IOException {
        OutputStream out = client.getOutputStream();
        if (fate instanceof Fate.Refused refused) {
            out.write(error(refused));
            return;
        }
        byte[] answer = pass(head, body);
        if (fate instanceof Fate.AnswerLost) {
            client.setSoLinger(true, 0);
            return;
        }
        if (fate instanceof Fate.AnswerCut cut) {
            out.write(answer, 0, Math.min(cut.bytes(), answer.length));
            return;
        }
        if (fate instanceof Fate.AnswerWithout without) {
            String text = new String(answer, StandardCharsets.ISO_8859_1);
            out.write(text.replaceAll("(?i)\r\n" + without.header() + ":[^\r]*", "")
                    .getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        out.write(answer);
    }

    private static byte[] error(Fate.Refused refused) {
        String xml =
                "<?xml version=\"1.0\"?><Error><Code>" + refused.code() + "</Code><Message>as asked</Message></Error>";
        String text = "HTTP/1.1 " + refused.status() + " Error\r\n" + refused.headers()
                + "Content-Type: application/xml\r\nConnection: close\r\nContent-Length: " + xml.length() + "\r\n\r\n"
                + xml;
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] pass(String head, byte[] body) throws IOException {
        try (Socket server = new Socket(real.getHost(), real.getPort())) {
            String once = head.replaceAll("(?i)\r\n(expect|connection):[^\r]*", "")
                    .replaceFirst("\r\n", "\r\nConnection: close\r\n");
            server.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
            server.getOutputStream().write(body);
            server.getOutputStream().flush();
            return server.getInputStream().readAllBytes();
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
