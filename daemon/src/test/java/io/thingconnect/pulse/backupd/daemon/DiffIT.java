package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code pulsectl diff} with the built programs: numbers held against the restored files, byte by byte. */
final class DiffIT {
    private static final String DB = "var/lib/thingconnect-pulse/pulse.db";
    private static final String ETC = "etc/thingconnect-pulse/";
    private static final int PAGE = 4096;

    private static final String JOB = """
            backup:
              spool: {path: /spool, reserve: 0}
              jobs:
                frequent: {type: incremental, destinations: [local], retention: 1000}
              destinations:
                local: {type: local, path: /local}
            """;

    private static Sandbox start(int mb) throws Exception {
        Sandbox box = Sandbox.create(mb);
        box.configure(JOB);
        return box.start();
    }

    private static String backup(Sandbox box) throws IOException {
        return box.json("backup").get("label").asText();
    }

    private static void sql(Sandbox box, String statement) {
        Path database = box.root().resolve(DB);
        Sandbox.run(List.of("sqlite3", database.toString(), "PRAGMA busy_timeout=5000; " + statement), box.root())
                .succeeded();
    }

    private static byte[] restored(Sandbox box, String label) throws IOException {
        Path target = box.root().resolve("restored");
        box.ctl("restore", label, "--target", target.toString()).succeeded();
        byte[] bytes = Files.readAllBytes(target.resolve(DB));
        DurableFiles.deleteTree(target);
        return bytes;
    }

    private static long differing(byte[] one, byte[] other) {
        long differing = 0;
        for (int at = 0; at < Math.max(one.length, other.length); at += PAGE) {
            boolean both = at < one.length && at < other.length;
            if (!both || !Arrays.equals(one, at, at + PAGE, other, at, at + PAGE)) {
                differing++;
            }
        }
        return differing;
    }

    /** A letter and the path for each file; directories, whose times change with what is in them, apart. */
    private static List<String> files(JsonNode diff) {
        List<String> files = new ArrayList<>();
        diff.get("files").forEach(file -> {
            if (!file.get("type").asText().equals("directory")) {
                files.add(file.get("change").asText() + " " + file.get("path").asText());
            }
        });
        return files;
    }

    private static List<String> inSpool(Sandbox box) {
        Path spool = box.root().resolve("spool");
        if (!Files.isDirectory(spool)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spool)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path keptMap(Sandbox box, String label) {
        return box.root()
                .resolve("var/lib/thingconnect-pulse-backup/pagemaps/frequent")
                .resolve(label);
    }

    @Test
    void twoLabelsOfAChain_differInExactlyWhatChanged() throws Exception {
        try (Sandbox box = start(4)) {
            Path etc = box.root().resolve(ETC);
            Files.writeString(etc.resolve("goes"), "soon\n");
            List<String> labels = new ArrayList<>();
            List<byte[]> states = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                sql(box, "UPDATE check_result_raw SET RttMs = RttMs + 1 WHERE Id % 997 = " + round);
                Files.writeString(etc.resolve("changes"), "round " + round + "\n");
                labels.add(backup(box));
                states.add(restored(box, labels.get(round)));
                Files.deleteIfExists(etc.resolve("goes"));
            }
            assertFalse(Files.exists(keptMap(box, labels.get(1))), "its map was to be made from the chain");
            for (int[] pair : new int[][] {{0, 1}, {0, 3}, {1, 2}, {3, 1}, {2, 3}}) {
                JsonNode diff = box.json("diff", labels.get(pair[0]), labels.get(pair[1]));
                List<String> expected = new ArrayList<>(List.of("changed " + ETC + "changes"));
                if (pair[0] == 0) {
                    expected.add("removed " + ETC + "goes");
                }
                assertEquals(expected, files(diff));
                JsonNode database = diff.get("databases").get(0);
                byte[] before = states.get(pair[0]);
                byte[] after = states.get(pair[1]);
                assertEquals(DB, database.get("path").asText());
                long differing = differing(before, after);
                assertTrue(differing > 1, "nothing to count");
                assertEquals(differing, database.get("differingPages").asLong());
                assertEquals(before.length / PAGE, database.get("pagesBefore").asLong());
                assertEquals(after.length / PAGE, database.get("pagesAfter").asLong());
            }
            String text =
                    box.ctl("diff", labels.get(1), labels.get(2)).succeeded().out();
            String line = "P  %s (%,d of %,d pages)\n"
                    .formatted(DB, differing(states.get(1), states.get(2)), states.get(2).length / PAGE);
            assertTrue(text.contains(String.format(Locale.ROOT, line)), text);
            assertTrue(text.endsWith(", 1 database\n"), text);
            assertEquals(List.of(), inSpool(box));
        }
    }

    @Test
    void live_isWhatABackupMadeNowWouldBe() throws Exception {
        try (Sandbox box = start(4)) {
            Path etc = box.root().resolve(ETC);
            Files.writeString(etc.resolve("changes"), "one\n");
            sql(box, "PRAGMA wal_checkpoint(TRUNCATE)");
            String first = backup(box);
            assertEquals(
                    "no differences from " + first + " to live\n",
                    box.ctl("diff", first, "live").succeeded().out());

            sql(box, "UPDATE check_result_raw SET RttMs = RttMs + 1 WHERE Id % 499 = 0");
            sql(box, "INSERT OR REPLACE INTO setting VALUES ('big', zeroblob(900000))");
            Path added = box.root().resolve("var/lib/thingconnect-pulse/added.db");
            Sandbox.run(List.of("sqlite3", added.toString(), "CREATE TABLE t(x)"), box.root())
                    .succeeded();
            Files.writeString(etc.resolve("changes"), "two\n");
            Files.writeString(etc.resolve("added"), "new\n");
            JsonNode live = box.json("diff", first, "live");
            String second = backup(box);
            JsonNode made = box.json("diff", first, second);
            assertEquals(List.of("added " + ETC + "added", "changed " + ETC + "changes"), files(live));
            assertEquals(made.get("files"), live.get("files"));
            assertEquals(made.get("databases"), live.get("databases"));
            assertEquals(2, live.get("databases").size());
            assertEquals(
                    differing(restored(box, first), restored(box, second)),
                    live.get("databases").get(1).get("differingPages").asLong());

            Files.delete(added);
            sql(box, "PRAGMA journal_mode=DELETE; PRAGMA page_size=8192; VACUUM; PRAGMA journal_mode=WAL");
            String text =
                    box.ctl("diff", second, "live", "--summary").succeeded().out();
            assertTrue(text.contains("D  var/lib/thingconnect-pulse/added.db (2 pages)\n"), text);
            assertTrue(text.contains(" of 8,192 bytes now: not comparable)\n"), text);
            assertEquals(List.of(), inSpool(box));
        }
    }

    @Test
    void live_besideAWriterAndBackups_disturbsNeither() throws Exception {
        try (Sandbox box = start(8)) {
            String first = backup(box);
            Process writer = box.writer(100, 600);
            Path log = box.root().resolve("writer.log");
            Sandbox.await("the writer writes", () -> read(log).contains("writing"));
            List<Process> diffs = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                diffs.add(diff(box, round, first, "live"));
                String label = backup(box);
                box.ctl("verify", label, "--level", "restore").succeeded();
            }
            for (int round = 0; round < 4; round++) {
                Path out = box.root().resolve("diff" + round);
                assertEquals(0, diffs.get(round).waitFor(), read(out));
                JsonNode database =
                        new ObjectMapper().readTree(read(out)).get("databases").get(0);
                assertTrue(database.get("differingPages").asLong() > 0, database.toString());
            }
            assertTrue(writer.isAlive(), "the application has died: " + read(log));
            assertEquals(List.of(), inSpool(box));
        }
    }

    private static Process diff(Sandbox box, int number, String label, String other) throws IOException {
        Path image = Path.of(System.getProperty("pulse.image", "../target/image"));
        return new ProcessBuilder(
                        image.resolve("usr/bin/pulsectl").toAbsolutePath().toString(),
                        "--root",
                        box.root().toString(),
                        "diff",
                        label,
                        other,
                        "--json")
                .redirectErrorStream(true)
                .redirectOutput(box.root().resolve("diff" + number).toFile())
                .start();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Held up by a lock on the database, so that it cannot be over before it is cancelled. */
    @Test
    void aClientThatIsGone_endsTheComparison_andNothingStays() throws Exception {
        try (Sandbox box = start(1)) {
            String first = backup(box);
            Process holder = new ProcessBuilder(
                            "sqlite3", box.root().resolve(DB).toString())
                    .redirectErrorStream(true)
                    .redirectOutput(box.root().resolve("holder.log").toFile())
                    .start();
            try {
                holder.getOutputStream()
                        .write(
                                "PRAGMA locking_mode=EXCLUSIVE;\nBEGIN EXCLUSIVE;\nUPDATE setting SET V = V;\nSELECT 'held';\n"
                                        .getBytes(StandardCharsets.UTF_8));
                holder.getOutputStream().flush();
                Sandbox.await(
                        "the database is locked",
                        () -> read(box.root().resolve("holder.log")).contains("held"));
                Process client = diff(box, 0, first, "live");
                Sandbox.await(
                        "the comparison is under way",
                        () -> inSpool(box).stream().anyMatch(name -> name.startsWith("verify-")));
                client.destroyForcibly().waitFor();
                Sandbox.await("the comparison ends", () -> inSpool(box).isEmpty());
                assertTrue(holder.isAlive(), "the database was let go, which may have ended it");
            } finally {
                holder.destroyForcibly().waitFor();
            }
            box.ctl("diff", first, "live").succeeded();
        }
    }

    @Test
    void aFullSpool_isNoSpace() throws Exception {
        try (Sandbox box = start(1)) {
            String first = backup(box);
            sql(box, "UPDATE check_result_raw SET RttMs = RttMs + 1");
            String second = backup(box);
            DurableFiles.deleteTree(box.root().resolve("var/lib/thingconnect-pulse-backup/pagemaps"));
            Path spool = box.root().resolve("spool");
            Sandbox.Answer mounted = Sandbox.run(
                    List.of("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", spool.toString()), box.root());
            assumeTrue(mounted.status() == 0, "no small file system can be mounted here: " + mounted.err());
            try {
                for (String other : List.of(second, "live")) {
                    Sandbox.Answer answer = box.ctl("diff", first, other, "--json");
                    assertEquals(1, answer.status(), answer.out());
                    JsonNode error = new ObjectMapper().readTree(answer.out()).get("error");
                    assertEquals("NoSpace", error.get("code").asText(), error.toString());
                    assertEquals(List.of(), inSpool(box));
                }
            } finally {
                Sandbox.run(List.of("umount", spool.toString()), box.root());
            }
        }
    }
}
