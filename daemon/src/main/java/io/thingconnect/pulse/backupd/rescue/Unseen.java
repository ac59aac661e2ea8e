package io.thingconnect.pulse.backupd.rescue;

import java.io.File;
import java.io.IOException;

/** The terminal does not show what is typed, until closed: also where somebody ends the program meanwhile. */
final class Unseen implements AutoCloseable {
    private static final File TERMINAL = new File("/dev/tty");

    private final Thread hook = new Thread(() -> stty("echo"), "echo");

    Unseen() {
        Runtime.getRuntime().addShutdownHook(hook);
        stty("-echo");
    }

    /** Where it fails the secret is seen by whoever stands behind: no reason not to take it. */
    private static void stty(String mode) {
        try {
            new ProcessBuilder("stty", mode)
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            System.err.print("(it will be seen) ");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stty("echo");
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending; the hook does the same once more.
            return;
        }
        System.err.println();
    }
}
