package io.thingconnect.pulse.backupd.rescue;

import java.io.File;
import java.io.IOException;
import java.util.function.Supplier;

/** Has the terminal not show what is typed; it shows it again also where somebody ends the program meanwhile. */
final class Unseen {
    private static final File TERMINAL = new File("/dev/tty");

    private Unseen() {}

    static String during(Supplier<String> typing) {
        Thread hook = new Thread(() -> stty("echo"), "echo");
        Runtime.getRuntime().addShutdownHook(hook);
        stty("-echo");
        try {
            return typing.get();
        } finally {
            stty("echo");
            System.err.println();
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException unused) {
            // The program is ending, and the hook does the same once more.
        }
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
}
