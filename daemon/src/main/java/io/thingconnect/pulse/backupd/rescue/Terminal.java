package io.thingconnect.pulse.backupd.rescue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Who sits there.
 *
 * @param answers empty where nobody can be asked
 */
record Terminal(PrintStream out, PrintStream err, Optional<Question> answers) {
    /** Asks, and waits. */
    interface Question {
        /** @return what was typed; "" at the end of the input */
        String ask(String text);
    }

    /** Of this process; its launcher has looked whether a terminal is there, which Java tells differently in each version. */
    static Terminal current() {
        Question question = text -> {
            System.err.print(text);
            System.err.flush();
            try {
                String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
                return answer == null ? "" : answer;
            } catch (IOException e) {
                return "";
            }
        };
        boolean somebody = Boolean.getBoolean("pulse.tty");
        return new Terminal(System.out, System.err, somebody ? Optional.of(question) : Optional.empty());
    }
}
