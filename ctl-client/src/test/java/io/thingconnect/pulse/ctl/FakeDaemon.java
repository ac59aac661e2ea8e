package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Speaks Varlink on a socket and answers with canned replies, which it holds against the contract as it does with the
 * calls; {@link #close} fails the test where one does not fit.
 */
final class FakeDaemon implements AutoCloseable {
    /** Sent instead of a reply: the daemon hangs up. */
    static final String HANG_UP = "hang up";

    private static final String RAW = "raw:";

    private final Contract contract = Contract.read();
    private final ServerSocketChannel server;
    private final Path socket;
    private final Map<String, List<String>> replies = new ConcurrentHashMap<>();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    private final List<SocketChannel> clients = Collections.synchronizedList(new ArrayList<>());

    FakeDaemon(Path directory) throws IOException {
        socket = directory.resolve("control.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread acceptor = new Thread(this::accept, "fake-daemon");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    Path socket() {
        return socket;
    }

    /** What a method answers: parameters of replies, all but the last of which continue. */
    FakeDaemon on(String method, String... parameters) {
        replies.put(method, List.of(parameters));
        return this;
    }

    FakeDaemon fails(String method, String error, String message, String hint) {
        return on(
                method,
                raw("{\"error\":\"io.thingconnect.pulse.backup." + error + "\",\"parameters\":{\"code\":\"" + error
                        + "\",\"message\":\"" + message + "\",\"hint\":\"" + hint + "\"}}\0"));
    }

    /** Bytes as they are, whatever the contract says. */
    static String raw(String bytes) {
        return RAW + bytes;
    }

    /** Method and parameters of each call, as JSON. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                clients.add(client);
                Thread thread = new Thread(() -> serve(client), "fake-daemon-client");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // The test is over.
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            byte[] message = new byte[0];
            ByteBuffer buffer = ByteBuffer.allocate(65536);
            while (client.read(buffer.clear()) >= 0) {
                for (byte next : Arrays.copyOf(buffer.array(), buffer.position())) {
                    if (next != 0) {
                        message = Arrays.copyOf(message, message.length + 1);
                        message[message.length - 1] = next;
                    } else if (!answer(client, JsonReader.read(message, message.length))) {
                        return;
                    } else {
                        message = new byte[0];
                    }
                }
            }
        } catch (IOException e) {
            // The client hung up, as clients may.
        } catch (Failure e) {
            wrong.add("the call is no JSON: " + e.getMessage());
        }
    }

    private boolean answer(SocketChannel client, Fields call) throws IOException, Failure {
        String whole = call.raw("method");
        boolean ours = whole.startsWith(Control.INTERFACE + ".");
        String method = ours ? whole.substring(Control.INTERFACE.length() + 1) : whole;
        calls.add(method + " " + JsonWriter.write(call.object("parameters")));
        if (ours) {
            wrong.addAll(contract.check(method, call));
        }
        List<String> answers = replies.get(method);
        if (answers == null) {
            wrong.add("nobody told the fake what " + method + " answers");
            return false;
        }
        for (int i = 0; i < answers.size(); i++) {
            String answer = answers.get(i);
            if (answer.equals(HANG_UP)) {
                return false;
            }
            send(
                    client,
                    answer.startsWith(RAW)
                            ? answer.substring(RAW.length())
                            : reply(method, ours, answer, i < answers.size() - 1));
        }
        return true;
    }

    private String reply(String method, boolean ours, String parameters, boolean continues) throws Failure {
        byte[] bytes = parameters.getBytes(StandardCharsets.UTF_8);
        Fields fields = JsonReader.read(bytes, bytes.length);
        if (ours) {
            wrong.addAll(contract.checkResult(method, fields));
        }
        return "{\"parameters\":" + parameters + (continues ? ",\"continues\":true" : "") + "}\0";
    }

    private static void send(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : clients) {
            client.close();
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError("not as the contract says: " + wrong);
        }
    }
}
