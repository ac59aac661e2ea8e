package io.thingconnect.pulse.backupd.verify;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A little application whose databases are real and whose tree is made up; it changes, and chains are made of it. */
public final class Application {
    private static final String MAIN = "var/lib/p/pulse.db";
    private static final String ODD = "var/lib/p/odd \\ \"näme\".db";

    private final Path directory;
    private final Random random;
    private final LiveDatabases live = new LiveDatabases(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, byte[]> contents = new HashMap<>();
    /** Databases, and where their files and newest page maps are. */
    private final Map<String, Path> databases = new TreeMap<>();

    private final Map<String, Path> maps = new HashMap<>();
    private final Map<String, byte[]> states = new HashMap<>();
    private int step;

    private Application(Path directory, long seed) {
        this.directory = directory;
        this.random = new Random(seed);
    }

    /** A full and so many deltas; equal seeds make chains of equal shape. */
    public static SmallChain chain(Path directory, Compression compression, int deltas, long seed)
            throws IOException, BackupException, SQLException {
        Application application = new Application(Files.createTempDirectory(directory, "app"), seed);
        SmallChain chain = new SmallChain(compression);
        application.begin();
        chain.add(application.capture());
        for (int i = 0; i < deltas; i++) {
            application.change();
            chain.add(application.capture());
        }
        return chain;
    }

    private void begin() throws SQLException {
        directory("etc");
        directory("var");
        directory("var/lib");
        directory("etc/p");
        directory("etc/p/names");
        directory("etc/p/empty");
        directory("etc/p/sub");
        directory("var/lib/p");
        file("etc/p/config.yaml", 300);
        file("etc/p/sub/a", 700);
        file("etc/p/sub/-dash\nnewline", 40);
        file("etc/p/going", 10);
        file("etc/p/turning", 10);
        link("etc/p/link", EntryType.SYMLINK, "config.yaml");
        file("etc/p/names/first", 200);
        link("etc/p/names/second", EntryType.HARDLINK, "etc/p/names/first");
        databases.put(MAIN, directory.resolve("main.db"));
        execute(MAIN, "CREATE TABLE t(id INTEGER PRIMARY KEY, x BLOB)", insert(20));
    }

    private void change() throws SQLException {
        step++;
        switch (step) {
            case 1 -> {
                execute(MAIN, insert(10));
                file("etc/p/config.yaml", 320);
                remove("etc/p/going");
                remove("etc/p/turning");
                directory("etc/p/turning");
                file("etc/p/turning/inside", 30);
                databases.put(ODD, directory.resolve("odd.db"));
                execute(ODD, "CREATE TABLE u(x)", "INSERT INTO u VALUES (randomblob(3000))");
            }
            case 2 -> {
                execute(ODD, "INSERT INTO u VALUES (randomblob(6000))");
                file("etc/p/names/first", 210);
                remove("etc/p/link");
                link("etc/p/link", EntryType.SYMLINK, "sub/a");
            }
            case 3 -> {
                execute(MAIN, "DELETE FROM t WHERE id > 8", "VACUUM", insert(3));
                remove("etc/p/turning/inside");
                remove("etc/p/turning");
                link("etc/p/turning", EntryType.SYMLINK, "nowhere");
            }
            default -> {
                execute(MAIN, "UPDATE t SET x=randomblob(900) WHERE id % 3 = " + step % 3);
                file("etc/p/new" + step, 50);
                if (step == 5) {
                    remove(ODD);
                    databases.remove(ODD);
                }
            }
        }
    }

    private static String insert(int rows) {
        return "INSERT INTO t(x) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<" + rows
                + ") SELECT randomblob(700) FROM n";
    }

    private void execute(String path, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + databases.get(path));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void directory(String path) {
        entries.put(path, entry(path, EntryType.DIRECTORY, 0, 0710 + random.nextInt(8), null, null));
    }

    private void link(String path, EntryType type, String target) {
        entries.put(path, entry(path, type, 0, 0777, null, target));
    }

    private void file(String path, int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        contents.put(path, content);
        entries.put(path, entry(path, EntryType.FILE, size, 0600 + random.nextInt(64), Sha256.of(content), null));
    }

    private void remove(String path) {
        entries.remove(path);
        contents.remove(path);
    }

    private Entry entry(String path, EntryType type, long size, int mode, Sha256 hash, String target) {
        Owner owner = new Owner(1000 + random.nextInt(9), 1000, "", "");
        Instant mtime = SmallChain.START.minusSeconds(random.nextInt(1 << 20)).plusNanos(random.nextInt(1_000_000_000));
        Map<String, String> xattrs = type == EntryType.FILE && size == 700
                ? Map.of("user.text", base64("words".getBytes(StandardCharsets.UTF_8)), "user.raw", base64(new byte[] {
                    -1, 0, -2
                }))
                : Map.of();
        return new Entry(path, type, Component.STATE, size, mode, owner, mtime, hash, target, xattrs, null);
    }

    private static String base64(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private SmallChain.State capture() throws IOException, BackupException {
        List<SmallChain.Database> captured = new ArrayList<>();
        for (String path : databases.keySet()) {
            captured.add(capture(path));
        }
        return new SmallChain.State(new TreeMap<>(entries), new HashMap<>(contents), captured);
    }

    private SmallChain.Database capture(String path) throws IOException, BackupException {
        CaptureOptions options =
                new CaptureOptions(1L << 40, Duration.ofMinutes(1), 0, 0, false, Files.createDirectories(spool()));
        Path map = directory.resolve(step + "-" + Sha256.of(path.getBytes(StandardCharsets.UTF_8)) + ".map");
        Path deltaFile = directory.resolve(map.getFileName() + ".delta");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] delta = null;
        long changed = 0;
        try (DatabaseSnapshot snapshot = live.open(databases.get(path), options, new Work())) {
            snapshot.copyTo(bytes, directory.resolve(map.getFileName() + ".whole"), new Work());
        }
        if (maps.containsKey(path)) {
            try (DatabaseSnapshot snapshot = live.open(databases.get(path), options, new Work())) {
                DatabaseSnapshot.Changed result = assertInstanceOf(
                        DatabaseSnapshot.Changed.class,
                        snapshot.copyChanged(maps.get(path), map, deltaFile, new Work()));
                changed = result.changedPages();
                delta = Files.readAllBytes(deltaFile);
            }
        } else {
            map = directory.resolve(map.getFileName() + ".whole");
        }
        maps.put(path, map);
        byte[] state = bytes.toByteArray();
        Sha256 hash = Sha256.of(state);
        boolean same =
                states.put(path, state) != null && entries.get(path).sha256().equals(hash);
        if (!same) {
            entries.put(path, entry(path, EntryType.FILE, state.length, 0640, hash, null));
        }
        return new SmallChain.Database(entries.get(path), state, delta, changed);
    }

    private Path spool() {
        return directory.resolve("spool");
    }
}
