package io.thingconnect.pulse.backupd.verify;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.ContentId;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.ManifestWriter;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A real little backup at a local destination: one database, a directory, a file, a symlink. Parts can be made to lie. */
public final class SmallBackup {
    public static final String JOB = "daily";
    public static final Label LABEL = new Label(Instant.parse("2024-01-15T02:00:00Z"), Kind.FULL);

    private static final Owner ROOT = new Owner(0, 0, "root", "root");
    private static final Instant TIME = Instant.parse("2024-01-14T22:10:03Z");

    private final Path directory;
    private final byte[] archive;
    private final Manifest manifest;

    private SmallBackup(Path directory, byte[] archive, Manifest manifest) {
        this.directory = directory;
        this.archive = archive;
        this.manifest = manifest;
    }

    /** Built in memory; {@link #write} puts it there. */
    public static SmallBackup in(Path directory, Compression compression)
            throws IOException, BackupException, SQLException {
        byte[] database = database(directory);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Entry> entries = new ArrayList<>();
        ArchiveWriter.Totals totals;
        try (ArchiveWriter writer =
                ArchiveWriter.open(bytes, compression, compression.defaultLevel(), 1, Keys.none())) {
            entries.add(file(writer, "var/lib/p/pulse.db", Component.DATABASE, database));
            file(writer, "var/lib/p/pulse.db-wal", Component.DATABASE, new byte[0]);
            entries.add(writer.add(entry("etc/p", EntryType.DIRECTORY, Component.CONFIGURATION, 0, null), null));
            byte[] text = "version: 1\n".repeat(500).getBytes(StandardCharsets.UTF_8);
            entries.add(file(writer, "etc/p/config.yaml", Component.CONFIGURATION, text));
            entries.add(writer.add(
                    entry("etc/p/link", EntryType.SYMLINK, Component.CONFIGURATION, 0, "config.yaml"), null));
            totals = writer.finish();
        }
        List<DatabaseState> databases = List.of(DatabaseState.whole(
                "var/lib/p/pulse.db", 4096, database.length / 4096, Sha256.of(database), "", "streamed"));
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                LABEL,
                JOB,
                ContentId.of(databases, entries),
                Lineage.full(1),
                TIME,
                TIME,
                "host",
                "instance",
                "0",
                "3",
                "",
                List.of(Component.DATABASE, Component.CONFIGURATION),
                new Manifest.ArchiveInfo(
                        LABEL + compression.suffix(),
                        compression,
                        Encryption.NONE,
                        totals.size(),
                        totals.plainSize(),
                        totals.sha256()),
                databases,
                entries,
                Difference.NONE,
                List.of(),
                List.of());
        return new SmallBackup(directory, bytes.toByteArray(), manifest);
    }

    private static byte[] database(Path directory) throws IOException, SQLException {
        Path file = directory.resolve("made.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t(id integer primary key, x text)");
            statement.execute("insert into t values (1, 'one'), (2, 'two')");
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private static Entry entry(String path, EntryType type, Component component, long size, String target) {
        int mode = type == EntryType.DIRECTORY ? 0750 : type == EntryType.SYMLINK ? 0777 : 0640;
        return new Entry(path, type, component, size, mode, ROOT, TIME, null, target, Map.of(), null);
    }

    private static Entry file(ArchiveWriter writer, String path, Component component, byte[] content)
            throws IOException, BackupException {
        return writer.add(entry(path, EntryType.FILE, component, content.length, null), out -> out.write(content));
    }

    public Manifest manifest() {
        return manifest;
    }

    public byte[] archive() {
        return archive.clone();
    }

    /** As it should be. */
    public Destination write() throws IOException {
        return write(archive, UnaryOperator.identity());
    }

    /** With other archive bytes under an honest manifest, and with entries that lie. */
    public Destination write(byte[] archiveBytes, UnaryOperator<List<Entry>> lie) throws IOException {
        List<Entry> entries = lie.apply(new ArrayList<>(manifest.entries()));
        Manifest lying = new Manifest(
                manifest.format(),
                manifest.label(),
                manifest.job(),
                ContentId.of(manifest.databases(), entries),
                Lineage.full(1),
                manifest.takenAt(),
                manifest.finishedAt(),
                manifest.host(),
                manifest.instanceId(),
                "0",
                "3",
                "",
                manifest.components(),
                manifest.archive(),
                manifest.databases(),
                entries,
                Difference.NONE,
                List.of(),
                List.of());
        byte[] manifestBytes = ManifestWriter.write(lying);
        BackupFiles files = new BackupFiles(JOB, LABEL, manifest.archive().compression(), Encryption.NONE);
        Files.createDirectories(directory.resolve(JOB));
        Files.write(directory.resolve(files.archive()), archiveBytes);
        Files.write(directory.resolve(files.manifest()), manifestBytes);
        Files.writeString(
                directory.resolve(files.checksums()),
                new Checksums(files, manifest.archive().sha256(), Sha256.of(manifestBytes)).text());
        return new Destination("local", new LocalStorage(directory, false), Keys.none());
    }
}
