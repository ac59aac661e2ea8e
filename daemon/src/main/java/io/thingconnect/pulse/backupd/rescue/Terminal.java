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

        /** As {@link #ask}, for what is not to be seen. */
        default String askUnseen(String text) {
            return ask(text);
        }
    }

    /** Of this process; its launcher has looked whether a terminal is there, which Java tells differently in each version. */
    static Terminal current() {
        boolean somebody = Boolean.getBoolean("pulse.tty");
        return new Terminal(System.out, System.err, somebody ? Optional.of(new Typed()) : Optional.empty());
    }

    /** At standard input. */
    private static final class Typed implements Question {
        private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

        @Override
        public String ask(String text) {
            System.err.print(text);
            System.err.flush();
            try {
                String answer = in.readLine();
                return answer == null ? "" : answer;
            } catch (IOException e) {
                return "";
            }
        }

        @Override
        public String askUnseen(String text) {
            // Before the question is seen: nobody answers earlier than that.
            return Unseen.during(() -> ask(text));
        }
    }
}
