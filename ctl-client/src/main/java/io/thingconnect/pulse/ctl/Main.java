package io.thingconnect.pulse.ctl;

/** The program {@code pulsectl}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int status = new Pulsectl(new ProcessSurroundings()).run(arguments);
        // halt would be faster and lose the shutdown notice's thread half-way; exit runs it with nothing to say.
        System.exit(status);
    }
}
