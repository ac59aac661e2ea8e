package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Retention from the configuration to the files that go, with the built programs. */
final class ExpireIT {
    private static final String ONLY_CONFIGURATION = """
            backup:
              retention: %d
              include: [configuration]
            """;

    private static void retain(Sandbox box, int count) throws IOException {
        box.configure(ONLY_CONFIGURATION.formatted(count));
    }

    private static String backup(Sandbox box) throws IOException {
        return box.json("backup").get("label").asText();
    }

    private static List<String> backups(Sandbox box, int count) throws IOException {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            labels.add(backup(box));
        }
        return labels;
    }

    /** Labels that {@code list} shows, oldest first. */
    private static List<String> listed(Sandbox box, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("list"));
        words.addAll(List.of(options));
        List<String> labels = new ArrayList<>();
        for (JsonNode backup : box.json(words.toArray(String[]::new)).get("backups")) {
            labels.add(0, backup.get("label").asText());
        }
        return labels;
    }

    private static Path daily(Sandbox box) {
        return box.backups().resolve("daily");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Labels whose {@code .sha256} stands and is right, oldest first. */
    private static List<String> whole(Path directory) throws IOException {
        List<String> labels = new ArrayList<>();
        for (String name : names(directory)) {
            if (name.endsWith(".sha256")) {
                Sandbox.run(List.of("sha256sum", "-c", "--quiet", name), directory)
                        .succeeded();
                labels.add(name.substring(0, name.length() - ".sha256".length()));
            }
        }
        return labels;
    }

    @Test
    void retention_keepsTheNewest_pinsAndDryRunsAreRespected() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            retain(box, 30);
            box.start();
            List<String> made = backups(box, 4);
            assertEquals(made, whole(daily(box)));
            box.ctl("pin", made.get(0), "--for", "30d", "--reason", "the audit").succeeded();
            retain(box, 2);
            box.ctl("reload").succeeded();

            Sandbox.Answer plan = box.ctl("expire", "--dry-run").succeeded();
            assertTrue(plan.out().contains("drop " + made.get(1) + ": older than the last 2"), plan.out());
            assertTrue(plan.out().contains("keep " + made.get(0) + ": pinned until "), plan.out());
            assertTrue(plan.out().contains(": the audit"), plan.out());
            assertTrue(plan.out().contains("3 kept, 1 dropped"), plan.out());
            assertEquals(made, whole(daily(box)));
            Sandbox.Answer nobody = box.ctl("expire");
            assertEquals(2, nobody.status(), nobody.err());
            assertEquals(made, whole(daily(box)));

            JsonNode done = box.json("expire", "--yes");
            assertEquals(
                    "daily at local: 1 removed", done.get("run").get("result").asText());
            List<String> stay = List.of(made.get(0), made.get(2), made.get(3));
            assertEquals(stay, whole(daily(box)));
            assertEquals(stay, listed(box));
            assertEquals(made, listed(box, "--all"));
            JsonNode gone = box.json("show", made.get(1)).get("backup");
            assertEquals("expired", gone.get("state").asText());
            assertTrue(
                    box.ctl("list", "--flat").out().contains("good, pinned"),
                    box.ctl("list", "--flat").out());
            assertTrue(names(daily(box)).contains(made.get(0) + ".pin"));
            assertTrue(Files.readString(box.log()).contains("removed " + made.get(1)), Files.readString(box.log()));

            box.ctl("unpin", made.get(0)).succeeded();
            String fifth = backup(box);
            assertEquals(List.of(made.get(3), fifth), whole(daily(box)));
            assertEquals(8, names(daily(box)).size(), names(daily(box)).toString());
            String audit = box.ctl("audit").out();
            for (String method : List.of("Pin", "Unpin", "StartExpire")) {
                assertTrue(audit.contains(method), audit);
            }
        }
    }

    @Test
    void aDestinationThatIsAway_isAWarningOfABackup_andAFailureOfAnExpiry() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.configure("""
                    backup:
                      include: [configuration]
                      destinations:
                        local: {type: local, path: /local}
                        usb: {type: local, path: /usb, requireMarker: true}
                      jobs:
                        daily: {schedule: "30 3 * * *", retention: 1}
                    """);
            Path marker = Files.createDirectories(box.root().resolve("usb")).resolve(".pulse-destination");
            Files.createFile(marker);
            box.start();
            String first = backup(box);
            // While its proof reads it, it is in use and stays.
            Sandbox.await("the first one is proven", () -> isIdle(box));
            Files.delete(marker);
            JsonNode second = box.json("backup");
            assertTrue(
                    second.get("warnings").toString().contains("old backups were not removed: destination 'usb'"),
                    second.toString());
            String label = second.get("label").asText();
            assertEquals(List.of(label), whole(box.root().resolve("local/daily")));
            assertEquals(List.of(first), whole(box.root().resolve("usb/daily")));
            Sandbox.Answer answer = box.ctl("expire", "--yes");
            assertEquals(1, answer.status(), answer.out() + answer.err());
            assertTrue(answer.err().contains("usb"), answer.err());
            assertEquals(
                    "good", box.json("show", first).get("backup").get("state").asText());
            Files.createFile(marker);
            String third = backup(box);
            assertEquals(List.of(third), whole(box.root().resolve("usb/daily")));
            assertEquals(List.of(third), whole(box.root().resolve("local/daily")));
        }
    }

    @Test
    void killedInTheMiddle_onlyWholeBackupsRemain_andTheNextRunFinishes() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            retain(box, 100);
            box.start();
            List<String> made = backups(box, 12);
            retain(box, 1);
            box.ctl("reload").succeeded();
            Thread killer = killerOf(box, made.get(10));
            killer.start();
            box.ctl("expire", "--yes");
            killer.join();
            assertFalse(box.daemon() != null && box.daemon().isAlive(), "the daemon was not killed");
            List<String> left = whole(daily(box));
            System.out.println("killed while " + left.size() + " of 12 backups were left, "
                    + names(daily(box)).size() + " files");
            assertTrue(left.size() > 1 && left.size() < 12, "the kill missed the work: " + left);
            assertEquals(made.get(11), left.get(left.size() - 1));

            box.start();
            Sandbox.await(
                    "there is a plan", () -> box.ctl("expire", "--dry-run").status() == 0);
            String next = backup(box);
            assertEquals(List.of(next), whole(daily(box)));
            assertEquals(4, names(daily(box)).size(), names(daily(box)).toString());
            assertEquals(List.of(next), listed(box));
            box.ctl("verify", next).succeeded();
        }
    }

    /** Kills as soon as a backup's checksums are gone. */
    private static Thread killerOf(Sandbox box, String label) {
        Path checksums = daily(box).resolve(label + ".sha256");
        return new Thread(() -> {
            while (Files.exists(checksums)) {
                Thread.onSpinWait();
            }
            try {
                box.daemon().destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void aLostCatalog_knowsThePinsAgain_andLetsNothingGoBeforeABackup() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            retain(box, 30);
            box.start();
            List<String> made = backups(box, 3);
            box.ctl("pin", made.get(0), "--for", "forever", "--reason", "the audit")
                    .succeeded();
            box.stop();
            for (String side : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(box.root().resolve("var/lib/thingconnect-pulse-backup/catalog.db" + side));
            }
            retain(box, 1);
            box.start();
            Sandbox.await("the backups are back", () -> {
                try {
                    return listed(box).equals(made);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Sandbox.await(
                    "there is a plan", () -> box.ctl("expire", "--dry-run").status() == 0);
            Sandbox.Answer plan = box.ctl("expire", "--dry-run").succeeded();
            assertTrue(plan.out().contains("the catalog was made anew"), plan.out());
            assertTrue(plan.out().contains("3 kept, 0 dropped"), plan.out());
            box.ctl("expire", "--yes").succeeded();
            assertEquals(made, whole(daily(box)));
            assertEquals(
                    "the audit",
                    box.json("show", made.get(0)).get("backup").get("pinReason").asText());
            String fourth = backup(box);
            assertEquals(List.of(made.get(0), fourth), whole(daily(box)));
        }
    }

    private static boolean isIdle(Sandbox box) {
        try {
            return box.json("status").get("running").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
