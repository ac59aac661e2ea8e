package io.thingconnect.pulse.ctl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

/** Surroundings for a test: everything captured, 2024-01-15 06:00 in Berlin, no terminal unless asked for. */
final class Stage implements Surroundings {
    static final Instant NOW = Instant.parse("2024-01-15T05:00:00Z");

    final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    final Map<String, String> environment = new HashMap<>();
    final Map<String, String> properties = new HashMap<>();
    final List<String> notices = new ArrayList<>();
    /** What the person at the terminal types; null: there is nobody. */
    String answer;

    Path directory = Path.of("/home/jane");
    private final Output out;
    private final Output err;

    Stage() {
        this(new Output.Screen(false, 80, true, false));
    }

    Stage(Output.Screen screen) {
        out = new Output(outBytes, screen);
        err = new Output(errBytes, screen);
    }

    static Stage terminal() {
        return new Stage(new Output.Screen(true, 80, false, false));
    }

    /** Against a fake daemon. */
    int run(FakeDaemon daemon, String... line) {
        environment.put("PULSECTL_SOCKET", daemon.socket().toString());
        return run(line);
    }

    int run(String... line) {
        return new Pulsectl(this).run(line);
    }

    String outText() {
        return outBytes.toString(StandardCharsets.UTF_8);
    }

    String errText() {
        return errBytes.toString(StandardCharsets.UTF_8);
    }

    /** Standard output, which must be one JSON object. */
    Fields outJson() throws Failure {
        return JsonReader.read(outBytes.toByteArray(), outBytes.size());
    }

    @Override
    public String environment(String name) {
        return environment.getOrDefault(name, "");
    }

    @Override
    public String property(String name) {
        return properties.getOrDefault(name, "");
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    @Override
    public TimeZone zone() {
        return TimeZone.getTimeZone("Europe/Berlin");
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
        return answer != null;
    }

    @Override
    public String answer() {
        return answer;
    }

    @Override
    public void onInterrupt(String notice) {
        notices.add(notice);
    }
}
