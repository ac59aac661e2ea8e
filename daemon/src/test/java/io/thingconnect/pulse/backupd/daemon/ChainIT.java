package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Incrementals, differentials and what becomes of them, with the built programs and a live application. */
final class ChainIT extends ChainBox {

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
}
