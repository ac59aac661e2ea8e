package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Incrementals, differentials and what becomes of them, with the built programs and a live application. */
final class ChainIT {
    private static final String JOB = """
            backup:
              jobs:
                frequent: {type: incremental, destinations: [local], retention: 1000%s}
              destinations:
                local: {type: local, path: /local}
            """;

    private static void configure(Sandbox box, String more) throws IOException {
        box.configure(JOB.formatted(more));
    }

    private static JsonNode backup(Sandbox box, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("backup"));
        words.addAll(List.of(options));
        return box.json(words.toArray(String[]::new));
    }

    private static String label(JsonNode backup) {
        return backup.get("label").asText();
    }

    private static String kind(JsonNode backup) {
        return backup.get("kind").asText();
    }

    private static JsonNode shown(Sandbox box, String label) throws IOException {
        return box.json("show", label).get("backup");
    }

    private static void sql(Sandbox box, String statement) {
        Sandbox.run(
                        List.of("sqlite3", database(box.root()).toString(), "PRAGMA busy_timeout=5000; " + statement),
                        box.root())
                .succeeded();
    }

    private static Path database(Path root) {
        return root.resolve("var/lib/thingconnect-pulse/pulse.db");
    }

    private static Path configuration(Sandbox box) {
        return box.root().resolve("etc/thingconnect-pulse");
    }

    /** Path to what stands there: type, mode, and content or target. Of what a backup holds only. */
    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        for (String top : List.of("etc/thingconnect-pulse", "var/lib/thingconnect-pulse")) {
            try (Stream<Path> paths = Files.walk(root.resolve(top))) {
                for (Path path : paths.toList()) {
                    String name = root.relativize(path).toString();
                    if (!name.matches(".*/(cache|tmp)(/.*)?|.*pulse\\.db.*|.*\\.tmp")) {
                        tree.put(name, describe(path));
                    }
                }
            }
        }
        return tree;
    }

    private static String describe(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "link to " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        return Files.isDirectory(path) ? "directory " + mode : mode + " " + Sha256.of(Files.readAllBytes(path));
    }

    /** All rows, as text: equal where the states are. */
    private static String rows(Path database) {
        return Sandbox.run(List.of("sqlite3", "file:" + database + "?mode=ro", ".sha3sum"), database.getParent())
                .out();
    }

    /** Changes something of every kind; what comes out is the truth for the backup made next. */
    private static void change(Sandbox box, int round) throws IOException {
        sql(
                box,
                "INSERT OR REPLACE INTO setting VALUES ('round', 'round " + round + "');"
                        + " UPDATE check_result_raw SET RttMs = " + round + " WHERE Id % 997 = " + round);
        Path etc = configuration(box);
        Files.writeString(etc.resolve("changed.yaml"), "round: " + round + "\n");
        DurableFiles.deleteTree(etc.resolve("turns"));
        Files.deleteIfExists(etc.resolve("gone " + (round - 1)));
        Files.writeString(etc.resolve("gone " + round), "soon\n");
        switch (round % 3) {
            case 0 -> Files.writeString(etc.resolve("turns"), "a file\n");
            case 1 -> {
                Files.createDirectories(etc.resolve("turns/deep/er"));
                Files.writeString(etc.resolve("turns/deep/er/-odd\nname"), "round " + round);
            }
            default -> Files.createSymbolicLink(etc.resolve("turns"), Path.of("changed.yaml"));
        }
        Files.setPosixFilePermissions(
                etc.resolve("changed.yaml"),
                PosixFilePermissions.fromString(round % 2 == 0 ? "rw-r-----" : "rw-------"));
    }

    private record Truth(Map<String, String> tree, String rows) {
        static Truth of(Sandbox box) throws IOException {
            return new Truth(ChainIT.tree(box.root()), ChainIT.rows(database(box.root())));
        }
    }

    /** Names what differs, and not all the rest. */
    private static void assertSame(Map<String, String> expected, Map<String, String> found, String label) {
        Map<String, String> missing = new TreeMap<>(expected);
        missing.entrySet().removeAll(found.entrySet());
        Map<String, String> surplus = new TreeMap<>(found);
        surplus.entrySet().removeAll(expected.entrySet());
        assertEquals(missing, surplus, label);
    }

    private static void assertRestored(Sandbox box, String label, Truth truth) throws IOException {
        Path target = box.root().resolve("restored-" + label);
        box.ctl("restore", label, "--target", target.toString()).succeeded();
        assertSame(truth.tree(), tree(target), label);
        assertEquals(truth.rows(), rows(database(target)), label);
        DurableFiles.deleteTree(target);
    }

    @Test
    void everyPointOfAChain_comesBackAsItWas_alsoAfterConsolidatingAndExpiring() throws Exception {
        try (Sandbox box = Sandbox.create(4)) {
            configure(box, "");
            box.start();
            Map<String, Truth> points = new LinkedHashMap<>();
            List<String> labels = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                change(box, round);
                Truth truth = Truth.of(box);
                JsonNode made = backup(box);
                assertEquals(round == 0 ? "full" : "incremental", kind(made));
                labels.add(label(made));
                points.put(label(made), truth);
            }
            assertEquals(labels.get(4), shown(box, labels.get(5)).get("parent").asText());
            assertEquals(
                    "the job has no backup to build on yet",
                    shown(box, labels.get(0)).get("fullReason").asText());
            for (Map.Entry<String, Truth> point : points.entrySet()) {
                assertRestored(box, point.getKey(), point.getValue());
                box.ctl("verify", point.getKey(), "--level", "restore").succeeded();
            }

            String third = labels.get(3);
            String full = third.replace("-incremental", "-full");
            box.ctl("consolidate", third).succeeded();
            assertEquals(full, shown(box, labels.get(4)).get("parent").asText());
            assertEquals(third, shown(box, full).get("consolidatedFrom").asText());
            assertRestored(box, full, points.get(third));
            assertRestored(box, labels.get(5), points.get(labels.get(5)));

            box.configure(JOB.formatted("").replace("retention: 1000", "keep: {last: 2}"));
            box.ctl("reload").succeeded();
            box.ctl("expire", "--yes").succeeded();
            List<String> left = new ArrayList<>();
            box.json("list").get("backups").forEach(backup -> left.add(label(backup)));
            left.sort(null);
            assertEquals(List.of(full, labels.get(4), labels.get(5)), left);
            assertRestored(box, labels.get(5), points.get(labels.get(5)));
            change(box, 7);
            Truth truth = Truth.of(box);
            JsonNode next = backup(box);
            assertEquals("incremental", kind(next));
            assertRestored(box, label(next), truth);
        }
    }

    @Test
    void underALiveWriter_everyRecoveryPointIsOneMomentAndComesBack() throws Exception {
        try (Sandbox box = Sandbox.create(16)) {
            configure(box, ", maxChain: 4, consolidate: true");
            box.start();
            Process writer = box.writer(100, 600);
            Sandbox.await("the writer writes", () -> logged(box.root().resolve("writer.log"), "writing"));
            List<String> labels = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                JsonNode made = backup(box);
                boolean incremental = kind(made).equals("incremental")
                        || made.get("consolidatedFrom").asText().endsWith("-incremental");
                assertEquals(i > 0, incremental, made.toString());
                labels.add(label(made));
            }
            assertTrue(writer.isAlive(), "the application has died");
            List<String> fulls = new ArrayList<>();
            box.json("list").get("backups").forEach(backup -> {
                if (kind(backup).equals("full")) {
                    fulls.add(label(backup));
                }
            });
            assertEquals(2, fulls.size(), "one read from the application, one made from the chain: " + fulls);
            for (String label : labels) {
                Path target = box.root().resolve("restored");
                box.ctl("restore", label, "--target", target.toString()).succeeded();
                Sandbox.run(SamplePulse.command("check", database(target).toString()), box.root())
                        .succeeded();
                DurableFiles.deleteTree(target);
            }
        }
    }

    private static boolean logged(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatCannotBeBuiltOn_makesAFull_thatSaysWhy() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            configure(box, "");
            box.start();
            String first = label(backup(box));
            assertEquals("incremental", kind(backup(box)));

            DurableFiles.deleteTree(box.root().resolve("var/lib/thingconnect-pulse-backup/pagemaps"));
            assertFull(box, "are not on this machine");

            sql(box, "PRAGMA journal_mode=DELETE; PRAGMA page_size=8192; VACUUM; PRAGMA journal_mode=WAL");
            assertFull(box, "pages are now 8192 bytes");

            Path database = database(box.root());
            Path copy = database.resolveSibling("copy.tmp");
            Sandbox.run(List.of("sqlite3", database.toString(), "PRAGMA wal_checkpoint(TRUNCATE)"), box.root());
            Files.copy(database, copy);
            Files.move(copy, database, StandardCopyOption.REPLACE_EXISTING);
            assertFull(box, "replaced");

            String newest = label(assertDelta(box));
            Path job = box.root().resolve("local/frequent");
            try (RandomAccessFile file =
                    new RandomAccessFile(job.resolve(newest + ".tar.gz").toFile(), "rw")) {
                file.seek(file.length() / 2);
                int was = file.read();
                file.seek(file.length() / 2);
                file.write(was ^ 1);
            }
            assertEquals(7, box.ctl("verify", newest).status());
            assertFull(box, "is quarantined at destination 'local'");

            newest = label(assertDelta(box));
            for (String suffix : List.of(".sha256", ".manifest.json", ".tar.gz")) {
                Files.delete(job.resolve(newest + suffix));
            }
            assertFull(box, "is missing at destination 'local'");

            String stranger = first.replaceFirst("\\d{8}T\\d{6}Z-full", "20010101T000000Z-full");
            for (String suffix : List.of(".sha256", ".manifest.json", ".tar.gz")) {
                Files.copy(job.resolve(first + suffix), job.resolve(stranger + suffix));
            }
            assertFull(box, "which the catalog did not know");
            for (String suffix : List.of(".sha256", ".manifest.json", ".tar.gz")) {
                Files.delete(job.resolve(stranger + suffix));
            }
            assertDelta(box);
        }
    }

    private static JsonNode assertDelta(Sandbox box) throws IOException {
        JsonNode made = backup(box);
        assertEquals("incremental", kind(made), made.toString());
        return made;
    }

    private static void assertFull(Sandbox box, String why) throws IOException {
        JsonNode made = backup(box);
        assertEquals("full", kind(made), made.toString());
        String reason = shown(box, label(made)).get("fullReason").asText();
        assertTrue(reason.contains(why), reason);
        assertTrue(Files.readString(box.log()).contains(reason), "not in the log: " + reason);
        Path manifest = box.root().resolve("local/frequent").resolve(label(made) + ".manifest.json");
        assertTrue(Files.readString(manifest).contains("\"fullReason\":\""), "not in the manifest: " + reason);
    }

    @Test
    void killedInMidDelta_nothingIsLeft_andTheNextOneIsADelta() throws Exception {
        try (Sandbox box = Sandbox.create(64)) {
            configure(box, "");
            box.start();
            String full = label(backup(box));
            sql(box, "UPDATE check_result_raw SET RttMs = RttMs + 1");
            Process client = new ProcessBuilder(
                            Path.of(System.getProperty("pulse.image", "../target/image"), "usr/bin/pulsectl")
                                    .toAbsolutePath()
                                    .toString(),
                            "--root",
                            box.root().toString(),
                            "backup")
                    .redirectErrorStream(true)
                    .redirectOutput(box.root().resolve("client.log").toFile())
                    .start();
            Path spool = box.root().resolve("var/lib/thingconnect-pulse-backup/spool");
            Sandbox.await("the delta is being spooled", () -> holds(spool, "delta-"));
            box.kill();
            assertNotEquals(0, client.waitFor());
            box.start();
            assertFalse(holds(spool, "delta-"), "the spool was not swept");
            try (Stream<Path> files = Files.list(box.root().resolve("local/frequent"))) {
                assertTrue(
                        files.allMatch(file -> file.getFileName().toString().startsWith(full)),
                        "something half done is left");
            }
            assertRestored(box, label(assertDelta(box)), Truth.of(box));
        }
    }

    private static boolean holds(Path directory, String prefix) {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(prefix));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSecondDestination_getsWhatADeltaStandsOnFirst() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure("""
                    backup:
                      jobs:
                        frequent: {type: incremental, destinations: [local, usb], retention: 1000}
                      destinations:
                        local: {type: local, path: /local}
                        usb: {type: local, path: /usb, requireMarker: true}
                    """);
            Path marker = Files.createDirectories(box.root().resolve("usb")).resolve(".pulse-destination");
            Files.createFile(marker);
            box.start();
            backup(box);
            Files.delete(marker);
            change(box, 1);
            String missed = label(backup(box));
            assertEquals("incremental", shown(box, missed).get("kind").asText());
            Files.createFile(marker);
            change(box, 2);
            Truth truth = Truth.of(box);
            JsonNode made = backup(box);
            assertEquals("incremental", kind(made));
            Path target = box.root().resolve("restored");
            box.ctl("restore", label(made), "--destination", "usb", "--target", target.toString())
                    .succeeded();
            assertSame(truth.tree(), tree(target), label(made));
            assertEquals(truth.rows(), rows(database(target)));
            shown(box, missed)
                    .get("copies")
                    .forEach(copy -> assertEquals("good", copy.get("state").asText(), copy.toString()));
        }
    }

    @Test
    void differentials_standOnTheFull_andRestoreWithTwoArchives() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure(JOB.formatted("").replace("type: incremental", "type: differential"));
            box.start();
            String full = label(backup(box));
            for (int round = 1; round < 4; round++) {
                change(box, round);
                Truth truth = Truth.of(box);
                JsonNode made = backup(box);
                assertEquals("differential", kind(made));
                assertEquals(full, shown(box, label(made)).get("parent").asText());
                assertRestored(box, label(made), truth);
            }
        }
    }

    @Test
    void aPointInTime_isTheNewestAtOrBefore_andOutsideIsAnError() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            configure(box, "");
            box.start();
            change(box, 0);
            String first = label(backup(box));
            Truth then = Truth.of(box);
            String firstTaken = shown(box, first).get("takenAt").asText();
            change(box, 1);
            String second = label(backup(box));
            String secondTaken = shown(box, second).get("takenAt").asText();
            String between = Instant.parse(secondTaken).minusMillis(1).toString();
            Path target = box.root().resolve("restored");
            JsonNode plan = box.json("restore", "--at", between, "--target", target.toString(), "--dry-run");
            assertTrue(plan.toString().contains(first), plan.toString());
            assertFalse(Files.exists(target));
            Sandbox.Answer answer = box.ctl("restore", "--at", between, "--target", target.toString())
                    .succeeded();
            assertTrue(answer.out().contains("older than"), answer.out());
            assertSame(then.tree(), tree(target), first);
            assertEquals(then.rows(), rows(database(target)));
            Sandbox.Answer before = box.ctl(
                    "restore",
                    "--at",
                    Instant.parse(firstTaken).minusSeconds(60).toString(),
                    "--target",
                    target + "2");
            assertEquals(5, before.status(), before.out() + before.err());
            assertTrue(before.err().contains(first), before.err());
        }
    }

    @Test
    void threeJobs_yieldTheLayoutOfTheSpecification() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.configure("""
                    backup:
                      destinations:
                        local: {type: local, path: /backups}
                      jobs:
                        daily: {schedule: "30 3 * * *", keep: {daily: 7}}
                        weekly: {schedule: "30 4 * * 0", keep: {weekly: 8}}
                        monthly: {schedule: "30 5 1 * *", keep: {monthly: 12}}
                    """);
            box.start();
            for (String job : List.of("daily", "weekly", "monthly")) {
                backup(box, "--job", job);
            }
            try (Stream<Path> top = Files.list(box.root().resolve("backups"))) {
                assertEquals(
                        List.of(".pulse-instance", "RESTORE.md", "daily", "monthly", "weekly"),
                        top.map(path -> path.getFileName().toString()).sorted().toList());
            }
            for (String job : List.of("daily", "weekly", "monthly")) {
                try (Stream<Path> files =
                        Files.list(box.root().resolve("backups").resolve(job))) {
                    assertTrue(
                            files.map(path -> path.getFileName().toString())
                                    .allMatch(name -> name.matches("pulse-backup-\\d{8}T\\d{6}Z-full[.](tar[.]gz"
                                            + "|manifest[.]json|sha256|verdict[.]json)")),
                            job);
                }
            }
        }
    }
}
