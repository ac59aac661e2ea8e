package io.thingconnect.pulse.backupd.operation;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.backup.Identity;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.Pinning;
import io.thingconnect.pulse.backupd.copies.Reconciliation;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.scheduler.SimulatedClock;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A catalog, two destinations with small files that pass for backups, and all that expires and pins them. */
public final class ExpiryWorld implements AutoCloseable {
    public static final String JOB = "daily";
    public static final Instant NOW = Instant.parse("2024-02-01T00:00:00Z");

    public final Catalog catalog;
    final SimulatedClock clock = new SimulatedClock(NOW);
    final List<String> warnings = new ArrayList<>();
    final Reconciliation reconciliation;
    final Expiry expiry;
    public final Pinning pinning;

    /** Names of destinations that let nobody delete. */
    public final Set<String> stubborn = new TreeSet<>();

    /** Files that a destination does not let go before that time. */
    final Map<String, Instant> locked = new HashMap<>();

    private final Path directory;
    private final Map<String, Destination> destinations = new LinkedHashMap<>();

    public ExpiryWorld(Path directory) throws BackupException {
        this.directory = directory;
        catalog = Catalog.open(directory.resolve("catalog.db"));
        for (String name : List.of("local", "nas")) {
            destinations.put(name, new Destination(name, storage(name), Keys.none()));
        }
        reconciliation = new Reconciliation(catalog, directory.resolve("scratch"), clock);
        Installation installation = new Installation(
                new Application(directory, List.of(), List.of(), List.of(), Set.of(), Set.of()),
                new Identity("box", "id", "0.1.0"),
                1,
                Duration.ofMinutes(1),
                directory.resolve("spool"),
                directory.resolve("pagemaps"),
                0,
                1L << 40,
                destinations);
        expiry = new Expiry(() -> installation, catalog, reconciliation, () -> ZoneOffset.UTC, clock);
        pinning = new Pinning(() -> installation, catalog, clock);
    }

    private Storage storage(String name) {
        Storage real = new LocalStorage(directory.resolve(name), false);
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("delete") && stubborn.contains(name)) {
                        throw new IOException("Read-only file system");
                    }
                    if (method.getName().equals("lockedUntil")) {
                        return Optional.ofNullable(locked.get(name + "/" + arguments[0]));
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    static Label label(int day) {
        return new Label(Instant.parse("2024-01-01T02:00:00Z").plus(Duration.ofDays(day - 1)), Kind.FULL);
    }

    static JobSpec job(Keep keep, String... places) {
        return new JobSpec(
                JOB,
                Optional.empty(),
                ChainPolicy.fulls(),
                List.of(Component.DATABASE),
                Compression.GZIP,
                6,
                List.of(places),
                keep,
                List.of(),
                List.of());
    }

    /** Good at each of the destinations, made by a run that this catalog remembers. */
    public Label backup(int day, String... places) throws IOException, BackupException {
        return backup(label(day), 7, places);
    }

    Label backup(Label label, long runId, String... places) throws IOException, BackupException {
        for (String place : places) {
            write(place, label);
        }
        List<CopyRecord> copies = Arrays.stream(places)
                .map(place -> new CopyRecord(place, CopyState.GOOD, "direct", label.at()))
                .toList();
        catalog.putBackup(new BackupRecord(
                label,
                JOB,
                "content",
                Lineage.full(1),
                label.at(),
                label.at(),
                Compression.GZIP,
                1,
                1,
                1,
                1,
                "",
                List.of(Component.DATABASE),
                "",
                List.of(),
                runId,
                copies));
        return label;
    }

    /** Files only; the catalog is not told. */
    void write(String place, Label label) throws IOException {
        Path job = Files.createDirectories(directory.resolve(place).resolve(JOB));
        for (String suffix : List.of(".tar.gz", ".manifest.json", ".sha256")) {
            Files.writeString(job.resolve(label + suffix), suffix);
        }
    }

    public Path file(String place, Label label, String suffix) {
        return directory.resolve(place).resolve(JOB).resolve(label + suffix);
    }

    /** Every file's name of the job's directory at a destination. */
    List<String> files(String place) throws IOException {
        Path job = directory.resolve(place).resolve(JOB);
        if (!Files.isDirectory(job)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(job)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Labels whose three files all stand, oldest first; fails where something else lies there. */
    List<Label> whole(String place) throws IOException {
        List<String> names = new ArrayList<>(files(place));
        List<Label> labels = new ArrayList<>();
        for (String name : files(place)) {
            if (name.endsWith(".sha256")) {
                Label label = Label.parse(name.replace(".sha256", "")).orElseThrow();
                labels.add(label);
                List<String> files = List.of(label + ".tar.gz", label + ".manifest.json", label + ".sha256");
                if (!names.containsAll(files)) {
                    throw new AssertionError("not whole: " + label);
                }
                names.removeAll(files);
                names.remove(label + ".pin");
            }
        }
        if (!names.isEmpty()) {
            throw new AssertionError("remains: " + names);
        }
        return labels;
    }

    CopyState state(Label label, String place) throws BackupException {
        return catalog.find(label.toString()).copies().stream()
                .filter(copy -> copy.destination().equals(place))
                .findFirst()
                .orElseThrow()
                .state();
    }

    public String expire(Keep keep, String... places) throws BackupException {
        return expiry.run(List.of(job(keep, places)), new Work(), warnings::add);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
