package io.thingconnect.pulse.backupd.backup;

import io.thingconnect.pulse.backupd.archive.ArchiveWriter;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Chain;
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
import io.thingconnect.pulse.backupd.publish.RestoreNotes;
import io.thingconnect.pulse.backupd.source.files.FileWalker;
import io.thingconnect.pulse.backupd.source.files.SourceTree;
import io.thingconnect.pulse.backupd.source.sqlite.CaptureOptions;
import io.thingconnect.pulse.backupd.source.sqlite.DatabaseSnapshot;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Backups of a {@link SmallBox} at a destination, assembled here from capture and archive, and held to what the manifests
 * of a chain have to be.
 */
final class HandmadeChain {
    private static final Instant START = Instant.parse("2024-01-15T02:00:00Z");

    final Path destination;
    final List<Manifest> manifests = new ArrayList<>();
    private final SmallBox box;
    private final Path scratch;
    private final Compression compression;
    private final int hour;
    private Keys keys = Keys.none();
    private final LiveDatabases live = new LiveDatabases(Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));

    /** @param hour sets the labels of several chains at one destination apart */
    HandmadeChain(SmallBox box, Path scratch, Path destination, Compression compression, int hour) throws IOException {
        this.box = box;
        this.scratch = Files.createDirectories(scratch);
        this.destination = destination;
        this.compression = compression;
        this.hour = hour;
        Files.createDirectories(job());
    }

    /** From the next backup on. */
    void sealWith(Keys with) {
        keys = with;
    }

    Path job() {
        return destination.resolve("daily");
    }

    Path archive(int link) {
        return job().resolve(manifests.get(link).archive().file());
    }

    List<BackupFiles> files() {
        return manifests.stream().map(BackupFiles::of).toList();
    }

    /** A backup of the box as it is, a full where there is none yet; and the notes for it. */
    Manifest backUp() throws IOException, BackupException {
        Manifest parent = manifests.isEmpty() ? null : manifests.get(manifests.size() - 1);
        Kind kind = parent == null ? Kind.FULL : Kind.INCREMENTAL;
        Label label = new Label(START.plus(Duration.ofHours(hour)).plus(Duration.ofMinutes(manifests.size())), kind);
        Lineage lineage = parent == null ? Lineage.full(1) : Lineage.delta(1, parent.contentId(), parent.label());
        manifests.add(new Capture(label, lineage, parent).publish());
        Chain.of(manifests);
        RestoreNotes.refresh(
                new Destination("local", new LocalStorage(destination, false), keys),
                manifests.get(manifests.size() - 1),
                files());
        return manifests.get(manifests.size() - 1);
    }

    private Path map(Label label, String path) {
        return scratch.resolve(label + "-" + DatabaseMembers.mapName(path));
    }

    /** One backup in the making. */
    private final class Capture {
        private final Label label;
        private final Lineage lineage;
        private final Map<String, Entry> before = new HashMap<>();
        private final Map<String, DatabaseState> databasesBefore = new LinkedHashMap<>();
        private final List<DatabaseState> states = new ArrayList<>();
        private final List<Entry> entries = new ArrayList<>();
        private final Map<String, Path> contents = new HashMap<>();

        Capture(Label label, Lineage lineage, Manifest parent) throws IOException, BackupException {
            this.label = label;
            this.lineage = lineage;
            if (parent != null) {
                parent.entries().forEach(entry -> before.put(entry.path(), entry));
                parent.databases().forEach(state -> databasesBefore.put(state.path(), state));
            }
            FileWalker walker = new FileWalker(box.root, List.of());
            for (Path file : box.databases()) {
                database(
                        file,
                        walker.stat(new SourceTree(Component.DATABASE, file)).entry());
            }
            FileWalker.Omit omit = new FileWalker.Omit(Set.of(), Set.of(), Set.copyOf(box.databases()));
            walker.walk(box.trees(), omit, new Work(), warning -> {
                        throw new AssertionError(warning);
                    })
                    .forEach(found -> {
                        contents.put(found.entry().path(), found.file());
                        entries.add(hashed(found.entry(), found.file()));
                    });
        }

        private Entry hashed(Entry entry, Path file) {
            try {
                return entry.type() == EntryType.FILE
                        ? entry.withContent(entry.size(), Sha256.of(Files.readAllBytes(file)))
                        : entry;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private void database(Path file, Entry entry) throws IOException, BackupException {
            DatabaseState was = databasesBefore.get(entry.path());
            Path spooled = scratch.resolve(label + "-" + states.size());
            Path map = map(label, entry.path());
            contents.put(entry.path(), spooled);
            CaptureOptions options = new CaptureOptions(1L << 40, Duration.ofMinutes(5), 0, 0, false, scratch);
            try (DatabaseSnapshot snapshot = live.open(file, options, new Work())) {
                DatabaseState state;
                if (was == null) {
                    try (OutputStream out = Files.newOutputStream(spooled)) {
                        Sha256 after = snapshot.copyTo(out, map, new Work()).sha256();
                        state = DatabaseState.whole(
                                entry.path(), snapshot.pageSize(), snapshot.pages(), after, "", snapshot.method());
                    }
                } else {
                    DatabaseSnapshot.Changed changed = (DatabaseSnapshot.Changed)
                            snapshot.copyChanged(map(lineage.parent(), entry.path()), map, spooled, new Work());
                    state = new DatabaseState(
                            entry.path(),
                            snapshot.pageSize(),
                            snapshot.pages(),
                            changed.changedPages(),
                            was.after(),
                            changed.after(),
                            "",
                            snapshot.method(),
                            new DatabaseState.Delta(changed.deltaBytes(), changed.deltaSha256()));
                }
                states.add(state);
                entries.add(entry.withContent(snapshot.bytes(), state.after()));
            }
        }

        private Set<String> unchanged(List<String> deleted) {
            Set<String> carried = entries.stream()
                    .filter(entry -> entry.type() != EntryType.DIRECTORY)
                    .filter(entry ->
                            !entry.equals(before.get(entry.path())) || databasesBefore.containsKey(entry.path()))
                    .map(Entry::path)
                    .collect(Collectors.toCollection(HashSet::new));
            states.forEach(state -> carried.add(state.path()));
            List<Entry> links = entries.stream()
                    .filter(entry -> entry.type() == EntryType.HARDLINK)
                    .toList();
            links.stream()
                    .filter(link -> carried.contains(link.path()))
                    .forEach(link -> carried.add(link.linkTarget()));
            links.stream()
                    .filter(link -> carried.contains(link.linkTarget()))
                    .forEach(link -> carried.add(link.path()));
            Set<String> touched = new HashSet<>();
            carried.forEach(path -> touched.add(parent(path)));
            deleted.forEach(path -> touched.add(parent(path)));
            return entries.stream()
                    .filter(entry -> !carried.contains(entry.path()))
                    .filter(entry -> entry.equals(before.get(entry.path())) && !touched.contains(entry.path()))
                    .map(Entry::path)
                    .collect(Collectors.toSet());
        }

        Manifest publish() throws IOException, BackupException {
            String contentId = ContentId.of(states, entries);
            Map<String, byte[]> control = new LinkedHashMap<>();
            Set<String> unchanged = Set.of();
            List<String> deleted = List.of();
            if (lineage.isDelta()) {
                deleted = Chain.deleted(List.copyOf(before.values()), entries);
                unchanged = unchanged(deleted);
                List<DatabaseState> parents = List.copyOf(databasesBefore.values());
                control.putAll(ControlFiles.of(label, lineage, contentId, states, parents, deleted));
            }
            BackupFiles files = new BackupFiles("daily", label, compression, Encryption.of(keys.encrypts()));
            ArchiveWriter.Totals totals = write(destination.resolve(files.archive()), control, unchanged);
            Difference difference = new Difference(
                    unchanged,
                    deleted,
                    control.entrySet().stream()
                            .map(file -> new Difference.ControlMember(
                                    file.getKey(), file.getValue().length, Sha256.of(file.getValue())))
                            .toList());
            Manifest manifest = manifest(contentId, files, totals, difference);
            byte[] text = sealed(ManifestWriter.write(manifest));
            Files.write(destination.resolve(files.manifest()), text);
            Files.writeString(
                    destination.resolve(files.checksums()),
                    new Checksums(files, totals.sha256(), Sha256.of(text)).text());
            return manifest;
        }

        private byte[] sealed(byte[] manifest) throws IOException {
            if (!keys.encrypts()) {
                return manifest;
            }
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            try (OutputStream out = keys.encrypt(sealed)) {
                out.write(manifest);
            }
            return sealed.toByteArray();
        }

        private ArchiveWriter.Totals write(Path archive, Map<String, byte[]> control, Set<String> unchanged)
                throws IOException, BackupException {
            try (OutputStream out = Files.newOutputStream(archive);
                    ArchiveWriter writer = ArchiveWriter.open(out, compression, compression.defaultLevel(), 1, keys)) {
                for (Map.Entry<String, byte[]> file : control.entrySet()) {
                    int mode = file.getKey().equals(Difference.APPLY) ? 0700 : 0600;
                    byte[] content = file.getValue();
                    writer.add(
                            file(file.getKey(), content.length, mode, new Owner(0, 0, "root", "root"), label.at()),
                            sink -> sink.write(content));
                }
                for (Entry entry : entries) {
                    if (!unchanged.contains(entry.path())) {
                        add(writer, entry);
                    }
                }
                return writer.finish();
            }
        }

        private void add(ArchiveWriter writer, Entry entry) throws IOException, BackupException {
            Path content = contents.get(entry.path());
            DatabaseState state = states.stream()
                    .filter(each -> each.path().equals(entry.path()))
                    .findFirst()
                    .orElse(null);
            if (state != null && state.isDelta()) {
                writer.add(
                        file(state.deltaPath(label), state.delta().size(), entry.mode(), entry.owner(), entry.mtime()),
                        sink -> Files.copy(content, sink));
                return;
            }
            writer.add(entry, entry.type() == EntryType.FILE ? sink -> Files.copy(content, sink) : null);
            if (state != null) {
                writer.add(file(entry.path() + "-wal", 0, entry.mode(), entry.owner(), entry.mtime()), sink -> {});
            }
        }

        private Manifest manifest(
                String contentId, BackupFiles files, ArchiveWriter.Totals totals, Difference difference) {
            return new Manifest(
                    Manifest.FORMAT,
                    label,
                    "daily",
                    contentId,
                    lineage,
                    label.at(),
                    label.at(),
                    "plant7",
                    "instance",
                    "0",
                    LiveDatabases.sqliteVersion(),
                    "a \"contentId\":\"" + "0".repeat(64) + "\" in a note",
                    List.of(Component.DATABASE, Component.STATE),
                    new Manifest.ArchiveInfo(
                            files.archiveName(),
                            compression,
                            files.encryption(),
                            totals.size(),
                            totals.plainSize(),
                            totals.sha256()),
                    states,
                    entries,
                    difference,
                    List.of(),
                    List.of());
        }
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static Entry file(String path, long size, int mode, Owner owner, Instant time) {
        return new Entry(path, EntryType.FILE, Component.DATABASE, size, mode, owner, time, null, null, Map.of(), null);
    }
}
