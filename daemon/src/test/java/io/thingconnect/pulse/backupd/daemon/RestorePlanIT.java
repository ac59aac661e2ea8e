package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A point in time asked for, and two backups held against each other, with the built programs. */
final class RestorePlanIT {
    @Test
    void aTime_bringsBackTheBackupBeforeIt_andOneWithoutCoverageIsAnError() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.start();
            JsonNode first = box.json("backup");
            Instant between = Instant.parse(first.get("finishedAt").asText());
            Sandbox.await("the next second", () -> Instant.now().isAfter(between.plusSeconds(1)));
            JsonNode second = box.json("backup");

            Path target = box.root().resolve("restored");
            Sandbox.Answer restored = box.ctl("restore", "--at", between.toString(), "--target", target.toString())
                    .succeeded();
            assertTrue(
                    restored.out()
                            .startsWith("to be restored: " + first.get("label").asText() + "\n"),
                    restored.out());
            assertTrue(restored.out().contains("  loss        "), restored.out());
            assertEquals(
                    List.of(),
                    SamplePulse.findings(
                            target.resolve("var/lib/thingconnect-pulse/pulse.db"),
                            target.resolve("var/lib/thingconnect-pulse/versions")));

            JsonNode plan = box.json("restore", second.get("label").asText(), "--target", "x", "--dry-run")
                    .get("plan");
            assertEquals(second.get("archiveBytes"), plan.get("readBytes"));
            assertTrue(plan.get("neededBytes").asLong()
                    >= second.get("databaseBytes").asLong());

            Sandbox.Answer early = box.ctl("restore", "--at", "2020-01-01 00:00 UTC", "--target", "x", "--dry-run");
            assertEquals(5, early.status());
            assertTrue(early.err().contains("which is " + first.get("label").asText()), early.err());
            Sandbox.Answer future = box.ctl("restore", "--at", "2999-01-01 00:00 UTC", "--target", "x", "--dry-run");
            assertEquals(5, future.status());
            assertTrue(
                    future.err()
                            .contains("point on timeline 1 is "
                                    + second.get("label").asText()),
                    future.err());
            assertEquals(
                    2,
                    box.ctl("restore", "--at", "2020-01-01", "--target", "x", "--dry-run")
                            .status());
        }
    }

    @Test
    void twoBackups_differByWhatChangedBetweenThem() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.start();
            String first = box.json("backup").get("label").asText();
            Path added = box.sample().etc().resolve("added.yaml");
            Files.writeString(added, "new: true\n");
            String second = box.json("backup").get("label").asText();
            List<String> paths = new ArrayList<>();
            JsonNode diff = box.json("diff", first, second);
            diff.get("files")
                    .forEach(file -> paths.add(
                            file.get("change").asText() + " " + file.get("path").asText()));
            assertTrue(paths.contains("added etc/thingconnect-pulse/added.yaml"), paths.toString());
            assertFalse(paths.stream().anyMatch(path -> path.startsWith("removed")), paths.toString());
            assertEquals(
                    "no differences from " + second + " to " + second + "\n",
                    box.ctl("diff", second, second).succeeded().out());
        }
    }

    @Test
    void consolidate_refusesAFull() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.start();
            box.ctl("backup").succeeded();
            Sandbox.Answer refused = box.ctl("consolidate", "latest");
            assertEquals(2, refused.status());
            assertTrue(refused.err().contains("is a full, there is nothing to consolidate"), refused.err());
        }
    }
}
