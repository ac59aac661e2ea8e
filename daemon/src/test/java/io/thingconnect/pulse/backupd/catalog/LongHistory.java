package io.thingconnect.pulse.backupd.catalog;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A catalog as years make it: a backup every 15 minutes until now, a full each day and 95 incrementals on it, at two
 * destinations, each with its run and its proofs. What lies at the destinations are empty files of the right names: enough
 * for a look, nothing to restore.
 */
public final class LongHistory {
    private static final Duration STEP = Duration.ofMinutes(15);
    private static final int A_DAY = 96;
    private static final String JOB = "frequent";

    private final Catalog catalog;
    private final Path destinations;

    private LongHistory(Catalog catalog, Path destinations) {
        this.catalog = catalog;
        this.destinations = destinations;
    }

    /** @param arguments the catalog's file, the directory of the destinations {@code local} and {@code second}, how many */
    public static void main(String[] arguments) throws Exception {
        make(Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]), Instant.now());
    }

    static void make(Path file, Path destinations, int count, Instant now)
            throws BackupException, SQLException, IOException {
        try (Connection connection = Schema.open(file)) {
            try (Statement hasty = connection.createStatement()) {
                // Filling is not what is measured.
                hasty.execute("PRAGMA synchronous = OFF");
            }
            LongHistory history = new LongHistory(Catalog.over(file, connection), destinations);
            Instant first = now.truncatedTo(ChronoUnit.SECONDS).minus(STEP.multipliedBy(count));
            Label parent = null;
            for (int i = 0; i < count; i++) {
                parent = history.add(i, first.plus(STEP.multipliedBy(i)), parent);
            }
        }
    }

    private Label add(int number, Instant at, Label parent) throws BackupException, IOException {
        boolean full = number % A_DAY == 0;
        Label label = new Label(at, full ? Kind.FULL : Kind.INCREMENTAL);
        RunRecord run = new RunRecord(
                0,
                "backup",
                JOB,
                "schedule",
                RunState.SUCCEEDED,
                at,
                at,
                at,
                at.plusSeconds(2),
                label.toString(),
                null,
                label + ", 3 entries, 1.9 MB before compression",
                List.of());
        List<CopyRecord> copies = List.of(
                new CopyRecord("local", CopyState.GOOD, "direct", at),
                new CopyRecord("second", CopyState.GOOD, "direct", at));
        catalog.putBackup(new BackupRecord(
                label,
                JOB,
                content(number),
                full ? Lineage.full(1) : Lineage.delta(1, content(number - 1), parent),
                at,
                at.plusSeconds(1),
                Compression.GZIP,
                full ? 200_000_000 : 1_900_000,
                full ? 540_000_000 : 6_000_000,
                536_870_912,
                full ? 120 : 3,
                "20250901000000_Sites",
                List.of(
                        Component.DATABASE,
                        Component.CONFIGURATION,
                        Component.STATE,
                        Component.CERTIFICATES,
                        Component.SCRIPTS),
                "",
                List.of(),
                catalog.addRun(run),
                copies));
        for (CopyRecord copy : copies) {
            String level = full ? "restore" : "checksum";
            catalog.addVerification(
                    new VerificationRecord(label, copy.destination(), level, true, at.plusSeconds(2), 1_900_000, ""));
            place(copy.destination(), label);
        }
        return label;
    }

    private static String content(int number) {
        return String.format("%064x", number + 1);
    }

    private void place(String destination, Label label) throws IOException {
        Path directory = destinations.resolve(destination);
        Files.createDirectories(directory.resolve(JOB));
        BackupFiles files = new BackupFiles(JOB, label, Compression.GZIP, Encryption.NONE);
        for (String name : List.of(files.archive(), files.manifest(), files.checksums())) {
            Files.createFile(directory.resolve(name));
        }
    }
}
