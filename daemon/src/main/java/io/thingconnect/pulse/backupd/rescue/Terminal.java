package io.thingconnect.pulse.backupd.rescue;

import java.io.PrintStream;

/**
 * Who sits there.
 *
 * @param answers empty where nobody can be asked
 */
record Terminal(PrintStream out, PrintStream err, java.util.Optional<Question> answers) {
    /** Asks, and waits. */
    interface Question {
        /** @return what was typed; "" at the end of the input */
        String ask(String text);
    }

    /** Of this process. */
    static Terminal current() {
        java.io.Console console = System.console();
        Question question = text -> {
            String answer = console.readLine("%s", text);
            return answer == null ? "" : answer;
        };
        return new Terminal(
                System.out, System.err, console == null ? java.util.Optional.empty() : java.util.Optional.of(question));
    }
}
