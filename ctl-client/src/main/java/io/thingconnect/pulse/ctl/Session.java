package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a command works with: its arguments, its surroundings and, once asked for, the daemon. */
final class Session implements AutoCloseable {
    private final Arguments arguments;
    private final Surroundings surroundings;
    private Times times;
    private Control control;
    private boolean printedJson;

    Session(Arguments arguments, Surroundings surroundings) {
        this.arguments = arguments;
        this.surroundings = surroundings;
    }

    Arguments arguments() {
        return arguments;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Output out() {
        return surroundings.out();
    }

    Output err() {
        return surroundings.err();
    }

    boolean json() {
        return arguments.json();
    }

    /** At the first use: reading the time zones can wait until the daemon is at work. */
    Times times() {
        if (times == null) {
            times = new Times(surroundings.clock(), surroundings.zone());
        }
        return times;
    }

    /** Connected at the first use. */
    Control daemon() throws Failure {
        if (control == null) {
            control = new Control(ControlSocket.chosen(arguments, surroundings).connect());
        }
        return control;
    }

    /** A call with one reply; names and values in turn, null values left out. */
    Fields call(String method, Object... parameters) throws Failure {
        return daemon().call(method, parameters(parameters), this::times);
    }

    /** Begins a call with many replies. */
    Control stream(String method, Object... parameters) throws Failure {
        daemon().stream(method, parameters(parameters));
        return control;
    }

    private static Map<String, Object> parameters(Object... namesAndValues) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                parameters.put((String) namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return parameters;
    }

    /** One document, or one line of several. */
    void printJson(Object tree) throws IOException {
        printPiece(JsonWriter.write(tree));
        out().json("\n");
    }

    /** A piece of a document. */
    void printPiece(String json) throws IOException {
        printedJson = true;
        out().json(json);
    }

    /** Whether standard output already holds (a part of) a document. */
    boolean printedJson() {
        return printedJson;
    }

    /** Remarks go to standard error, so that standard output holds the answer and nothing else. */
    void warn(List<String> warnings) throws IOException {
        for (String warning : warnings) {
            err().line("warning: " + warning);
        }
    }

    @Override
    public void close() {
        if (control != null) {
            control.close();
        }
    }
}
