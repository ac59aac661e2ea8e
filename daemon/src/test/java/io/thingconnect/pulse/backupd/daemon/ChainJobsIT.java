package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Chains of several jobs, kinds and destinations. */
final class ChainJobsIT extends ChainBox {

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
