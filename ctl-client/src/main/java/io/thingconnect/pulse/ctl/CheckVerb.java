package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code pulsectl check}: one line and an exit status by the convention of Nagios' plugins, which Icinga, Checkmk, Sensu
 * and others share. Whatever keeps it from an answer is UNKNOWN, on standard output: nobody reads the other one.
 */
final class CheckVerb implements Verb {
    static final Option WARNING =
            Option.text("--warning", "TIME", "warn where the newest good backup is older: 26h, 2d, or seconds");
    static final Option CRITICAL = Option.text("--critical", "TIME", "the same, but critical");

    /** The watcher gives up after 10 s (Nagios: 60 s by default), and knows less than we do. */
    private static final int PATIENCE_SECONDS = 9;

    /** What the convention knows, the worst last but one. */
    private enum State {
        OK(0),
        WARNING(1),
        CRITICAL(2),
        UNKNOWN(3);

        private final int status;

        State(int status) {
            this.status = status;
        }
    }

    /** Whether a command line means this one, also where the rest of it could not be understood. */
    static boolean isMeant(String... line) {
        boolean value = false;
        for (String word : line) {
            if (!value && !word.startsWith("-")) {
                return word.equals("check");
            }
            value = word.equals(CommandTable.ROOT.name()) || word.equals(CommandTable.SOCKET.name());
        }
        return false;
    }

    /** @return the exit status */
    static int unknown(Surroundings surroundings, Failure failure) throws IOException {
        String hint = failure.hint().isEmpty() ? "" : " - " + failure.hint();
        surroundings.out().line(line(State.UNKNOWN, failure.getMessage() + hint));
        surroundings.out().flush();
        return State.UNKNOWN.status;
    }

    @Override
    public int run(Session session) throws Failure, IOException {
        long warning = limit(session, WARNING);
        long critical = limit(session, CRITICAL);
        Fields status;
        try (Control control = new Control(
                ControlSocket.chosen(session.arguments(), session.surroundings())
                        .connect(),
                PATIENCE_SECONDS)) {
            status = control.call("GetStatus", Map.of()).required("status");
        }
        long age = age(status.object("lastBackup"), "takenAt", session.times());
        State byDaemon = byDaemon(status.raw("safe"));
        State byAge = byAge(age, warning, critical);
        boolean older = byAge.compareTo(byDaemon) > 0;
        String text = older
                ? "the newest good backup is " + Times.span(age) + " old, and may be "
                        + Times.span(byAge == State.CRITICAL ? critical : warning)
                : status.raw("summary") + more(status.objects("alarms").size());
        State state = older ? byAge : byDaemon;
        List<String> data = new PerformanceData(status, session.times()).of(age, warning, critical);
        if (session.json()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("state", state.name());
            document.put("exitStatus", (long) state.status);
            document.put("text", text);
            document.put("performanceData", data);
            session.printJson(document);
        } else {
            session.out().line(line(state, text) + " | " + Text.join(data, " "));
        }
        return state.status;
    }

    private static long limit(Session session, Option option) throws Failure {
        String text = session.arguments().value(option.name());
        if (text == null) {
            return -1;
        }
        boolean bare = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
        long seconds = Since.seconds(bare ? text + "s" : text);
        if (seconds < 0) {
            throw Failure.usage(
                    "'" + text + "' is no time for " + option.name(), "Write 90m, 26h, 2d, or a number of seconds.");
        }
        return seconds;
    }

    /** Seconds; -1 where it never was. */
    static long age(Fields object, String field, Times times) throws Failure {
        if (object == null) {
            return -1;
        }
        long at = Times.parse(object.raw(field));
        return at == Times.NONE ? -1 : Math.max(0, (times.now() - at) / 1000);
    }

    private static State byDaemon(String safe) {
        return switch (safe) {
            case "yes" -> State.OK;
            case "warning" -> State.WARNING;
            default -> State.CRITICAL;
        };
    }

    private static State byAge(long age, long warning, long critical) {
        if (critical >= 0 && age > critical) {
            return State.CRITICAL;
        }
        return warning >= 0 && age > warning ? State.WARNING : State.OK;
    }

    private static String more(int alarms) {
        return alarms > 1 ? " (and " + (alarms - 1) + " more: pulsectl status)" : "";
    }

    /** A line break or a bar would end the text. */
    private static String line(State state, String text) {
        return "PULSE BACKUP " + state + ": "
                + Text.clean(text.replace('\n', ' ')).replace('|', '/');
    }
}
