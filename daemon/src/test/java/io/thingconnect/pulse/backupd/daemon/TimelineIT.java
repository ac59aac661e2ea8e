package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The daemon beside {@code pulse-restore}, both as built. */
final class TimelineIT {
    private static final String JOB = """
            backup:
              jobs:
                frequent: {type: incremental, destinations: [local], retention: 1000}
              destinations:
                local: {type: local, path: /local}
            """;

    private static JsonNode backup(Sandbox box) throws IOException {
        JsonNode made = box.json("backup");
        return box.json("show", made.get("label").asText()).get("backup");
    }

    private static JsonNode manifest(Sandbox box, JsonNode backup) throws IOException {
        Path file = box.root().resolve("local/frequent/" + backup.get("label").asText() + ".manifest.json");
        return new ObjectMapper().readTree(Files.readAllBytes(file));
    }

    private static Sandbox.Answer restore(Sandbox box, String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("pulse.image", "../target/image"), "usr/sbin/pulse-restore")
                        .toAbsolutePath()
                        .toString(),
                "--root",
                box.root().toString()));
        command.addAll(List.of(words));
        return Sandbox.run(command, box.root());
    }

    @Test
    void afterARestoreInPlace_theNextBackupIsAFullOnANewTimeline_andAnUndoBeginsAnother() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure(JOB);
            box.start();
            JsonNode first = backup(box);
            assertEquals("incremental", backup(box).get("kind").asText());
            restore(box, first.get("label").asText(), "--yes").succeeded();

            JsonNode after = backup(box);
            assertEquals("full", after.get("kind").asText());
            assertEquals(2, after.get("timeline").asInt());
            assertTrue(after.get("fullReason").asText().contains("was restored since"), after.toString());
            assertEquals(first.get("label"), manifest(box, after).get("restoredFrom"));

            // On the new timeline chains go on; nothing else is said to come from the restore.
            JsonNode next = backup(box);
            assertEquals("incremental", next.get("kind").asText());
            assertEquals(2, next.get("timeline").asInt());
            assertTrue(manifest(box, next).path("restoredFrom").isMissingNode());

            restore(box, "--undo", "--yes").succeeded();
            JsonNode undone = backup(box);
            assertEquals("full", undone.get("kind").asText());
            assertEquals(3, undone.get("timeline").asInt());
            assertTrue(manifest(box, undone).path("restoredFrom").isMissingNode());

            // A time is looked for on the newest timeline, unless another one is named.
            String taken = next.get("finishedAt").asText();
            Sandbox.Answer uncovered = restore(box, "--at", taken, "--dry-run");
            assertEquals(5, uncovered.status(), uncovered.out() + uncovered.err());
            assertTrue(uncovered.err().contains("--timeline N"), uncovered.err());
            Sandbox.Answer named = restore(box, "--at", taken, "--timeline", "2", "--dry-run", "--json")
                    .succeeded();
            assertEquals(
                    next.get("label"), new ObjectMapper().readTree(named.out()).get("label"));
            assertEquals(
                    2, restore(box, "latest", "--timeline", "2", "--dry-run").status());
        }
    }

    @Test
    void whileARestoreWaitsToBeRecovered_nothingIsBackedUp() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure(JOB);
            box.start();
            Path marker = box.root().resolve("var/lib/thingconnect-pulse-backup/restore/in-progress");
            Files.createDirectories(marker.getParent());
            Files.writeString(marker, "x");
            Sandbox.Answer refused = box.ctl("backup");
            assertEquals(6, refused.status(), refused.out() + refused.err());
            assertTrue(refused.err().contains("pulse-restore --recover"), refused.err());
            Files.delete(marker);
            box.ctl("backup").succeeded();
        }
    }
}
