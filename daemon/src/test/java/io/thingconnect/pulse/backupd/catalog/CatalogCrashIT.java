package io.thingconnect.pulse.backupd.catalog;

import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.backup;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.copy;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.label;
import static io.thingconnect.pulse.backupd.catalog.CatalogRecords.queued;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 in the middle of writes: whatever a call returned for is there afterwards, whole. */
final class CatalogCrashIT {
    private static final int ROUNDS = 6;

    @TempDir
    Path dir;

    /** The program that gets killed: prints a number once that backup is durable. */
    public static void main(String[] args) throws BackupException {
        int next = Integer.parseInt(args[1]);
        try (Catalog catalog = Catalog.open(Path.of(args[0]))) {
            while (true) {
                catalog.putBackup(backup(label(next), copy("local", CopyState.GOOD), copy("nas", CopyState.PENDING)));
                catalog.addRun(queued("daily", CatalogRecords.NIGHT));
                System.out.println(next);
                System.out.flush();
                next++;
            }
        }
    }

    @Test
    void whatACallReturnedFor_survivesKill9() throws Exception {
        Path file = dir.resolve("catalog.db");
        Random random = new Random(7);
        int acknowledged = -1;
        int next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged = runAndKill(file, next, 20 + random.nextInt(150));
            try (Catalog catalog = Catalog.open(file)) {
                List<BackupRecord> backups = catalog.backups();
                int stored = backups.size();
                assertTrue(
                        stored == acknowledged + 1 || stored == acknowledged + 2,
                        stored + " stored, last acknowledged was number " + acknowledged);
                for (BackupRecord found : backups) {
                    assertEquals(2, found.copies().size(), found.label().toString());
                }
                int runs = catalog.interruptUnfinished(CatalogRecords.NIGHT).size();
                assertTrue(runs >= acknowledged + 1 - next, runs + " runs for " + (acknowledged + 1 - next));
                next = stored;
            }
        }
        assertTrue(acknowledged > ROUNDS * 20, "hardly anything was written: " + acknowledged);
    }

    private int runAndKill(Path file, int first, int lines) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-Dorg.sqlite.tmpdir=" + dir,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CatalogCrashIT.class.getName(),
                        file.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = first - 1;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            for (int i = 0; i < lines; i++) {
                last = Integer.parseInt(out.readLine());
            }
            // By its handle: Process.destroyForcibly would close the pipe that may still hold acknowledgements.
            child.toHandle().destroyForcibly();
            for (String line = out.readLine(); line != null && !line.isEmpty(); line = out.readLine()) {
                last = Integer.parseInt(line);
            }
        }
        assertTrue(child.waitFor(30, TimeUnit.SECONDS));
        return last;
    }
}
