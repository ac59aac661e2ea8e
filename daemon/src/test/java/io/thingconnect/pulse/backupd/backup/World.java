package io.thingconnect.pulse.backupd.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.thingconnect.pulse.backupd.archive.ArchiveMember;
import io.thingconnect.pulse.backupd.archive.ArchiveReader;
import io.thingconnect.pulse.backupd.backupset.Chain;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestReader;
import io.thingconnect.pulse.backupd.backupset.ManifestWriter;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.encryption.Opening;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.io.OutputStream;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An installation, and backups of it. Every backup made here is held against its own manifest and its parent's. */
final class World {
    /** So far ahead that no file looks as if it had changed just now. */
    static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    static final String JOB = "daily";

    final Path root;
    final Path spool;
    final Path pageMaps;
    private final Path archives;
    private final List<Path> databases = new ArrayList<>();
    private final List<SourceTree> trees = new ArrayList<>();
    private final LiveDatabases live;
    private Clock clock = LATER;
    private List<Component> components = List.of(Component.DATABASE, Component.CONFIGURATION, Component.STATE);
    private Compression compression = Compression.NONE;
    private boolean staged;
    private int made;

    /** A backup, and the file that is its archive. */
    record Made(Manifest manifest, Path archive, Path index, Built built) {
        Parent asParent() {
            return new Parent(manifest, index);
        }
    }

    World(Path directory) throws IOException {
        this(directory, LATER);
    }

    World(Path directory, Clock liveClock) throws IOException {
        root = Files.createDirectories(directory.toRealPath().resolve("root"));
        spool = directory.resolve("spool");
        pageMaps = Files.createDirectories(directory.resolve("pagemaps"));
        archives = Files.createDirectories(directory.resolve("archives"));
        live = new LiveDatabases(liveClock);
    }

    World database(String path) {
        databases.add(root.resolve(path));
        return this;
    }

    World forget(String path) {
        databases.remove(root.resolve(path));
        return this;
    }

    World tree(Component component, String path) {
        trees.add(new SourceTree(component, root.resolve(path)));
        return this;
    }

    World clock(Clock other) {
        clock = other;
        return this;
    }

    World components(Component... others) {
        components = List.of(others);
        return this;
    }

    World compression(Compression other) {
        compression = other;
        return this;
    }

    World staged(boolean value) {
        staged = value;
        return this;
    }

    ArchiveBuilder builder() {
        Application application = new Application(root, databases, trees, List.of("*.skip"), Set.of(), Set.of());
        CaptureLimits limits = new CaptureLimits(1L << 40, Duration.ofMinutes(5), spool, pageMaps, 1_000_000_000L, 1);
        return new ArchiveBuilder(live, application, limits, new Identity("host", "instance", "0"), clock);
    }

    Order order(Kind kind, Lineage lineage) {
        Label label = new Label(Instant.parse("2024-01-15T02:00:00Z").plusSeconds(60L * made++), kind);
        int level = compression.defaultLevel();
        return new Order(label, lineage, JOB, components, compression, level, Keys.none(), staged, "");
    }

    Order childOf(Made parent) {
        return order(
                Kind.INCREMENTAL,
                Lineage.delta(
                        1, parent.manifest().contentId(), parent.manifest().label()));
    }

    private Path archive(Order order) {
        return archives.resolve(order.label() + order.compression().suffix());
    }

    Path index(Order order) {
        return pageMaps.resolve(JOB).resolve(order.label().toString());
    }

    Made full() throws IOException, BackupException {
        Order order = order(Kind.FULL, Lineage.full(1));
        Path archive = archive(order);
        Built built;
        try (OutputStream out = Files.newOutputStream(archive)) {
            built = builder().build(order, out, new Work());
        }
        Made full = new Made(built.manifest(), archive, index(order), built);
        Chain.of(List.of(full.manifest()));
        checkMembers(full);
        return full;
    }

    Made delta(Made parent) throws IOException, BackupException {
        return tryDelta(parent).orElseThrow(() -> new AssertionError("no delta could be made"));
    }

    /** Empty where a full is due. */
    Optional<Made> tryDelta(Made parent) throws IOException, BackupException {
        Order order = childOf(parent);
        Path archive = archive(order);
        Built built;
        Comparison comparison = builder().compare(order, parent.asParent(), new Work());
        if (comparison instanceof Comparison.Unfit) {
            checkNothingLeft(order);
            return Optional.empty();
        }
        try (DeltaCapture capture =
                        assertInstanceOf(Comparison.Ready.class, comparison).capture();
                OutputStream out = Files.newOutputStream(archive)) {
            built = builder().build(order, capture, out, new Work());
        }
        assertEquals(List.of(), names(spool));
        Made delta = new Made(built.manifest(), archive, index(order), built);
        Chain.of(List.of(asIfFull(parent.manifest()), delta.manifest()));
        assertEquals(delta.manifest(), ManifestReader.read(ManifestWriter.write(delta.manifest()), "delta"));
        checkMembers(delta);
        return Optional.of(delta);
    }

    /** Why no delta can be made; and that nothing of the attempt is left. */
    String unfit(Made parent) throws IOException, BackupException {
        Order order = childOf(parent);
        Comparison comparison = builder().compare(order, parent.asParent(), new Work());
        String why = assertInstanceOf(Comparison.Unfit.class, comparison).why();
        checkNothingLeft(order);
        return why;
    }

    void checkNothingLeft(Order order) throws IOException {
        assertEquals(List.of(), names(spool));
        assertEquals(false, Files.exists(index(order)), "page maps left behind");
    }

    /** So that one link can be checked without the chain before it. */
    static Manifest asIfFull(Manifest manifest) {
        List<DatabaseState> whole = manifest.databases().stream()
                .map(state -> DatabaseState.whole(
                        state.path(), state.pageSize(), state.pages(), state.after(), "", "streamed"))
                .toList();
        return new Manifest(
                manifest.format(),
                new Label(manifest.label().at(), Kind.FULL),
                manifest.job(),
                manifest.contentId(),
                Lineage.full(1),
                manifest.takenAt(),
                manifest.finishedAt(),
                manifest.host(),
                manifest.instanceId(),
                manifest.productVersion(),
                manifest.sqliteVersion(),
                manifest.note(),
                manifest.components(),
                manifest.archive(),
                whole,
                manifest.entries(),
                Difference.NONE,
                manifest.secretsLeftOut(),
                manifest.warnings());
    }

    /** Members in the order of the archive, with the SHA-256 of a file's content. */
    static Map<ArchiveMember, Sha256> members(Made made) throws IOException, BackupException {
        Map<ArchiveMember, Sha256> members = new LinkedHashMap<>();
        try (ArchiveReader reader = ArchiveReader.open(
                Files.newInputStream(made.archive()),
                made.manifest().archive().compression(),
                Opening.PLAIN,
                new ArchiveReader.Limits(1L << 40, 1_000_000))) {
            byte[] buffer = new byte[1 << 16];
            for (ArchiveMember member = reader.next(); member != null; member = reader.next()) {
                var digest = Sha256.digest();
                for (int n = reader.read(buffer, 0, buffer.length); n >= 0; n = reader.read(buffer, 0, buffer.length)) {
                    digest.update(buffer, 0, n);
                }
                members.put(member, member.type() == EntryType.FILE ? Sha256.of(digest) : null);
            }
            reader.finish();
        }
        return members;
    }

    static List<String> paths(Made made) throws IOException, BackupException {
        return members(made).keySet().stream().map(ArchiveMember::path).toList();
    }

    /** The manifest says exactly what is in the archive, and where. */
    private static void checkMembers(Made made) throws IOException, BackupException {
        Manifest manifest = made.manifest();
        List<String> expected = new ArrayList<>();
        manifest.difference()
                .control()
                .forEach(member -> expected.add(line(
                        member.path(),
                        EntryType.FILE,
                        member.size(),
                        member.path().equals(Difference.APPLY) ? 0700 : 0600,
                        member.sha256())));
        Set<String> databases = new HashSet<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        manifest.entries().forEach(entry -> entries.put(entry.path(), entry));
        for (DatabaseState state : manifest.databases()) {
            databases.add(state.path());
            Entry entry = entries.get(state.path());
            assertEquals(state.after(), entry.sha256());
            assertEquals(state.pageSize() * state.pages(), entry.size());
            if (state.isDelta()) {
                expected.add(line(
                        state.deltaPath(manifest.label()),
                        EntryType.FILE,
                        state.delta().size(),
                        entry.mode(),
                        state.delta().sha256()));
            } else {
                expected.add(line(state.path(), EntryType.FILE, entry.size(), entry.mode(), entry.sha256()));
                expected.add(line(state.path() + "-wal", EntryType.FILE, 0, entry.mode(), Sha256.of(new byte[0])));
            }
        }
        Set<String> notCarried = manifest.notCarried();
        for (Entry entry : manifest.entries()) {
            if (!databases.contains(entry.path()) && !notCarried.contains(entry.path())) {
                expected.add(line(entry.path(), entry.type(), entry.size(), entry.mode(), entry.sha256()));
            }
        }
        List<String> actual = new ArrayList<>();
        members(made)
                .forEach((member, hash) ->
                        actual.add(line(member.path(), member.type(), member.size(), member.mode(), hash)));
        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }

    private static String line(String path, EntryType type, long size, int mode, Sha256 hash) {
        return path + " " + type + " " + size + " " + Integer.toOctalString(mode) + " " + hash;
    }

    static List<String> names(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Executes in this process and closes again: the application between two backups. */
    void sql(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + root.resolve(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
