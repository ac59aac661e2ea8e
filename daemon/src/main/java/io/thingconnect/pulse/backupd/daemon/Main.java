package io.thingconnect.pulse.backupd.daemon;

import io.thingconnect.pulse.backupd.config.ConfigLoader;
import io.thingconnect.pulse.backupd.config.Loaded;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.Journal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code pulse-backupd}: reads the command line, and ends with the status that says how it went. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] words) {
        int status = run(List.of(words), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(List<String> words, PrintStream out, PrintStream err) {
        try {
            Arguments arguments = Arguments.parse(words);
            return switch (arguments.action()) {
                case RUN -> serve(arguments);
                case VALIDATE -> validate(arguments, out);
                case NEEDS -> {
                    Path file = arguments.config().orElse(new Layout(arguments.root()).config());
                    loader().needs(file, arguments.root()).forEach(out::println);
                    yield 0;
                }
                case VERSION -> {
                    out.println(
                            "pulse-backupd " + Version.current() + " (SQLite " + LiveDatabases.sqliteVersion() + ")");
                    yield 0;
                }
                case HELP -> {
                    out.print(Arguments.USAGE);
                    yield 0;
                }
            };
        } catch (BackupException e) {
            String hint = e.hint().isEmpty() ? "" : "hint: " + e.hint() + "\n";
            Journal.fatal(err, "pulse-backupd: " + e.getMessage() + "\n" + hint);
            return e.code().exitStatus();
        }
    }

    private static int validate(Arguments arguments, PrintStream out) {
        Path file = arguments.config().orElse(new Layout(arguments.root()).config());
        Loaded loaded = loader().load(file, arguments.root());
        out.print(loaded.report());
        return loaded.isValid() ? 0 : 1;
    }

    private static ConfigLoader loader() {
        return new ConfigLoader(System.getenv(), ZoneId.systemDefault(), HostName.current());
    }

    private static int serve(Arguments arguments) throws BackupException {
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, defect) -> LOG.error("the thread {} ended by a defect", thread.getName(), defect));
        Layout layout = new Layout(arguments.root());
        Configuration configuration = Configuration.load(
                loader(), arguments.config().orElse(layout.config()), layout.root(), Clock.systemUTC());
        CountDownLatch ended = new CountDownLatch(1);
        Daemon daemon = Daemon.start(layout, configuration, Clock.systemUTC());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            daemon.stop();
                            ended.countDown();
                        },
                        "stop"));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }
}
