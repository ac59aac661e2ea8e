package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A real daemon, a real backup, a hole in it, and what {@code pulsectl restore --salvage} says of that. */
final class SalvageIT {
    private static Path file(Sandbox box, String name) throws Exception {
        try (Stream<Path> files = Files.walk(box.backups())) {
            return files.filter(path -> path.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void salvage_bringsOutWhatIsWhole_andExitsWithSevenWhereAnythingWasLost() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.start();
            String label = box.json("backup").get("label").asText();
            Path whole = box.root().resolve("whole");
            Sandbox.Answer complete = box.ctl("restore", label, "--salvage", "--target", whole.toString());
            assertEquals(0, complete.status(), complete.out() + complete.err());
            assertTrue(complete.out().contains(", 0 lost\n"), complete.out());

            Path archive = file(box, label + ".tar");
            byte[] bytes = Files.readAllBytes(archive);
            Arrays.fill(bytes, bytes.length / 3, Math.min(bytes.length, bytes.length / 3 + 65_536), (byte) 0);
            Files.write(archive, bytes);
            Path target = box.root().resolve("salvaged");
            Sandbox.Answer lost = box.ctl("restore", label, "--salvage", "--target", target.toString(), "--json");
            assertEquals(7, lost.status(), lost.out() + lost.err());
            JsonNode report = new ObjectMapper().readTree(lost.out()).get("report");
            assertFalse(report.get("complete").asBoolean());
            assertTrue(report.get("recovered").asInt() > 0, lost.out());
            JsonNode database = report.get("databases").get(0);
            assertFalse(Files.exists(target.resolve(database.get("path").asText())));
            assertTrue(Files.exists(target.resolve(database.get("partial").asText())), database.toString());
            assertTrue(database.get("pagesEqual").asLong() > 0, database.toString());
            assertTrue(
                    database.get("pagesEqual").asLong() < database.get("pages").asLong(), database.toString());
            System.out.println(
                    "salvage of a damaged backup: " + report.get("summary").asText() + ", " + database.get("pagesEqual")
                            + " of " + database.get("pages") + " pages of the database are right");

            Files.delete(file(box, label + ".manifest.json"));
            Sandbox.Answer unproven = box.ctl(
                    "restore",
                    label,
                    "--salvage",
                    "--target",
                    box.root().resolve("unproven").toString());
            assertEquals(7, unproven.status(), unproven.out() + unproven.err());
            assertTrue(unproven.out().contains("no manifest, so nothing is proven"), unproven.out());
        }
    }
}
