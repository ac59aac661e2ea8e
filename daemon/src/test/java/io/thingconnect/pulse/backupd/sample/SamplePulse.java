package io.thingconnect.pulse.backupd.sample;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A ThingConnect Pulse installation below a root directory, faithful enough to back up: schema, data, writes and files are
 * the application's. For tests, the quickstart and the benchmarks; {@link #main} does the same from a shell.
 */
public final class SamplePulse {
    private static final String USAGE = """
            usage: SamplePulse create ROOT [--mb N] [--seed S]       a new installation, its database at least N MiB
                   SamplePulse write ROOT [--rate N] [--seconds S] [--batch B] [--latency-file F]
                                                                    be the application: N probes a second
                   SamplePulse check DBFILE [--versions DIR]         is this copy one consistent moment? exit 0 or 1""";

    private final Path root;

    private SamplePulse(Path root) {
        this.root = requireNonNull(root, "root is null").toAbsolutePath();
    }

    /** An installation that exists below the root. */
    public static SamplePulse at(Path root) {
        return new SamplePulse(root);
    }

    /** A small installation, made in well under a second. */
    public static SamplePulse create(Path root) throws IOException, SQLException {
        return create(root, 0, 1);
    }

    /**
     * Makes an installation. There must be none below the root.
     *
     * @param mb the database's size is at least this many MiB; 0: as small as it can be
     * @param seed the same seed and size give the same rows and files
     */
    public static SamplePulse create(Path root, int mb, long seed) throws IOException, SQLException {
        SamplePulse pulse = new SamplePulse(root);
        if (Files.exists(pulse.database())) {
            throw new IOException(pulse.database() + " exists already");
        }
        Files.createDirectories(pulse.versions());
        PulseDatabase database = new PulseDatabase(seed, (long) mb << 20);
        database.create(pulse.database(), pulse.versions());
        new PulseFiles(pulse, seed).create(database.endpoints());
        return pulse;
    }

    public Path root() {
        return root;
    }

    public Path database() {
        return state().resolve("pulse.db");
    }

    public Path state() {
        return root.resolve("var/lib/thingconnect-pulse");
    }

    public Path versions() {
        return state().resolve("versions");
    }

    public Path etc() {
        return root.resolve("etc/thingconnect-pulse");
    }

    public Path logs() {
        return root.resolve("var/log/thingconnect-pulse");
    }

    /**
     * The command line of a {@link #main} in a Java process of its own, with this one's class path: the application is
     * always another process, and some faults need one that can be killed.
     */
    public static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                SamplePulse.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Writes as the application does, in this process, until stopped. */
    public void write(double rate, double seconds, BooleanSupplier stopped) throws IOException, SQLException {
        new LiveWriter(this, new LiveWriter.Pace(rate, 1, seconds, null), stopped).run(() -> {});
    }

    /**
     * What is wrong with a copy of a Pulse database; empty when it is one consistent moment.
     *
     * @param versions where the same backup's configuration versions are, or null: not looked at
     */
    public static List<String> findings(Path database, Path versions) throws IOException {
        return CopyCheck.of(database, versions).findings();
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) throws IOException, SQLException {
        Map<String, String> options = new HashMap<>();
        boolean understood = arguments.length >= 2 && arguments.length % 2 == 0;
        for (int i = 2; understood && i < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        if (understood) {
            Path path = Path.of(arguments[1]);
            return switch (arguments[0]) {
                case "create" -> createFrom(path, options, out);
                case "write" -> writeFrom(path, options, out);
                case "check" -> checkFrom(path, options, out);
                default -> usage(err);
            };
        }
        return usage(err);
    }

    private static int usage(PrintStream err) {
        err.println(USAGE);
        return 2;
    }

    private static int createFrom(Path root, Map<String, String> options, PrintStream out)
            throws IOException, SQLException {
        int mb = Integer.parseInt(options.getOrDefault("--mb", "0"));
        SamplePulse pulse = create(root, mb, Long.parseLong(options.getOrDefault("--seed", "1")));
        out.println(pulse.database() + ": " + Files.size(pulse.database()) + " bytes");
        return 0;
    }

    private static int writeFrom(Path root, Map<String, String> options, PrintStream out)
            throws IOException, SQLException {
        LiveWriter.Pace pace = new LiveWriter.Pace(
                Double.parseDouble(options.getOrDefault("--rate", "100")),
                Integer.parseInt(options.getOrDefault("--batch", "1")),
                Double.parseDouble(options.getOrDefault("--seconds", "31536000")),
                options.containsKey("--latency-file") ? Path.of(options.get("--latency-file")) : null);
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger status = new AtomicInteger(1);
        // SIGTERM starts the hooks while the writer goes on: it must end its session and close the database first.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.countDown();
            if (finished(done)) {
                Runtime.getRuntime().halt(status.get());
            }
        }));
        try {
            Map<String, Object> totals =
                    new LiveWriter(at(root), pace, () -> stop.getCount() == 0).run(() -> out.println("writing"));
            out.println(new ObjectMapper().writeValueAsString(totals));
            out.flush();
            status.set(0);
            return 0;
        } finally {
            done.countDown();
        }
    }

    private static boolean finished(CountDownLatch done) {
        try {
            return done.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int checkFrom(Path database, Map<String, String> options, PrintStream out) throws IOException {
        Path versions = options.containsKey("--versions") ? Path.of(options.get("--versions")) : null;
        CopyCheck.Outcome outcome = CopyCheck.of(database, versions);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("ok", outcome.good());
        report.putAll(outcome.facts());
        report.put("findings", outcome.findings());
        out.println(new ObjectMapper().writeValueAsString(report));
        return outcome.good() ? 0 : 1;
    }
}
