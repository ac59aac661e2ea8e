package io.thingconnect.pulse.ctl;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.TimeZone;

/**
 * The process's own surroundings. The launcher says what Java cannot find out: {@code pulse.tty},
 * {@code pulse.tty.err} and {@code pulse.tty.in} (whether standard output, error and input are terminals),
 * {@code pulse.columns}, {@code pulse.utf8}.
 */
final class ProcessSurroundings implements Surroundings {
    private final Output out = new Output(new FileOutputStream(FileDescriptor.out), screen("pulse.tty"));
    private final Output err = new Output(new FileOutputStream(FileDescriptor.err), screen("pulse.tty.err"));
    private InterruptNotice notice;

    @Override
    public String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    @Override
    public String property(String name) {
        return System.getProperty(name, "");
    }

    @Override
    public Path directory() {
        return Path.of(System.getProperty("user.dir"));
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public TimeZone zone() {
        return TimeZone.getDefault();
    }

    @Override
    public Output out() {
        return out;
    }

    @Override
    public Output err() {
        return err;
    }

    @Override
    public boolean canAnswer() {
        return property("pulse.tty.in").equals("true")
                && property("pulse.tty.err").equals("true");
    }

    @Override
    public String answer() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    @Override
    public void onInterrupt(String text) {
        if (notice == null) {
            notice = new InterruptNotice(err);
            Runtime.getRuntime().addShutdownHook(notice);
        }
        notice.text = text;
    }

    private Output.Screen screen(String property) {
        boolean terminal =
                property(property).equals("true") && !environment("TERM").equals("dumb");
        boolean colours = terminal && environment("NO_COLOR").isEmpty();
        return new Output.Screen(terminal, columns(), utf8(), colours);
    }

    private int columns() {
        int columns = number(environment("COLUMNS"));
        if (columns <= 0) {
            columns = number(property("pulse.columns"));
        }
        return columns <= 0 ? 80 : Math.max(40, columns);
    }

    private static int number(String text) {
        int number = 0;
        for (int i = 0; i < text.length() && i < 6; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private boolean utf8() {
        String told = property("pulse.utf8");
        return told.isEmpty() ? property("native.encoding").equals("UTF-8") : told.equals("true");
    }

    /** Runs when the virtual machine ends, by a signal or not; the text is empty where there is nothing to say. */
    private static final class InterruptNotice extends Thread {
        private final Output err;
        private volatile String text = "";

        InterruptNotice(Output err) {
            this.err = err;
        }

        @Override
        public void run() {
            String last = text;
            if (last.isEmpty()) {
                return;
            }
            try {
                err.line((err.isTerminal() ? "\n" : "") + "pulsectl: " + last);
                err.flush();
            } catch (IOException e) {
                // Nobody is left to be told.
            }
        }
    }
}
