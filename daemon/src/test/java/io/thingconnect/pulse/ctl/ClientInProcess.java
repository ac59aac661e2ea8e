package io.thingconnect.pulse.ctl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.TimeZone;

/**
 * The built client from its command line to its exit status, without a JVM of its own for each call, which takes most of the
 * time of a test that asks often. Nobody sits at it; its output goes where no terminal is.
 */
public final class ClientInProcess implements Surroundings {
    private final Path directory;
    private final Path daemon;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Output outs = new Output(out, screen());
    private final Output errs = new Output(err, screen());

    /**
     * @param directory the present one
     * @param daemon what the launcher names as the daemon's program
     */
    public ClientInProcess(Path directory, Path daemon) {
        this.directory = directory;
        this.daemon = daemon;
    }

    /** As the launcher tells it in tests. */
    private static Output.Screen screen() {
        return new Output.Screen(false, 80, utf8(), false);
    }

    private static boolean utf8() {
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String value = System.getenv(name);
            if (value != null && !value.isEmpty()) {
                return value.toLowerCase(java.util.Locale.ROOT).matches(".*utf-?8.*");
            }
        }
        return false;
    }

    /** @return the exit status */
    public int run(List<String> line) {
        return new Pulsectl(this).run(line.toArray(String[]::new));
    }

    public String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    public String complained() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value;
    }

    @Override
    public String property(String name) {
        return name.equals("pulse.backupd") ? daemon.toString() : "";
    }

    @Override
    public Path directory() {
        return directory;
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
        return outs;
    }

    @Override
    public Output err() {
        return errs;
    }

    @Override
    public boolean canAnswer() {
        return false;
    }

    @Override
    public String answer() {
        return "";
    }

    @Override
    public void onInterrupt(String notice) {
        // Nobody interrupts it.
    }
}
