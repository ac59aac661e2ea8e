package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** {@code pulsectl cat}. */
final class CatVerb implements Verb {
    @Override
    public int run(Session session) throws Failure, IOException {
        String label = session.arguments().operand(0, "");
        String path = session.arguments().operand(1, "");
        // Members are named relative to the root; people copy absolute paths.
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        // The archive is read up to the file before the first byte comes.
        session.daemon().waitForever();
        Control replies = session.stream("ReadPath", "label", label, "path", path.substring(start));
        if (session.json()) {
            json(session, replies, label, path.substring(start));
        } else {
            for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
                session.out().bytes(decode(reply));
            }
        }
        return Exit.DONE;
    }

    private static void json(Session session, Control replies, String label, String path) throws Failure, IOException {
        Fields reply = replies.next();
        session.printPiece(
                "{\"label\":" + JsonWriter.write(label) + ",\"path\":" + JsonWriter.write(path) + ",\"data\":\"");
        // Pieces are Base64 on their own; joined they must be whole groups of three bytes.
        byte[] rest = new byte[0];
        for (; reply != null; reply = replies.next()) {
            byte[] bytes = join(rest, decode(reply));
            int whole = bytes.length - bytes.length % 3;
            session.printPiece(Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, whole)));
            rest = Arrays.copyOfRange(bytes, whole, bytes.length);
        }
        session.printPiece(Base64.getEncoder().encodeToString(rest) + "\"}\n");
    }

    private static byte[] decode(Fields reply) throws Failure {
        try {
            return Base64.getDecoder().decode(reply.raw("data"));
        } catch (IllegalArgumentException e) {
            throw Failure.garbage("field 'data' is not Base64");
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
