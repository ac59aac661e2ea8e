package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code pulsectl diff}. */
final class DiffVerb implements Verb {
    private static final List<String> CHANGES = List.of("added", "changed", "removed", "metadata");

    @Override
    public int run(Session session) throws Failure, IOException {
        String label = session.arguments().operand(0, "");
        String other = session.arguments().operand(1, "");
        boolean summary = session.arguments().has("--summary");
        // Whole databases may have to be read before the first change.
        session.daemon().waitForever();
        Control replies = session.stream("Compare", "label", label, "other", other);
        Sink sink = session.json() ? new Json(session, label, other, summary) : new Lines(session.out(), summary);
        Counts counts = new Counts();
        for (Fields reply = replies.next(); reply != null; reply = replies.next()) {
            Fields file = reply.object("file");
            Fields database = reply.object("database");
            if (file != null) {
                counts.add(file);
                sink.file(file);
            } else if (database != null) {
                counts.databases.add(database);
                sink.database(database);
            }
        }
        sink.end(counts, Text.clean(label), Text.clean(other));
        return Exit.DONE;
    }

    private static final class Counts {
        final Map<String, Long> files = new LinkedHashMap<>();
        final List<Fields> databases = new ArrayList<>();

        Counts() {
            for (String change : CHANGES) {
                files.put(change, 0L);
            }
        }

        void add(Fields file) throws Failure {
            String change = file.text("change");
            Long before = files.get(change);
            files.put(change, before == null ? 1 : before + 1);
        }

        boolean none() {
            for (Long count : files.values()) {
                if (count > 0) {
                    return false;
                }
            }
            return databases.isEmpty();
        }
    }

    /** Where changes go as they come. */
    private interface Sink {
        void file(Fields change) throws Failure, IOException;

        void database(Fields change) throws Failure, IOException;

        void end(Counts counts, String label, String other) throws Failure, IOException;
    }

    private record Lines(Output out, boolean summary) implements Sink {
        @Override
        public void file(Fields change) throws Failure, IOException {
            if (!summary) {
                out.line(ChangeText.file(change));
            }
        }

        @Override
        public void database(Fields change) throws Failure, IOException {
            out.line(ChangeText.database(change));
        }

        @Override
        public void end(Counts counts, String label, String other) throws Failure, IOException {
            if (counts.none()) {
                out.line("no differences from " + label + " to " + other);
                return;
            }
            List<String> parts = new ArrayList<>();
            for (String change : CHANGES) {
                parts.add(counts.files.get(change) + " " + (change.equals("metadata") ? "in metadata only" : change));
            }
            int databases = counts.databases.size();
            if (databases > 0) {
                parts.add(Text.count(databases, "database", "databases"));
            }
            out.line("from " + label + " to " + other + ": " + Text.join(parts, ", "));
        }
    }

    /** {@code {"label","other","files":[…],"databases":[…]}}; databases are few and wait for the end. */
    private static final class Json implements Sink {
        private final Session session;
        private final String head;
        private final boolean summary;
        private boolean begun;

        Json(Session session, String label, String other, boolean summary) {
            this.session = session;
            this.head = "{\"label\":" + JsonWriter.write(label) + ",\"other\":" + JsonWriter.write(other);
            this.summary = summary;
        }

        @Override
        public void file(Fields change) throws IOException {
            if (!summary) {
                session.printPiece((begun ? "," : head + ",\"files\":[") + JsonWriter.write(change));
                begun = true;
            }
        }

        @Override
        public void database(Fields change) {
            // Printed at the end, from the counts.
        }

        @Override
        public void end(Counts counts, String label, String other) throws IOException {
            if (summary) {
                StringBuilder numbers = new StringBuilder(head);
                for (String change : CHANGES) {
                    numbers.append(",\"").append(change).append("\":").append(counts.files.get(change));
                }
                session.printPiece(numbers.toString());
            } else {
                session.printPiece((begun ? "" : head + ",\"files\":[") + "]");
            }
            session.printPiece(",\"databases\":" + JsonWriter.write(counts.databases) + "}\n");
        }
    }
}
