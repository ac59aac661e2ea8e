package io.thingconnect.pulse.backupd.operation;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.backup.ArchiveBuilder;
import io.thingconnect.pulse.backupd.backup.Built;
import io.thingconnect.pulse.backupd.backup.CaptureLimits;
import io.thingconnect.pulse.backupd.backup.Comparison;
import io.thingconnect.pulse.backupd.backup.DeltaCapture;
import io.thingconnect.pulse.backupd.backup.Identity;
import io.thingconnect.pulse.backupd.backup.Order;
import io.thingconnect.pulse.backupd.backup.PageMapFile;
import io.thingconnect.pulse.backupd.backup.Parent;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.Records;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.restore.DirectoryRestore;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import java.io.IOException;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An installation with real databases, and published backups of it, to be compared. */
final class ComparedBox {
    static final String DB = "var/app/pulse.db";

    /** So far ahead that no file looks as if it had changed just now. */
    private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    final Path root;
    final Path etc;
    final Path spool;
    final Path pageMaps;
    final LiveDatabases live = new LiveDatabases(LATER);
    private final Destination destination;
    private final Path dir;
    private int made;
    /** How often a chain was opened: each time archives were read. */
    int chainsOpened;

    ComparedBox(Path directory) throws IOException, SQLException {
        dir = directory.toRealPath();
        root = dir.resolve("root");
        etc = Files.createDirectories(root.resolve("etc/app"));
        Files.createDirectories(root.resolve("var/app"));
        spool = dir.resolve("spool");
        pageMaps = dir.resolve("pagemaps");
        destination = new Destination(
                "local", new LocalStorage(Files.createDirectories(dir.resolve("dest")), false), Keys.none());
        Files.writeString(etc.resolve("config.yaml"), "version: 1\n");
        Files.writeString(etc.resolve("secret"), "word\n");
        Files.writeString(etc.resolve("left.skip"), "out\n");
        sql(
                DB,
                "PRAGMA journal_mode=WAL",
                "CREATE TABLE t(id INTEGER PRIMARY KEY, x)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                        + " INSERT INTO t SELECT i, hex(zeroblob(100)) FROM n");
    }

    private Installation installation() {
        Application application = new Application(
                root,
                List.of(root.resolve(DB)),
                List.of(
                        new SourceTree(Component.CONFIGURATION, root.resolve("etc/app")),
                        new SourceTree(Component.STATE, root.resolve("var/app"))),
                List.of("*.skip"),
                Set.of(),
                Set.of(etc.resolve("secret")));
        return new Installation(
                application,
                new Identity("host", "instance", "0"),
                1L << 40,
                Duration.ofMinutes(5),
                spool,
                pageMaps,
                0,
                1L << 40,
                Map.of("local", destination));
    }

    Differences differences() {
        return new Differences(this::installation, live, new RestoreWatch(root.getParent(), Duration.ZERO), LATER);
    }

    Differences.Compared full() throws IOException, BackupException {
        Order order = order(Kind.FULL, Lineage.full(1));
        return publish(order, upload -> builder().build(order, upload.stream(), new Work()));
    }

    Differences.Compared delta(Differences.Compared parent) throws IOException, BackupException {
        Manifest before = parent.manifest();
        Order order = order(Kind.INCREMENTAL, Lineage.delta(1, before.contentId(), before.label()));
        Path index = pageMaps.resolve("daily").resolve(before.label().toString());
        Comparison comparison = builder().compare(order, new Parent(before, index), new Work());
        try (DeltaCapture capture = ((Comparison.Ready) comparison).capture()) {
            return publish(order, upload -> builder().build(order, capture, upload.stream(), new Work()));
        }
    }

    private ArchiveBuilder builder() {
        CaptureLimits limits = new CaptureLimits(1L << 40, Duration.ofMinutes(5), spool, pageMaps, 0, 0);
        Installation now = installation();
        return new ArchiveBuilder(live, now.application(), limits, now.identity(), LATER);
    }

    private Order order(Kind kind, Lineage lineage) {
        Label label = new Label(Instant.parse("2024-01-15T02:00:00Z").plusSeconds(60L * made++), kind);
        List<Component> components = List.of(Component.DATABASE, Component.CONFIGURATION, Component.STATE);
        return new Order(label, lineage, "daily", components, Compression.NONE, 0, Keys.none(), false, "");
    }

    private interface Build {
        Built into(Upload upload) throws IOException, BackupException;
    }

    private Differences.Compared publish(Order order, Build build) throws IOException, BackupException {
        BackupFiles files = new BackupFiles("daily", order.label(), order.compression(), Encryption.NONE);
        try (Upload upload = destination.storage().begin(files.archive())) {
            Manifest manifest = build.into(upload).manifest();
            new Publisher(LATER).publish(destination, upload, manifest, new Work());
            new PageMaps(pageMaps).complete(manifest);
            return new Differences.Compared(Records.of(manifest, 1, List.of()), manifest, () -> {
                chainsOpened++;
                return ChainReader.open(destination, "daily", manifest.label());
            });
        }
    }

    Path archive(Differences.Compared backup) {
        return dir.resolve("dest/daily").resolve(backup.manifest().archive().file());
    }

    /** The same backup, but that its manifest says of one file what is not true. */
    static Differences.Compared withHash(Differences.Compared backup, String path, Sha256 hash) {
        Manifest m = backup.manifest();
        List<Entry> entries = m.entries().stream()
                .map(entry -> entry.path().equals(path) ? entry.withContent(entry.size(), hash) : entry)
                .toList();
        Manifest told = new Manifest(
                m.format(),
                m.label(),
                m.job(),
                m.contentId(),
                m.lineage(),
                m.takenAt(),
                m.finishedAt(),
                m.host(),
                m.instanceId(),
                m.productVersion(),
                m.sqliteVersion(),
                m.note(),
                m.components(),
                m.archive(),
                m.databases(),
                entries,
                m.difference(),
                m.secretsLeftOut(),
                m.warnings());
        return new Differences.Compared(backup.backup(), told, backup.chain());
    }

    /** The kept map of a database. */
    Path map(Differences.Compared backup) {
        return PageMapFile.in(
                pageMaps.resolve("daily").resolve(backup.manifest().label().toString()), DB);
    }

    void forget(Differences.Compared backup) throws IOException {
        DurableFiles.deleteTree(
                pageMaps.resolve("daily").resolve(backup.manifest().label().toString()));
    }

    void sql(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The database's bytes as they come back. */
    byte[] restored(Differences.Compared backup) throws IOException, BackupException {
        Path target = dir.resolve("restored-" + backup.manifest().label());
        if (!Files.exists(target)) {
            ChainReader chain =
                    ChainReader.open(destination, "daily", backup.manifest().label());
            new DirectoryRestore(false).restore(chain, target, new Work());
        }
        return Files.readAllBytes(target.resolve(DB));
    }

    /** Page by page, byte by byte. */
    static long differing(byte[] one, byte[] other, int pageSize) {
        long differing = 0;
        for (int at = 0; at < Math.max(one.length, other.length); at += pageSize) {
            boolean both = at < one.length && at < other.length;
            if (!both || !Arrays.equals(one, at, at + pageSize, other, at, at + pageSize)) {
                differing++;
            }
        }
        return differing;
    }

    List<String> inSpool() throws IOException {
        if (!Files.exists(spool)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spool)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    static Optional<Differences.Difference> of(List<Differences.Difference> found, String path) {
        return found.stream().filter(each -> each.change().path().equals(path)).findFirst();
    }

    /** One word and the path for each, without directories, whose times change with what is in them. */
    static List<String> words(List<Differences.Difference> found) {
        List<String> words = new ArrayList<>();
        for (Differences.Difference each : found) {
            if (!each.change().either().type().word().equals("directory")) {
                words.add((each.ofDatabase() ? "database " : "")
                        + each.change().change().word() + " " + each.change().path());
            }
        }
        return words;
    }
}
