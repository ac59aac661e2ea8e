package io.thingconnect.pulse.backupd.report.doctor;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.schedule.CronSchedule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small box for the doctor: a real database, a real catalog, real files; a shell in which {@code sudo} does nothing, and
 * {@code systemctl}, {@code timedatectl}, {@code dpkg} and {@code apt-get} answer from files below {@code state}.
 */
final class Bed implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-10T10:00:00Z");
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    static final String SERVICE = "thingconnect-pulse-backup.service";

    /** A box whose administrator has named things his own way. */
    static final String UNIT = "plant-monitor.service";

    static final Commands COMMANDS =
            new Commands(List.of("plant-monitor.service", "nginx.service"), Path.of("/srv/our etc/backup.yaml"));

    private static final String SYSTEMCTL = """
            #!/bin/sh
            verb=$1; shift
            [ "$1" = --now ] && shift
            case $verb in
            show)
                shift
                for unit; do [ -f "$STATE/$unit" ] && { cat "$STATE/$unit"; echo; }; done; exit 0 ;;
            enable) sed -i 's/^UnitFileState=.*/UnitFileState=enabled/' "$STATE/$1" ;;
            daemon-reload) sed -i 's/^NeedDaemonReload=.*/NeedDaemonReload=no/' "$STATE"/*.service "$STATE"/*.socket ;;
            revert) sed -i "s|^FragmentPath=.*|FragmentPath=/usr/lib/systemd/system/$1|; s|^DropInPaths=.*|DropInPaths=|" "$STATE/$1" ;;
            start|restart|stop)
                case $* in *thingconnect-pulse.service*) exit 5 ;; esac
                [ -f "$STATE/$1" ] && sed -i 's/^ActiveState=.*/ActiveState=active/' "$STATE/$1"
                [ -x "$STATE/on-$verb" ] && exec "$STATE/on-$verb"
                exit 0 ;;
            esac
            """;

    final Path directory;
    final Path db;
    final Path spool;
    final Path state;
    Instant now = NOW;
    private final Path bin;
    private Catalog catalog;

    Bed(Path directory) throws IOException {
        this.directory = directory;
        db = Files.createDirectories(directory.resolve("application")).resolve("pulse.db");
        spool = Files.createDirectories(directory.resolve("spool"));
        state = Files.createDirectories(directory.resolve("state"));
        bin = Files.createDirectories(directory.resolve("bin"));
        program("sudo", "#!/bin/sh\n[ \"$1\" = -u ] && shift 2\nexec \"$@\"\n");
        program("systemctl", SYSTEMCTL);
        program(
                "timedatectl",
                "#!/bin/sh\n[ \"$1\" = set-ntp ] && echo NTPSynchronized=yes > \"$STATE/ntp\"\ncat \"$STATE/ntp\"\n");
        program("dpkg", "#!/bin/sh\ncat \"$STATE/dpkg\"\n");
        program("apt-get", "#!/bin/sh\n: > \"$STATE/dpkg\"\n");
        for (String name : List.of("systemd-delta", "journalctl")) {
            program(name, "#!/bin/sh\n");
        }
        Files.writeString(state.resolve("ntp"), "NTPSynchronized=yes\n");
        Files.writeString(state.resolve("dpkg"), "");
        for (String unit : List.of(SERVICE, "thingconnect-pulse-backup.socket", UNIT)) {
            unit(unit, "enabled", "active", "no", "/usr/lib/systemd/system/" + unit, "");
        }
    }

    /** A real one, made when it is first asked for. */
    Catalog catalog() {
        try {
            if (catalog == null) {
                catalog = Catalog.open(directory.resolve("catalog.db"));
            }
            return catalog;
        } catch (BackupException e) {
            throw new AssertionError("no catalog", e);
        }
    }

    /** The application's: one table with an index, closed. */
    void makeDatabase() throws SQLException {
        execute(
                db,
                "PRAGMA journal_mode=WAL",
                "CREATE TABLE t (a, b)",
                "CREATE INDEX i ON t (a)",
                "INSERT INTO t VALUES (1, hex(randomblob(100))), (2, hex(randomblob(100))), (3, 'x')");
    }

    void unit(String name, String file, String active, String reload, String fragment, String dropIns)
            throws IOException {
        Files.writeString(
                state.resolve(name),
                "Id=" + name + "\nLoadState=loaded\nActiveState=" + active + "\nUnitFileState=" + file
                        + "\nNeedDaemonReload=" + reload + "\nFragmentPath=" + fragment + "\nDropInPaths=" + dropIns
                        + "\n");
    }

    private void program(String name, String text) throws IOException {
        script(bin.resolve(name), text);
    }

    /** What the application does when systemd starts it again. */
    void onRestart(String script) throws IOException {
        script(state.resolve("on-restart"), "#!/bin/sh\n" + script + "\n");
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Types a command, as it was printed. */
    String type(String command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", bin + ":" + environment.get("PATH"));
        environment.put("STATE", state.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("'" + command + "' failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(command, e);
        }
        return output;
    }

    Programs programs() {
        return command -> {
            try {
                return Optional.of(type(String.join(" ", command)));
            } catch (IOException e) {
                throw new AssertionError(command.toString(), e);
            }
        };
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    static void execute(Path db, String... statements) throws SQLException {
        try (Connection connection = connect(db);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static Connection connect(Path db) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + db);
    }

    static Label label(Duration ago, Kind kind) {
        return new Label(NOW.minus(ago), kind);
    }

    /** One backup of job daily with a copy at {@code local}. */
    void put(Label label, Label parent, CopyState copy, long bytes) throws BackupException {
        Lineage lineage = parent == null ? Lineage.full(1) : Lineage.delta(1, content(parent), parent);
        catalog()
                .putBackup(new BackupRecord(
                        label,
                        "daily",
                        content(label),
                        lineage,
                        label.at(),
                        label.at(),
                        Compression.GZIP,
                        bytes,
                        bytes,
                        bytes,
                        1,
                        "",
                        List.of(Component.DATABASE),
                        "",
                        List.of(),
                        1,
                        List.of(new CopyRecord("local", copy, "direct", label.at()))));
    }

    private static String content(Label label) {
        return Sha256.of(label.toString().getBytes(StandardCharsets.UTF_8)).hex();
    }

    /** @param cron "" for none */
    static JobSpec job(String cron, int maxChain) throws BackupException {
        return new JobSpec(
                "daily",
                cron.isEmpty() ? Optional.empty() : Optional.of(CronSchedule.parse(cron, BERLIN)),
                new ChainPolicy(Kind.INCREMENTAL, Duration.ofDays(7), maxChain, false),
                List.of(Component.DATABASE),
                Compression.GZIP,
                6,
                List.of("local"),
                Keep.everything(),
                List.of(),
                List.of());
    }

    @Override
    public void close() {
        if (catalog != null) {
            catalog.close();
        }
    }
}
