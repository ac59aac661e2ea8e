package io.thingconnect.pulse.backupd.expire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.retention.Candidate;
import io.thingconnect.pulse.backupd.retention.Health;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.retention.Retention;
import io.thingconnect.pulse.backupd.retention.RetentionPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A destination's directory of one job, with backups in it and what a catalog would know of them. */
final class Place {
    static final String JOB = "daily";

    private final Path directory;
    private final Map<Label, Candidate> known = new TreeMap<>();

    Place(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve(JOB));
    }

    /** Two chains; the second one is the newer. */
    static Place withTwoChains(Path directory) throws IOException {
        Place place = new Place(directory);
        place.add("20240110T020000Z-full", null, Compression.GZIP);
        place.add("20240111T020000Z-incremental", "20240110T020000Z-full", Compression.GZIP);
        place.add("20240112T020000Z-incremental", "20240111T020000Z-incremental", Compression.ZSTD);
        place.add("20240113T020000Z-differential", "20240110T020000Z-full", Compression.NONE);
        place.add("20240114T020000Z-full", null, Compression.GZIP);
        place.add("20240115T020000Z-incremental", "20240114T020000Z-full", Compression.GZIP);
        return place;
    }

    static Label label(String shortName) {
        return Label.parse("pulse-backup-" + shortName).orElseThrow();
    }

    void add(String shortName, String parent, Compression compression) throws IOException {
        Label label = label(shortName);
        BackupFiles files = new BackupFiles(JOB, label, compression, Encryption.NONE);
        byte[] archive = ("archive of " + label).getBytes(StandardCharsets.UTF_8);
        byte[] manifest = ("manifest of " + label).getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve(files.archive()), archive);
        Files.write(directory.resolve(files.manifest()), manifest);
        Files.writeString(
                directory.resolve(files.checksums()),
                new Checksums(files, Sha256.of(archive), Sha256.of(manifest)).text());
        put(label + ".verdict.json");
        put(label + ".pin");
        known.put(
                label,
                new Candidate(
                        label,
                        label.at(),
                        parent == null ? null : label(parent),
                        Health.GOOD,
                        Optional.empty(),
                        Optional.empty(),
                        Set.of()));
    }

    void put(String name) throws IOException {
        Files.writeString(directory.resolve(JOB).resolve(name), name);
    }

    void remove(String name) throws IOException {
        Files.delete(directory.resolve(JOB).resolve(name));
    }

    /** What the catalog does on hearing that a backup is gone. */
    void forget(Label label) {
        known.remove(label);
    }

    RetentionPlan plan() {
        return Retention.plan(
                List.copyOf(known.values()), Keep.last(1), ZoneOffset.UTC, Instant.parse("2024-01-20T00:00:00Z"));
    }

    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(JOB))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** What has a {@code .sha256} has the files it names, byte for byte, and a parent of which that is true as well. */
    List<Label> assertEveryBackupIsWhole() throws IOException {
        List<Label> labels = new ArrayList<>();
        for (Label label : BackupFiles.labels(names())) {
            labels.add(label);
            String text = Files.readString(directory.resolve(BackupFiles.checksums(JOB, label)));
            Checksums checksums = Checksums.parse(text, JOB, label).orElseThrow();
            BackupFiles files = checksums.files();
            byte[] archive = Files.readAllBytes(directory.resolve(files.archive()));
            byte[] manifest = Files.readAllBytes(directory.resolve(files.manifest()));
            assertEquals(checksums, new Checksums(files, Sha256.of(archive), Sha256.of(manifest)));
            Label parent = known.get(label).parent();
            assertTrue(
                    parent == null || names().contains(parent + ".sha256"), () -> label + " stands without " + parent);
        }
        return labels;
    }
}
