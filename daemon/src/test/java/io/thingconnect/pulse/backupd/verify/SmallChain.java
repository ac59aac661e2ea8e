package io.thingconnect.pulse.backupd.verify;

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
import io.thingconnect.pulse.backupd.storage.Destination;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Real archives of a full and the deltas after it, each with its manifest, written as a backup would. */
public final class SmallChain {
    public static final String JOB = "daily";

    static final Instant START = Instant.parse("2024-01-15T02:00:00Z");

    private final Compression compression;
    private final List<Manifest> manifests = new ArrayList<>();
    private final Map<String, byte[]> files = new TreeMap<>();

    SmallChain(Compression compression) {
        this.compression = compression;
    }

    /** A database as a state has it, and what changed in it since the last one: null where it has to go whole. */
    // Only carried from here to there, never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Database(Entry entry, byte[] bytes, byte[] delta, long changedPages) {}

    /** A tree at one time: entries with their hashes, and the content of files. */
    record State(Map<String, Entry> entries, Map<String, byte[]> contents, List<Database> databases) {}

    /** The full first. */
    public List<Manifest> manifests() {
        return manifests;
    }

    public Label label(int link) {
        return manifests.get(link).label();
    }

    /** Name to bytes, as at a destination. */
    public Map<String, byte[]> files() {
        return new TreeMap<>(files);
    }

    public Destination destination() {
        return destination(files);
    }

    public static Destination destination(Map<String, byte[]> files) {
        return new Destination("local", new MemoryStorage(files), Keys.none());
    }

    public BackupFiles names(int link) {
        return new BackupFiles(JOB, label(link), compression, Encryption.NONE);
    }

    /** Appends a link that holds this state: the first is the full. */
    void add(State state) throws IOException, BackupException {
        int at = manifests.size();
        Manifest parent = at == 0 ? null : manifests.get(at - 1);
        Label label = new Label(START.plusSeconds(3600L * at), parent == null ? Kind.FULL : Kind.INCREMENTAL);
        Manifest manifest = new Building(label, parent, state).build();
        manifests.add(manifest);
        put(files, manifest);
    }

    /** Manifest and {@code .sha256} as they belong together. */
    public static void put(Map<String, byte[]> files, Manifest manifest) {
        BackupFiles names =
                new BackupFiles(JOB, manifest.label(), manifest.archive().compression(), Encryption.NONE);
        byte[] bytes = ManifestWriter.write(manifest);
        files.put(names.manifest(), bytes);
        files.put(
                names.checksums(),
                new Checksums(names, manifest.archive().sha256(), Sha256.of(bytes))
                        .text()
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** One archive under way. */
    private final class Building {
        private final Label label;
        private final Manifest parent;
        private final State state;
        private final List<Entry> entries;
        private final List<DatabaseState> databases = new ArrayList<>();
        private final Map<String, Entry> before = new HashMap<>();

        Building(Label label, Manifest parent, State state) {
            this.label = label;
            this.parent = parent;
            this.state = state;
            this.entries = new ArrayList<>(state.entries().values());
            if (parent != null) {
                parent.entries().forEach(entry -> before.put(entry.path(), entry));
            }
        }

        Manifest build() throws IOException, BackupException {
            for (Database database : state.databases()) {
                databases.add(stateOf(database));
            }
            List<String> deleted = parent == null ? List.of() : Chain.deleted(parent.entries(), entries);
            Set<String> unchanged = parent == null ? Set.of() : unchanged(deleted);
            Map<String, byte[]> control = parent == null ? Map.of() : control(deleted);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ArchiveWriter.Totals totals;
            try (ArchiveWriter writer =
                    ArchiveWriter.open(bytes, compression, compression.minLevel(), 1, Keys.none())) {
                write(writer, control, unchanged);
                totals = writer.finish();
            }
            files.put(new BackupFiles(JOB, label, compression, Encryption.NONE).archive(), bytes.toByteArray());
            return new Manifest(
                    Manifest.FORMAT,
                    label,
                    JOB,
                    ContentId.of(databases, entries),
                    parent == null ? Lineage.full(1) : Lineage.delta(1, parent.contentId(), parent.label()),
                    label.at(),
                    label.at().plusSeconds(1),
                    "host",
                    "instance",
                    "0",
                    "3",
                    "a note",
                    List.of(Component.DATABASE, Component.STATE),
                    new Manifest.ArchiveInfo(
                            label + compression.suffix(),
                            compression,
                            Encryption.NONE,
                            totals.size(),
                            totals.plainSize(),
                            totals.sha256()),
                    databases,
                    entries,
                    new Difference(unchanged, deleted, listed(control)),
                    List.of(),
                    List.of("a warning"));
        }

        private DatabaseState stateOf(Database database) {
            String path = database.entry().path();
            int pageSize = 4096;
            long pages = database.bytes().length / pageSize;
            Sha256 after = Sha256.of(database.bytes());
            if (database.delta() == null) {
                return DatabaseState.whole(path, pageSize, pages, after, "", "copied");
            }
            Sha256 was = parent.databases().stream()
                    .filter(state -> state.path().equals(path))
                    .findFirst()
                    .orElseThrow()
                    .after();
            return new DatabaseState(
                    path,
                    pageSize,
                    pages,
                    database.changedPages(),
                    was,
                    after,
                    "",
                    "copied",
                    new DatabaseState.Delta(database.delta().length, Sha256.of(database.delta())));
        }

        private Set<String> unchanged(List<String> deleted) {
            Set<String> carried = new HashSet<>();
            state.databases().forEach(database -> carried.add(database.entry().path()));
            for (Entry entry : entries) {
                if (!entry.equals(before.get(entry.path()))) {
                    carried.add(entry.path());
                }
            }
            // A link and its file go together; a link may make its file be carried, and that others.
            for (int round = 0; round < 2; round++) {
                for (Entry entry : entries) {
                    if (entry.type() == EntryType.HARDLINK
                            && (carried.contains(entry.path()) || carried.contains(entry.linkTarget()))) {
                        carried.add(entry.path());
                        carried.add(entry.linkTarget());
                    }
                }
            }
            Set<String> touched = new HashSet<>();
            carried.forEach(path -> touched.add(parentOf(path)));
            deleted.forEach(path -> touched.add(parentOf(path)));
            Set<String> unchanged = new HashSet<>();
            for (Entry entry : entries) {
                boolean directory = entry.type() == EntryType.DIRECTORY;
                if (!carried.contains(entry.path()) && !(directory && touched.contains(entry.path()))) {
                    unchanged.add(entry.path());
                }
            }
            return unchanged;
        }

        private static String parentOf(String path) {
            return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
        }

        private Map<String, byte[]> control(List<String> deleted) {
            StringBuilder gone = new StringBuilder();
            deleted.forEach(path -> gone.append(path).append('\0'));
            StringBuilder was = new StringBuilder();
            StringBuilder is = new StringBuilder();
            for (DatabaseState database : databases) {
                String name = database.path().replace("\\", "\\\\").replace("\n", "\\n");
                String mark = name.equals(database.path()) ? "" : "\\";
                if (database.isDelta()) {
                    was.append(mark + database.before() + "  " + name + "\n");
                }
                is.append(mark + database.after() + "  " + name + "\n");
            }
            Map<String, byte[]> control = new LinkedHashMap<>();
            control.put(Difference.DELETED, gone.toString().getBytes(StandardCharsets.UTF_8));
            control.put(Difference.BEFORE, was.toString().getBytes(StandardCharsets.UTF_8));
            control.put(Difference.AFTER, is.toString().getBytes(StandardCharsets.UTF_8));
            control.put(Difference.APPLY, ("#!/bin/sh\n# " + label + "\n").getBytes(StandardCharsets.UTF_8));
            return control;
        }

        private static List<Difference.ControlMember> listed(Map<String, byte[]> control) {
            return control.entrySet().stream()
                    .map(file -> new Difference.ControlMember(
                            file.getKey(), file.getValue().length, Sha256.of(file.getValue())))
                    .toList();
        }

        private void write(ArchiveWriter writer, Map<String, byte[]> control, Set<String> unchanged)
                throws IOException, BackupException {
            for (Map.Entry<String, byte[]> file : control.entrySet()) {
                int mode = file.getKey().equals(Difference.APPLY) ? 0700 : 0600;
                write(writer, header(file.getKey(), file.getValue().length, mode), file.getValue());
            }
            for (int i = 0; i < databases.size(); i++) {
                Database database = state.databases().get(i);
                DatabaseState listed = databases.get(i);
                if (listed.isDelta()) {
                    write(
                            writer,
                            renamed(database.entry(), listed.deltaPath(label), database.delta().length),
                            database.delta());
                } else {
                    write(writer, database.entry(), database.bytes());
                    write(writer, renamed(database.entry(), listed.path() + "-wal", 0), new byte[0]);
                }
            }
            for (Entry entry : entries) {
                byte[] content = state.contents().get(entry.path());
                boolean database =
                        databases.stream().anyMatch(state -> state.path().equals(entry.path()));
                if (!database && !unchanged.contains(entry.path())) {
                    write(writer, entry, content);
                }
            }
        }

        private static void write(ArchiveWriter writer, Entry entry, byte[] content)
                throws IOException, BackupException {
            writer.add(entry, out -> out.write(content));
        }

        private static Entry renamed(Entry of, String path, long size) {
            return new Entry(
                    path,
                    of.type(),
                    of.component(),
                    size,
                    of.mode(),
                    of.owner(),
                    of.mtime(),
                    null,
                    null,
                    Map.of(),
                    null);
        }

        private Entry header(String path, long size, int mode) {
            Owner root = new Owner(0, 0, "root", "root");
            return new Entry(
                    path, EntryType.FILE, Component.STATE, size, mode, root, label.at(), null, null, Map.of(), null);
        }
    }
}
