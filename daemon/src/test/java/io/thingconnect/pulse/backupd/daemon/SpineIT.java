package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The main job from end to end, with the built programs and a busy application. */
final class SpineIT {
    private static final int MB = 16;

    @Test
    void aLiveDatabase_isBackedUp_andStockToolsBringItBack() throws Exception {
        try (Sandbox box = Sandbox.create(MB)) {
            Process writer = box.writer(100, 60);
            box.start();
            for (String compression : List.of("gzip", "zstd", "none")) {
                JsonNode made = box.json("backup", "--compression", compression);
                assertEquals("good", made.get("copies").get(0).get("state").asText());
                restoreByHand(box, made.get("label").asText(), compression);
            }
            assertTrue(
                    writer.isAlive(),
                    "the application ended: " + Files.readString(box.root().resolve("writer.log")));
            writer.destroy();
            writer.waitFor();
        }
    }

    private static void restoreByHand(Sandbox box, String label, String compression) throws Exception {
        Path daily = box.backups().resolve("daily");
        String suffix = compression.equals("gzip") ? ".tar.gz" : compression.equals("zstd") ? ".tar.zst" : ".tar";
        Path tree = Files.createDirectory(box.root().resolve("by-hand-" + compression));
        Sandbox.run(List.of("sha256sum", "-c", label + ".sha256"), daily).succeeded();
        String tar = compression.equals("gzip") ? "-xzf" : compression.equals("zstd") ? "--zstd" : "-xf";
        List<String> extract = tar.equals("--zstd")
                ? List.of("tar", "--zstd", "-xf", label + suffix, "-C", tree.toString())
                : List.of("tar", tar, label + suffix, "-C", tree.toString());
        Sandbox.Answer extracted = Sandbox.run(extract, daily).succeeded();
        assertEquals("", extracted.err(), "tar has something to say");
        Path database = tree.resolve("var/lib/thingconnect-pulse/pulse.db");
        assertEquals(0, Files.size(database.resolveSibling("pulse.db-wal")));
        assertEquals(
                "ok\n",
                Sandbox.run(List.of("sqlite3", database.toString(), "PRAGMA integrity_check;"), tree)
                        .succeeded()
                        .out());
        assertEquals(List.of(), SamplePulse.findings(database, tree.resolve("var/lib/thingconnect-pulse/versions")));
        Sandbox.run(
                        List.of(
                                "diff",
                                "-r",
                                "--no-dereference",
                                "--exclude=backup.env",
                                box.sample().etc().toString(),
                                tree.resolve("etc/thingconnect-pulse").toString()),
                        tree)
                .succeeded();
    }

    /** A stranger opens RESTORE.md, and types what stands in its first block. */
    @Test
    void theCommandsOfRestoreMd_bringTheDataBack() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.start();
            for (String compression : List.of("gzip", "zstd", "none")) {
                box.ctl("backup", "--compression", compression).succeeded();
                String notes = Files.readString(box.backups().resolve("RESTORE.md"));
                String block = notes.substring(notes.indexOf("```sh\n") + 6);
                Path target = box.root().resolve("stranger-" + compression);
                String script = block.substring(0, block.indexOf("```"))
                        .replaceFirst("D=/var/tmp/pulse-restore", "D=" + target);
                Sandbox.Answer answer = Sandbox.run(List.of("sh", "-eu", "-c", script), box.backups())
                        .succeeded();
                assertEquals(
                        3,
                        answer.out()
                                .lines()
                                .filter(line -> line.endsWith("OK") || line.equals("ok"))
                                .count(),
                        answer.out());
                assertEquals(
                        List.of(),
                        SamplePulse.findings(
                                target.resolve("var/lib/thingconnect-pulse/pulse.db"),
                                target.resolve("var/lib/thingconnect-pulse/versions")));
            }
        }
    }

    @Test
    void restoreIntoADirectory_bringsEverythingBack_andRefusesAFullOne() throws Exception {
        try (Sandbox box = Sandbox.create(2)) {
            box.start();
            box.ctl("backup").succeeded();
            Path target = box.root().resolve("restored");
            box.ctl("restore", "latest", "--target", target.toString()).succeeded();
            assertEquals(
                    List.of(),
                    SamplePulse.findings(
                            target.resolve("var/lib/thingconnect-pulse/pulse.db"),
                            target.resolve("var/lib/thingconnect-pulse/versions")));
            assertEquals(
                    Files.getPosixFilePermissions(box.sample().etc().resolve("certs/pulse.key")),
                    Files.getPosixFilePermissions(target.resolve("etc/thingconnect-pulse/certs/pulse.key")));
            Sandbox.Answer again = box.ctl("restore", "latest", "--target", target.toString());
            assertEquals(1, again.status());
            assertTrue(again.err().contains("is not empty"), again.err());
            assertTrue(again.err().contains("hint: "), again.err());
        }
    }

    @Test
    void exitCodes_areThoseOfTheManual() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            assertEquals(3, box.ctl("status").status());
            box.start();
            assertEquals(0, box.ctl("status").status());
            assertEquals(2, box.ctl("stauts").status());
            assertEquals(2, box.ctl("backup", "--type", "whole").status());
            assertEquals(
                    5, box.ctl("show", "pulse-backup-20000101T000000Z-full").status());
            assertEquals(5, box.ctl("backup", "--job", "nightly").status());
            Files.delete(box.sample().database());
            Sandbox.Answer missing = box.ctl("backup");
            assertEquals(1, missing.status());
            assertTrue(missing.err().contains("pulse.db"), missing.err());
        }
    }

    @Test
    void verify_findsADamagedArchive_andSaysSeven() throws Exception {
        try (Sandbox box = Sandbox.create(2)) {
            box.start();
            String label = box.json("backup").get("label").asText();
            for (String level : List.of("checksum", "entries", "restore")) {
                assertEquals(0, box.ctl("verify", label, "--level", level).status(), level);
            }
            Path archive = box.backups().resolve("daily/" + label + ".tar.gz");
            byte[] bytes = Files.readAllBytes(archive);
            bytes[bytes.length / 2] ^= 0x10;
            Files.write(archive, bytes);
            for (String level : List.of("checksum", "entries", "restore")) {
                Sandbox.Answer answer = box.ctl("verify", label, "--level", level);
                assertEquals(7, answer.status(), level + answer.out() + answer.err());
            }
            assertEquals(
                    "quarantined",
                    box.json("list").get("backups").get(0).get("state").asText());
            Sandbox.Answer restore = box.ctl(
                    "restore", label, "--target", box.root().resolve("r").toString());
            assertEquals(7, restore.status(), restore.err());
            assertFalse(Files.exists(box.root().resolve("r")), "a damaged backup left something at the target");
        }
    }

    @Test
    void cat_and_find_reachSingleFiles() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.start();
            box.ctl("backup").succeeded();
            Sandbox.Answer cat = box.ctl("cat", "latest", "/etc/thingconnect-pulse/config.yaml")
                    .succeeded();
            assertEquals(Files.readString(box.sample().etc().resolve("config.yaml")), cat.out());
            assertTrue(box.ctl("find", "*süd*").succeeded().out().contains("prüfstand-süd.py"));
            assertEquals(5, box.ctl("cat", "latest", "/etc/passwd").status());
        }
    }

    @Test
    void reload_takesAGoodFile_andKeepsTheOldOneOverABadOne() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.configure("backup:\n  schedule: \"15 4 * * *\"\n");
            box.start();
            assertTrue(box.ctl("config", "show").succeeded().out().contains("15 4 * * *"));
            box.configure("backup:\n  schedule: \"15 5 * * *\"\n  retension: 3\n");
            Sandbox.Answer bad = box.ctl("reload");
            assertEquals(1, bad.status());
            assertTrue(bad.err().contains("backup.yaml:3:3"), bad.err());
            assertTrue(bad.err().contains("did you mean \"retention\""), bad.err());
            assertTrue(box.ctl("config", "show").succeeded().out().contains("15 4 * * *"));
            assertTrue(box.json("status").get("configError").asText().contains("retension"));
            assertEquals(1, box.ctl("config", "check").status());
            Sandbox.await(
                    "the refusal is an alarm", () -> box.ctl("alerts").out().contains("config-rejected"));
            box.configure("backup:\n  schedule: \"15 6 * * *\"\n");
            box.ctl("reload").succeeded();
            assertTrue(box.ctl("config", "show").succeeded().out().contains("15 6 * * *"));
            box.configure("backup:\n  schedule: \"15 7 * * *\"\n");
            Sandbox.run(List.of("kill", "-HUP", Long.toString(box.daemon().pid())), box.root())
                    .succeeded();
            Sandbox.await(
                    "the signal is obeyed",
                    () -> box.ctl("config", "show").out().contains("15 7 * * *"));
        }
    }

    @Test
    void aSchedule_firesByItself() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.configure("backup:\n  schedule: \"* * * * *\"\n");
            box.start();
            Sandbox.await("a scheduled backup", () -> box.ctl("list").out().contains("good"));
            JsonNode run = box.json("runs").get("runs").get(0);
            assertEquals("schedule", run.get("trigger").asText());
        }
    }

    @Test
    void components_areTakenAsAsked() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.start();
            List<String> usual = paths(box, "backup");
            assertTrue(usual.contains("var/lib/thingconnect-pulse/pulse.db"), usual.toString());
            assertTrue(usual.stream().noneMatch(path -> path.startsWith("var/log/")), usual.toString());
            List<String> withLogs = paths(box, "backup", "--include", "logs");
            assertTrue(withLogs.stream().anyMatch(path -> path.endsWith(".log")), withLogs.toString());
            List<String> configuration = paths(box, "backup", "--only", "configuration");
            assertTrue(configuration.contains("etc/thingconnect-pulse/config.yaml"), configuration.toString());
            assertTrue(configuration.stream().noneMatch(path -> path.startsWith("var/")), configuration.toString());
            List<String> database = paths(box, "backup", "--only", "database");
            assertEquals(List.of("var/lib/thingconnect-pulse/pulse.db"), database);
        }
    }

    private static List<String> paths(Sandbox box, String... backup) throws Exception {
        String label = box.json(backup).get("label").asText();
        return new ObjectMapper()
                .readTree(box.backups()
                        .resolve("daily/" + label + ".manifest.json")
                        .toFile())
                .get("entries")
                .findValuesAsText("path");
    }

    @Test
    void secrets_andTheBackupsThemselves_areNotCaptured() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            Path env = box.sample().etc().resolve("backup.env");
            Files.writeString(env, "BACKUP_PASSWORD=hunter2\n");
            Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-------"));
            box.start();
            box.ctl("backup").succeeded();
            String label = box.json("backup").get("label").asText();
            JsonNode manifest = new ObjectMapper()
                    .readTree(box.backups()
                            .resolve("daily/" + label + ".manifest.json")
                            .toFile());
            List<String> paths = manifest.get("entries").findValuesAsText("path");
            for (String absent : List.of("backup.env", "/backups", "-shm", "-wal", ".tmp", "/cache", "/tmp/")) {
                assertTrue(paths.stream().noneMatch(path -> path.contains(absent)), absent + " in " + paths);
            }
            assertTrue(paths.stream().anyMatch(path -> path.contains("/versions/")), paths.toString());
            assertEquals(
                    "etc/thingconnect-pulse/backup.env",
                    manifest.get("secretsLeftOut").get(0).asText());
            assertEquals(
                    1,
                    Sandbox.run(List.of("grep", "-rq", "hunter2", box.log().toString()), box.root())
                            .status());
        }
    }

    @Test
    void stop_endsInTime_andARunUnderWayIsInterrupted() throws Exception {
        try (Sandbox box = Sandbox.create(48)) {
            box.start();
            box.ctl("backup", "--no-wait").succeeded();
            box.stop();
            box.start();
            Sandbox.await("the run is over", () -> {
                try {
                    String state =
                            box.json("runs").get("runs").get(0).get("state").asText();
                    return List.of("interrupted", "succeeded", "cancelled").contains(state);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void cancel_endsARunAndLeavesNothing() throws Exception {
        try (Sandbox box = Sandbox.create(64)) {
            box.start();
            box.ctl("backup", "--no-wait").succeeded();
            long id = box.json("runs").get("runs").get(0).get("id").asLong();
            box.ctl("cancel", Long.toString(id)).succeeded();
            Sandbox.await("the run is over", () -> {
                try {
                    return box.json("runs")
                            .get("runs")
                            .get(0)
                            .get("state")
                            .asText()
                            .equals("cancelled");
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            try (var files = Files.walk(box.backups())) {
                // Whose the destination is, is said before the first upload.
                assertEquals(
                        List.of(".pulse-instance"),
                        files.filter(Files::isRegularFile)
                                .map(file -> file.getFileName().toString())
                                .toList());
            }
            assertEquals(0, box.json("list").get("backups").size());
            assertTrue(box.daemon().isAlive());
            assertFalse(box.daemon().waitFor(0, TimeUnit.SECONDS));
        }
    }
}
