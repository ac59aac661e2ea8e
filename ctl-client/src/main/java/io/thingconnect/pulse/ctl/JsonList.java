package io.thingconnect.pulse.ctl;

import java.io.IOException;

/** {@code {"NAME":[ITEM,…]}}, printed item by item: lists may be longer than memory. */
final class JsonList {
    private final Session session;
    private boolean first = true;

    private JsonList(Session session) {
        this.session = session;
    }

    static JsonList begin(Session session, String name) throws IOException {
        session.printPiece("{\"" + name + "\":[");
        return new JsonList(session);
    }

    void add(Object item) throws IOException {
        session.printPiece((first ? "" : ",") + JsonWriter.write(item));
        first = false;
    }

    void end() throws IOException {
        session.printPiece("]}\n");
    }

    boolean isEmpty() {
        return first;
    }

    /** The whole of a stream; the field that holds each item is absent where there is none. */
    static int print(Session session, String name, Control replies, String field) throws Failure, IOException {
        // Nothing is printed before the first reply: until then it may be an error.
        Fields reply = replies.next();
        JsonList list = begin(session, name);
        for (; reply != null; reply = replies.next()) {
            Fields item = reply.object(field);
            if (item != null) {
                list.add(item);
            }
        }
        list.end();
        return Exit.DONE;
    }
}
