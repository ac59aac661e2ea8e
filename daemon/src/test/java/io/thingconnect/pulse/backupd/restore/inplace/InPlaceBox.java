package io.thingconnect.pulse.backupd.restore.inplace;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.backup.ArchiveBuilder;
import io.thingconnect.pulse.backupd.backup.Built;
import io.thingconnect.pulse.backupd.backup.CaptureLimits;
import io.thingconnect.pulse.backupd.backup.Comparison;
import io.thingconnect.pulse.backupd.backup.DeltaCapture;
import io.thingconnect.pulse.backupd.backup.Identity;
import io.thingconnect.pulse.backupd.backup.Order;
import io.thingconnect.pulse.backupd.backup.Parent;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestWriter;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.TreeText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small installation below a root, with a backup of it (a full and an incremental) at a destination that lies in the
 * installation, and with later changes. OLD is what is there now, NEW what the backup holds.
 */
public final class InPlaceBox {
    public static final String JOB = "daily";
    public static final Label FULL = new Label(Instant.parse("2024-01-15T02:00:00Z"), Kind.FULL);
    public static final Label NEWEST = new Label(Instant.parse("2024-01-15T03:00:00Z"), Kind.INCREMENTAL);
    static final String ETC = "etc/thingconnect-pulse";
    static final String LIB = "var/lib/thingconnect-pulse";
    static final String LOG = "var/log/thingconnect-pulse";
    private static final String STATE = "var/lib/thingconnect-pulse-backup";
    private static final List<String> TREES = List.of(ETC, LIB, LOG);

    private final Path root;
    /** What stood there when the newest backup was made. */
    private final Map<String, String> captured;

    private InPlaceBox(Path root, Map<String, String> captured) {
        this.root = root;
        this.captured = captured;
    }

    /** Below an existing or new directory. */
    public static InPlaceBox create(Path directory) throws IOException, SQLException, BackupException {
        Path root = Files.createDirectories(directory).toRealPath();
        InPlaceBox box = new InPlaceBox(root, new TreeMap<>());
        box.fill();
        box.backUp();
        box.change();
        return box;
    }

    /** The same installation, copied with all attributes to where it is expected. */
    InPlaceBox copyTo(Path place) throws IOException, InterruptedException {
        DurableFiles.deleteTree(place);
        Process copy = new ProcessBuilder("cp", "-a", root.toString(), place.toString())
                .inheritIO()
                .start();
        if (!copy.waitFor(60, TimeUnit.SECONDS) || copy.exitValue() != 0) {
            throw new IOException("cp failed");
        }
        return new InPlaceBox(place.toRealPath(), captured);
    }

    public Path root() {
        return root;
    }

    Path at(String name) {
        return root.resolve(name);
    }

    Path state() {
        return root.resolve(STATE);
    }

    Path backups() {
        return at(LIB + "/backups");
    }

    private void fill() throws IOException, SQLException {
        write(ETC + "/config.yaml", "version: 1\n");
        write(ETC + "/backup.yaml", "backup: {enabled: false}\n");
        write(ETC + "/backup.env", "SECRET=1\n");
        write(ETC + "/scripts/notify \u00fc.sh", "#!/bin/sh\n");
        write(ETC + "/scripts/-rf\nnew", "x");
        Files.createSymbolicLink(at(ETC + "/current"), Path.of("config.yaml"));
        write(ETC + "/certs/pulse.key", "key 1");
        write(ETC + "/secrets/left-out", "password");
        write(ETC + "/secrets/kept", "one");
        write(LIB + "/versions/20240101_000000_aaaaaaaa.yaml", "v: 1\n");
        write(LIB + "/versions/20240102_000000_bbbbbbbb.yaml", "v: 2\n");
        write(LIB + "/keys/key-1.xml", "<key/>");
        Files.createLink(at(LIB + "/keys/same.xml"), at(LIB + "/keys/key-1.xml"));
        Files.createDirectories(at(LIB + "/empty"));
        write(LIB + "/mixed/kept.txt", "kept 1");
        write(LIB + "/mixed/scratch.tmp", "scratch 1");
        write(LIB + "/only-in-backup", "here");
        write(LOG + "/pulse.log", "started\n");
        Files.createDirectories(backups());
        Files.createDirectories(state());
        sql("PRAGMA journal_mode=WAL", "CREATE TABLE t(id INTEGER PRIMARY KEY, x)", rows(60));
        sql(PulseTables.THEN);
        Files.setPosixFilePermissions(at(ETC), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setPosixFilePermissions(at(ETC + "/certs/pulse.key"), PosixFilePermissions.fromString("rw-------"));
        if (TreeText.ROOT) {
            Files.setAttribute(at(ETC + "/config.yaml"), "unix:uid", 4321);
            Files.setAttribute(at(LIB + "/versions"), "unix:gid", 4321);
        }
        age(Instant.parse("2024-01-10T10:00:00.123456789Z"));
    }

    private static String rows(int count) {
        return "INSERT INTO t(x) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<" + count
                + ") SELECT randomblob(500) FROM n";
    }

    /** What a damaged, later state may look like. */
    private void change() throws IOException, SQLException {
        sql("DELETE FROM t WHERE id % 2 = 0", rows(40));
        sql(PulseTables.NOW);
        write(LIB + "/pulse.db-wal", "a stale WAL that must never meet the restored database");
        write(LIB + "/pulse.db-shm", "shm");
        write(ETC + "/config.yaml", "broken: [\n");
        write(ETC + "/backup.yaml", "backup: {enabled: true}\n");
        write(ETC + "/secrets/left-out", "new password");
        write(ETC + "/secrets/kept", "two");
        write(ETC + "/added later", "x");
        DurableFiles.deleteTree(at(LIB + "/keys"));
        write(LIB + "/keys", "a file now");
        Files.delete(at(LIB + "/only-in-backup"));
        write(LIB + "/versions/20240202_000000_cccccccc.yaml", "v: 3\n");
        write(LIB + "/mixed/kept.txt", "kept 2");
        write(LIB + "/mixed/scratch.tmp", "scratch 2");
        write(LIB + "/new directory/deep/file", "x");
        write(LOG + "/pulse.log", "started\nfailed\n");
        Files.setPosixFilePermissions(at(ETC), PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(at(LIB + "/mixed"), PosixFilePermissions.fromString("rwx------"));
        if (TreeText.ROOT) {
            Files.setAttribute(at(ETC), "unix:uid", 99);
        }
        age(Instant.parse("2024-02-20T20:00:00.987654321Z"));
    }

    /** Everything that is younger than 2024 ends becomes as old as this. */
    private void age(Instant time) throws IOException {
        for (String tree : TREES) {
            try (Stream<Path> paths = Files.walk(at(tree))) {
                for (Path path :
                        paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    boolean young = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .isAfter(Instant.parse("2025-01-01T00:00:00Z"));
                    if (young && !Files.isSymbolicLink(path) && !path.startsWith(backups())) {
                        Files.setLastModifiedTime(path, FileTime.from(time));
                    }
                }
            }
        }
    }

    void write(String name, String text) throws IOException {
        Files.createDirectories(at(name).getParent());
        Files.writeString(at(name), text);
    }

    void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + at(LIB + "/pulse.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private void backUp() throws IOException, BackupException, SQLException {
        Path spool = Files.createDirectories(state().resolve("spool"));
        CaptureLimits limits = new CaptureLimits(
                1L << 40, Duration.ofMinutes(1), spool, state().resolve("pagemaps"), 1_000_000_000L, 1);
        Application application = new Application(
                root,
                trees().databases(),
                trees().trees(),
                trees().exclude(),
                trees().leftAlone().directories(),
                Set.of(at(ETC + "/backup.env"), at(ETC + "/secrets/left-out")));
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        ArchiveBuilder builder = new ArchiveBuilder(
                new LiveDatabases(clock), application, limits, new Identity("host", "instance", "0"), clock);
        Order full = order(FULL, Lineage.full(1));
        Path directory = Files.createDirectories(backups().resolve(JOB));
        Manifest parent;
        try (OutputStream out = Files.newOutputStream(directory.resolve(FULL + ".tar.gz"))) {
            parent = builder.build(full, out, new Work()).manifest();
        }
        put(parent);
        sql(rows(5));
        write(ETC + "/config.yaml", "version: 2\n");
        if (TreeText.ROOT) {
            Files.setAttribute(at(ETC + "/config.yaml"), "unix:uid", 4321);
        }
        age(Instant.parse("2024-01-11T11:00:00.5Z"));
        Order delta = order(NEWEST, Lineage.delta(1, parent.contentId(), FULL));
        Path index = state().resolve("pagemaps").resolve(JOB).resolve(FULL.toString());
        Comparison comparison = builder.compare(delta, new Parent(parent, index), new Work());
        if (!(comparison instanceof Comparison.Ready ready)) {
            throw new AssertionError("no delta could be made: " + comparison);
        }
        try (DeltaCapture capture = ready.capture();
                OutputStream out = Files.newOutputStream(directory.resolve(NEWEST + ".tar.gz"))) {
            Built built = builder.build(delta, capture, out, new Work());
            put(built.manifest());
        }
        captured.putAll(tree());
        DurableFiles.deleteTree(state().resolve("pagemaps"));
    }

    /** A later full of the configuration alone, in a job of its own. */
    public void backUpConfiguration(Label label) throws IOException, BackupException {
        Path spool = Files.createDirectories(state().resolve("spool"));
        CaptureLimits limits = new CaptureLimits(
                1L << 40, Duration.ofMinutes(1), spool, state().resolve("pagemaps"), 1_000_000_000L, 1);
        Application application = new Application(
                root,
                List.of(),
                List.of(new SourceTree(Component.CONFIGURATION, at(ETC))),
                trees().exclude(),
                trees().leftAlone().directories(),
                Set.of(at(ETC + "/backup.env"), at(ETC + "/secrets/left-out")));
        Clock clock = Clock.systemUTC();
        ArchiveBuilder builder = new ArchiveBuilder(
                new LiveDatabases(clock), application, limits, new Identity("host", "instance", "0"), clock);
        Order order = new Order(
                label,
                Lineage.full(1),
                "changes",
                List.of(Component.CONFIGURATION),
                Compression.GZIP,
                1,
                Keys.none(),
                false,
                "");
        Path directory = Files.createDirectories(backups().resolve("changes"));
        Manifest made;
        try (OutputStream out = Files.newOutputStream(directory.resolve(label + ".tar.gz"))) {
            made = builder.build(order, out, new Work()).manifest();
        }
        put("changes", made);
        DurableFiles.deleteTree(state().resolve("pagemaps"));
    }

    private static Order order(Label label, Lineage lineage) {
        List<Component> components = List.of(
                Component.DATABASE,
                Component.CONFIGURATION,
                Component.STATE,
                Component.CERTIFICATES,
                Component.SCRIPTS,
                Component.LOGS);
        return new Order(label, lineage, JOB, components, Compression.GZIP, 1, Keys.none(), false, "");
    }

    private void put(Manifest manifest) throws IOException {
        put(JOB, manifest);
    }

    private void put(String job, Manifest manifest) throws IOException {
        BackupFiles names = new BackupFiles(job, manifest.label(), Compression.GZIP, Encryption.NONE);
        byte[] bytes = ManifestWriter.write(manifest);
        Files.write(backups().resolve(names.manifest()), bytes);
        Files.writeString(
                backups().resolve(names.checksums()),
                new Checksums(names, manifest.archive().sha256(), Sha256.of(bytes)).text());
    }

    ProtectedTrees trees() {
        return new ProtectedTrees(
                root,
                List.of(
                        new SourceTree(Component.CONFIGURATION, at(ETC)),
                        new SourceTree(Component.STATE, at(LIB)),
                        new SourceTree(Component.CERTIFICATES, at(ETC + "/certs")),
                        new SourceTree(Component.SCRIPTS, at(ETC + "/scripts")),
                        new SourceTree(Component.LOGS, at(LOG))),
                List.of(at(LIB + "/pulse.db")),
                List.of("*.tmp"),
                new ProtectedTrees.LeftAlone(
                        Set.of(backups(), state(), state().resolve("spool")),
                        Set.of(at(ETC + "/secrets/left-out"), at(ETC + "/backup.env")),
                        Set.of(at(ETC + "/backup.yaml"), at(ETC + "/backup.env"))));
    }

    ChainReader chain() throws BackupException {
        return ChainReader.open(new Destination("local", new LocalStorage(backups(), false), Keys.none()), JOB, NEWEST);
    }

    InPlaceRestore.Request request(Selection selection) throws BackupException {
        return new InPlaceRestore.Request(chain(), selection, false);
    }

    InPlaceRestore engine(Surroundings surroundings, FileSteps steps) {
        return new InPlaceRestore(trees(), state(), surroundings, steps, Clock.systemUTC());
    }

    /** Everything in the trees, with the trees themselves; see {@link TreeText}. */
    public Map<String, String> tree() throws IOException {
        Map<String, String> lines = new TreeMap<>();
        TreeText.read(root, false).forEach((name, line) -> {
            if (TREES.stream().anyMatch(tree -> name.equals(tree) || name.startsWith(tree + "/"))) {
                lines.put(name, line);
            }
        });
        return lines;
    }

    /** What a complete restore of the newest backup over this state must yield. */
    Map<String, String> expected(Map<String, String> old) {
        Map<String, String> expected = new TreeMap<>(captured);
        expected.put(ETC + "/backup.yaml.restored-" + NEWEST, captured.get(ETC + "/backup.yaml"));
        for (String stays : List.of(
                ETC + "/backup.yaml",
                ETC + "/backup.env",
                ETC + "/secrets/left-out",
                LIB + "/mixed/scratch.tmp",
                LIB + "/backups")) {
            expected.put(stays, old.get(stays));
        }
        old.keySet().stream()
                .filter(name -> name.startsWith(LIB + "/backups/"))
                .forEach(name -> expected.put(name, old.get(name)));
        return expected;
    }

    /** Staging directories anywhere below the root. */
    List<String> leftovers() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(Places.STAGING) || name.equals("in-progress"))
                    .toList();
        }
    }

    List<Path> previous() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> path.getFileName().toString().contains(Places.PREVIOUS))
                    .filter(path -> !path.getParent().toString().contains(Places.PREVIOUS))
                    .sorted()
                    .toList();
        }
    }
}
