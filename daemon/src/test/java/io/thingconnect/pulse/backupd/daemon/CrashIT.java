package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The bad days of the box itself: power cuts, a full disk, a lost catalog. */
final class CrashIT {
    private static final int KILLS = 12;

    /** Whatever the moment: afterwards every backup that is there is whole, and nothing else is. */
    @Test
    void killedAtAnyMoment_thereIsNoBackupOrAWholeOne() throws Exception {
        Random random = new Random(42);
        int whole = 0;
        int interrupted = 0;
        try (Sandbox box = Sandbox.create(24)) {
            for (int i = 0; i < KILLS; i++) {
                box.start();
                box.ctl("backup", "--no-wait").succeeded();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(900));
                box.kill();
                for (String label : labels(box)) {
                    Sandbox.run(List.of("sha256sum", "-c", "--quiet", label + ".sha256"), daily(box))
                            .succeeded();
                }
            }
            box.start();
            Sandbox.await("unknown backups are taken in", () -> {
                try {
                    return box.json("list").get("backups").size() == labels(box).size();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            whole = labels(box).size();
            for (String label : labels(box)) {
                assertEquals(0, box.ctl("verify", label).status(), label);
            }
            for (JsonNode run : box.json("runs", "--limit", "100").get("runs")) {
                String state = run.get("state").asText();
                assertFalse(List.of("running", "queued").contains(state), run.toString());
                interrupted += state.equals("interrupted") ? 1 : 0;
            }
            try (var files = Files.walk(box.backups())) {
                assertEquals(
                        0,
                        files.filter(path -> path.getFileName().toString().startsWith(".pulse-upload"))
                                .count());
            }
            try (var files = Files.walk(box.root().resolve("var/lib/thingconnect-pulse-backup/spool"))) {
                assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
            }
        }
        System.out.println(
                "killed " + KILLS + " times: " + whole + " whole backups, " + interrupted + " interrupted runs");
        assertTrue(interrupted > 0 && interrupted + whole >= KILLS / 2, "the kills missed the work: " + interrupted);
    }

    private static Path daily(Sandbox box) {
        return box.backups().resolve("daily");
    }

    private static List<String> labels(Sandbox box) throws IOException {
        if (!Files.isDirectory(daily(box))) {
            return List.of();
        }
        try (var files = Files.list(daily(box))) {
            return files.map(path -> path.getFileName().toString())
                    // An upload that was killed may be one of a checksum file, under its hidden name: it is no backup.
                    .filter(name -> name.endsWith(".sha256") && !name.startsWith("."))
                    .map(name -> name.substring(0, name.length() - ".sha256".length()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void lostCatalog_isMadeAgainFromTheDestination() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.start();
            String first = box.json("backup").get("label").asText();
            String second = box.json("backup", "--note", "kept").get("label").asText();
            box.stop();
            Path catalog = box.root().resolve("var/lib/thingconnect-pulse-backup/catalog.db");
            Files.writeString(catalog, "this is no database, and long enough to be taken for one".repeat(200));
            box.start();
            Sandbox.await(
                    "the backups are back",
                    () -> box.ctl("list", "--flat").out().contains(first));
            Sandbox.await(
                    "the backups are back",
                    () -> box.ctl("list", "--flat").out().contains(second));
            assertEquals(
                    "kept", box.json("show", second).get("backup").get("note").asText());
            assertEquals(0, box.ctl("verify", first).status());
            String third = box.json("backup").get("label").asText();
            assertTrue(third.compareTo(second) > 0, "labels rise: " + second + ", " + third);
        }
    }

    @Test
    void fullDisk_isOneClearError_andNothingHalfDoneRemains() throws Exception {
        Path mount = Files.createTempDirectory(Path.of("/tmp"), "pbfull");
        Sandbox.Answer mounted = Sandbox.run(
                List.of("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", mount.toString()), Path.of("/tmp"));
        assumeTrue(mounted.status() == 0, "no small file system can be mounted here: " + mounted.err());
        try (Sandbox box = Sandbox.create(24)) {
            box.configure("""
                    backup:
                      spool: {reserve: 0}
                      destinations:
                        full: {type: local, path: /full}
                        other: {type: local, path: /other}
                      jobs:
                        daily: {schedule: "30 3 * * *", destinations: [full]}
                        spare: {schedule: "30 4 * * *", destinations: [other]}
                    """);
            Files.createSymbolicLink(box.root().resolve("full"), mount);
            box.start();
            Sandbox.Answer answer = box.ctl("backup", "--job", "daily");
            assertEquals(1, answer.status());
            assertTrue(answer.err().contains("full"), answer.err());
            assertTrue(answer.err().contains("hint: "), answer.err());
            assertEquals(0, box.ctl("status").status());
            try (var files = Files.walk(mount)) {
                assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
            }
            assertEquals(0, box.ctl("backup", "--job", "spare").status());
        } finally {
            Sandbox.run(List.of("umount", mount.toString()), Path.of("/tmp")).succeeded();
            Files.delete(mount);
        }
    }

    @Test
    void twoDaemons_ofOneBox_areRefused() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.start();
            Process second = box.launch();
            assertTrue(second.waitFor(60, TimeUnit.SECONDS));
            assertEquals(6, second.exitValue());
            assertTrue(Files.readString(box.log()).contains("another pulse-backupd"), Files.readString(box.log()));
            assertEquals(0, box.ctl("status").status());
        }
    }
}
