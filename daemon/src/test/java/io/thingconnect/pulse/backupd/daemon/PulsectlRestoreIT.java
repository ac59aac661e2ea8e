package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code pulsectl restore} in place, in a sandbox, with the built programs. */
final class PulsectlRestoreIT {
    @Test
    void aBackupTakesThePlaceOfWhatIsThere_andUndoBringsThatBack() throws Exception {
        try (Sandbox box = Sandbox.create(2)) {
            box.start();
            String label = box.json("backup").get("label").asText();
            Path config = box.sample().etc().resolve("config.yaml");
            String good = Files.readString(config);
            Files.writeString(config, "broken: [");
            Path database = box.root().resolve("var/lib/thingconnect-pulse/pulse.db");
            Files.write(database, new byte[5000]);
            Files.writeString(database.resolveSibling("pulse.db-wal"), "stale");
            Path added = Files.writeString(config.resolveSibling("added.yaml"), "new: 1\n");

            assertEquals(2, box.ctl("restore", "latest").status(), "nobody can be asked");
            Sandbox.Answer plan = box.ctl("restore", "latest", "--dry-run").succeeded();
            assertTrue(plan.out().contains("restore " + label), plan.out());
            assertTrue(plan.out().contains("takes away"), plan.out());
            assertEquals("broken: [", Files.readString(config), "a dry run changes nothing");
            assertEquals(5, box.ctl("restore", "20000101", "--yes").status());

            JsonNode done = box.json("restore", "latest", "--yes", "--no-safety-backup");
            assertEquals("restored", done.at("/restore/outcome").asText(), done.toString());
            assertTrue(done.at("/restore/closed").asBoolean());
            assertEquals(good, Files.readString(config));
            assertFalse(Files.exists(added));
            assertEquals(
                    List.of(),
                    SamplePulse.findings(database, box.root().resolve("var/lib/thingconnect-pulse/versions")));
            assertFalse(box.json("restore", "--status").get("open").asBoolean());

            Sandbox.Answer undone = box.ctl("restore", "--undo", "--yes").succeeded();
            assertTrue(undone.out().contains("undo of " + label), undone.out());
            assertEquals("broken: [", Files.readString(config));
            assertEquals("new: 1\n", Files.readString(added));
            assertEquals(5000, Files.size(database));
            assertEquals(2, box.json("restore", "--status").get("restores").size());

            String audit = box.ctl("audit").succeeded().out();
            assertEquals(
                    2,
                    audit.lines()
                            .filter(line -> line.matches(".*\\b(Restore|Undo)\\b.*"))
                            .count(),
                    audit);
        }
    }
}
