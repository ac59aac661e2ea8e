package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A catalog that is lost, and two boxes that meet at one destination. */
final class DisasterIT {
    private static final String TWO_PLACES = """
            backup:
              spool: {reserve: 0}
              destinations:
                one: {type: local, path: /one}
                two: {type: local, path: /two}
              jobs:
                daily: {schedule: "30 3 * * *", destinations: [one, two]}
            """;

    private static final String SHARED = """
            backup:
              host: %s
              spool: {reserve: 0}
              destinations:
                shared: {type: local, path: /shared}
              jobs:
                daily: {schedule: "30 3 * * *", destinations: [shared], keep: {last: 1}}
            """;

    private static Path catalog(Sandbox box) {
        return box.root().resolve("var/lib/thingconnect-pulse-backup/catalog.db");
    }

    static void awaitRebuild(Sandbox box) throws InterruptedException {
        Sandbox.await("the catalog is made again", () -> {
            try {
                for (JsonNode run : box.json("runs").get("runs")) {
                    if (run.get("operation").asText().equals("rebuild")) {
                        return run.get("state").asText().equals("succeeded");
                    }
                }
                return false;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void rebuiltCatalog_equalsTheLostOne_andNothingExpiresUntilOneIsProven() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure(TWO_PLACES);
            box.start();
            String first = box.json("backup", "--note", "kept").get("label").asText();
            DrillIT.checkNow(box);
            String second = box.json("backup").get("label").asText();
            box.ctl("pin", first, "--for", "forever", "--reason", "audit").succeeded();
            box.ctl("verify", second, "--level", "restore").succeeded();
            box.ctl("drill", "--from", "two").succeeded();
            long drill =
                    box.json("drill", "report").get("drills").get(0).get("id").asLong();
            box.ctl("drill", "note", Long.toString(drill), "the spool is slow").succeeded();
            JsonNode lost = box.json("catalog", "export");
            assertEquals(2, lost.get("backups").size());
            assertEquals(
                    "the spool is slow", lost.get("drills").get(0).get("note").asText());

            box.stop();
            // The archives cannot be read, so that nobody can have read them.
            for (String place : List.of("one", "two")) {
                try (var files = Files.list(box.root().resolve(place + "/daily"))) {
                    for (Path archive : files.filter(file -> file.toString().endsWith(".tar.gz"))
                            .toList()) {
                        Files.write(archive, new byte[(int) Files.size(archive)]);
                    }
                }
            }
            byte[] damaged = Arrays.copyOf(Files.readAllBytes(catalog(box)), 10_000);
            Files.write(catalog(box), damaged);
            box.start();
            awaitRebuild(box);
            assertEquals(lost, box.json("catalog", "export"));

            JsonNode alarm = box.json("status").get("alarms").get(0);
            assertEquals("catalog-rebuilt", alarm.get("id").asText());
            assertTrue(alarm.get("message").asText().contains("catalog.db.corrupt-"), alarm.toString());
            assertTrue(box.ctl("expire", "--dry-run").out().contains("made anew"));
            box.stop();
            box.start();
            assertTrue(box.ctl("expire", "--dry-run").out().contains("made anew"), "after a restart");
            box.ctl("backup", "--type", "full").succeeded();
            assertFalse(box.ctl("expire", "--dry-run").out().contains("made anew"));
            assertEquals(0, box.json("status").get("alarms").size());

            // Asked for, from one place, with everything known: nothing is doubled, nothing forgotten.
            JsonNode before = box.json("catalog", "export");
            box.ctl("catalog", "rebuild", "--from", "two").succeeded();
            assertEquals(before, box.json("catalog", "export"));
            assertTrue(box.ctl("expire", "--dry-run").out().contains("made anew"));
            assertEquals(5, box.ctl("catalog", "rebuild", "--from", "three").status());
            fromOnePlaceAlone(box, before);
        }
    }

    /** All is known again but what lay at the other place alone. */
    private static void fromOnePlaceAlone(Sandbox box, JsonNode lost) throws Exception {
        box.stop();
        for (String ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(catalog(box).resolveSibling("catalog.db" + ending));
        }
        Files.move(box.root().resolve("one"), box.root().resolve("burnt"));
        box.start();
        awaitRebuild(box);
        JsonNode left = lost.deepCopy();
        drop("one", left.get("drills"));
        for (JsonNode backup : left.get("backups")) {
            drop("one", backup.get("copies"));
            drop("one", backup.get("verifications"));
        }
        assertEquals(3, left.get("backups").size());
        assertEquals(left, box.json("catalog", "export"));
    }

    private static void drop(String destination, JsonNode list) {
        for (Iterator<JsonNode> each = list.iterator(); each.hasNext(); ) {
            if (each.next().get("destination").asText().equals(destination)) {
                each.remove();
            }
        }
    }

    private static Set<String> files(Path shared) throws IOException {
        try (var files = Files.walk(shared)) {
            // The owner keeps its runbook current there, whenever it comes to it.
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("RUNBOOK.md"))
                    .map(file -> {
                        try {
                            return shared.relativize(file) + " " + Arrays.hashCode(Files.readAllBytes(file));
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void twoBoxesAtOneDestination_theSecondIsRefusedUntilItAdopts() throws Exception {
        Path shared = Files.createTempDirectory(Path.of("/tmp"), "pbshared");
        try (Sandbox one = Sandbox.create(1);
                Sandbox other = Sandbox.create(1)) {
            for (Sandbox box : List.of(one, other)) {
                // A clone has the same name.
                box.configure(SHARED.formatted("plant-7"));
                Files.createSymbolicLink(box.root().resolve("shared"), shared);
                box.start();
            }
            String label = one.json("backup").get("label").asText();
            // A label is a second; of two boxes that cannot see one another's, each has its own.
            Instant next = Label.parse(label).orElseThrow().at().plusSeconds(1);
            Sandbox.await("the next second", () -> !Instant.now().isBefore(next));
            // An upload of the first box that is under way.
            Files.writeString(shared.resolve("daily/.pulse-upload-x"), "half");
            Set<String> before = files(shared);

            Sandbox.Answer refused = other.ctl("backup");
            String said = refused.out() + refused.err();
            assertTrue(said.contains("belongs to host 'plant-7'"), said);
            assertTrue(said.contains("destinations adopt"), said);
            other.ctl("expire", "--yes");
            other.ctl("catalog", "rebuild");
            other.stop();
            other.start();
            // What it made waits in its own outbox, and is not good.
            for (JsonNode backup : other.json("list").get("backups")) {
                assertEquals("pending", backup.get("state").asText(), backup.toString());
            }
            assertTrue(other.ctl("destinations").out().contains("belongs to host"));
            assertEquals(before, files(shared));

            // Reading stays possible, without the daemon.
            assertEquals(
                    0,
                    Sandbox.run(
                                    List.of(
                                            Path.of("../target/image/usr/sbin/pulse-restore")
                                                    .toAbsolutePath()
                                                    .toString(),
                                            "--root",
                                            other.root().toString(),
                                            label,
                                            "--dry-run"),
                                    other.root())
                            .status());

            assertEquals(2, other.ctl("destinations", "adopt", "shared").status());
            other.ctl("destinations", "adopt", "shared", "--yes").succeeded();
            Sandbox.await(
                    "it is taken in",
                    () -> other.ctl("list", "--flat").out().contains(label.substring("pulse-backup-".length())));
            // On a full of its own that waited, or a full: never on the other box's backup.
            JsonNode later = other.json("backup", "--type", "incremental");
            assertFalse(later.toString().contains(label), later.toString());
            Sandbox.Answer former = one.ctl("backup");
            assertTrue((former.out() + former.err()).contains("belongs to host 'plant-7'"), former.err());
            // An alarm's way there is its own, and takes its time on a busy machine.
            Sandbox.await(
                    "its journal says so",
                    () -> text(one.root().resolve("daemon.log")).contains("plant-7"));
            assertTrue(Files.readString(
                            other.root().resolve("var/lib/thingconnect-pulse-backup/audit.log"), StandardCharsets.UTF_8)
                    .contains("AdoptDestination"));
        } finally {
            DurableFiles.deleteTree(shared);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Sandbox.Answer bootstrap(Path root, String... words) {
        java.util.ArrayList<String> command = new java.util.ArrayList<>(List.of(
                Path.of("../target/image/usr/sbin/pulse-restore")
                        .toAbsolutePath()
                        .toString(),
                "--root",
                root.toString(),
                "--bootstrap"));
        command.addAll(List.of(words));
        return Sandbox.run(command, root);
    }

    @Test
    void bootstrap_bringsAnEmptyBoxBack_fromADestinationAlone() throws Exception {
        Path empty = Files.createTempDirectory(Path.of("/tmp"), "pbnew");
        try (Sandbox box = Sandbox.create(1)) {
            box.configure(TWO_PLACES.replace("daily:", "base:")
                    + "    extra: {schedule: \"30 4 * * *\", destinations: [two], include: [logs]}\n");
            Files.writeString(box.root().resolve("etc/thingconnect-pulse/backup.env"), "SECRET=x\n");
            box.start();
            box.ctl("backup", "--job", "base").succeeded();
            box.ctl("backup", "--job", "extra").succeeded();
            String newest = box.json("list", "--job", "base")
                    .get("backups")
                    .get(0)
                    .get("label")
                    .asText();
            Path expected = box.root().resolve("expected");
            box.ctl("restore", newest, "--target", expected.toString()).succeeded();
            Path from = box.root().resolve("two");

            assertEquals(
                    0, bootstrap(empty, "--from", from.toString(), "--dry-run").status());
            try (var files = Files.walk(empty)) {
                assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
            }

            Sandbox.Answer done = bootstrap(empty, "--from", from.toString(), "--yes");
            assertEquals(0, done.status(), done.out() + done.err());
            assertTrue(done.out().contains("/etc/thingconnect-pulse/backup.env"), done.out());
            assertTrue(done.out().contains("destinations adopt"), done.out());
            for (String file : files(expected)) {
                // In place the old -wal is taken away; a directory gets an empty one.
                assertTrue(file.contains("-wal ") || files(empty).contains(file), file + " of " + done.err());
            }
            try (var files = Files.walk(empty.resolve("var/log/thingconnect-pulse"))) {
                assertTrue(files.anyMatch(Files::isRegularFile), "logs of another job's backup");
            }
        } finally {
            DurableFiles.deleteTree(empty);
        }
    }

    @Test
    void catalogOfANewerVersion_isLeftAlone() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            Files.createDirectories(catalog(box).getParent());
            Catalog.open(catalog(box)).close();
            try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + catalog(box));
                    var statement = connection.createStatement()) {
                statement.execute("PRAGMA user_version = 99");
            }
            assertEquals(1, box.launch().waitFor());
            assertTrue(Files.readString(box.log()).contains("has version 99"), Files.readString(box.log()));
            try (var files = Files.list(catalog(box).getParent())) {
                assertFalse(files.anyMatch(file -> file.toString().contains("corrupt")));
            }
        }
    }
}
