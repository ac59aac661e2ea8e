package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code pulse-restore} beside a running daemon, with the built programs. */
final class InPlaceIT {
    private static final Path IMAGE = Path.of(System.getProperty("pulse.image", "../target/image"));

    private static Sandbox.Answer restore(Sandbox box, String... words) {
        List<String> command = new ArrayList<>();
        command.add(IMAGE.resolve("usr/sbin/pulse-restore").toAbsolutePath().toString());
        command.addAll(List.of("--root", box.root().toString()));
        command.addAll(List.of(words));
        return Sandbox.run(command, box.root());
    }

    private static String backup(Sandbox box) throws Exception {
        JsonNode made = box.json("backup", "--type", "incremental");
        Instant finished = Instant.parse(made.get("finishedAt").asText());
        Sandbox.await("the next second", () -> Instant.now().isAfter(finished.plusSeconds(1)));
        return made.get("label").asText();
    }

    private static JsonNode manifest(Sandbox box, String label) throws IOException {
        return new ObjectMapper()
                .readTree(box.backups()
                        .resolve("daily/" + label + ".manifest.json")
                        .toFile());
    }

    @Test
    void aRestore_isBackedUpBefore_andTheNextBackupIsAFullOfANewTimeline() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.configure("backup:\n  restore: {keepPrevious: {last: 2, within: 1d}}\n");
            box.start();
            Path config = box.root().resolve("etc/thingconnect-pulse/appsettings.json");
            Files.writeString(config, "{\"state\": \"good\"}");
            String good = backup(box);
            Instant then = Instant.now();
            Files.writeString(config, "{\"state\": \"broken\"}");

            Sandbox.Answer restored = restore(box, "latest", "--yes");
            assertEquals(0, restored.status(), restored.err());
            assertTrue(restored.err().startsWith("restore " + good + " from "), restored.err());
            assertEquals("{\"state\": \"good\"}", Files.readString(config));
            JsonNode safety = box.json("list").get("backups").get(0);
            assertEquals("before restore of " + good, safety.get("note").asText());
            String saved = safety.get("label").asText();
            assertNotEquals(good, saved);
            assertTrue(restored.err().contains("safety backup: " + saved + " holds what is there now"), restored.err());
            assertEquals(1, manifest(box, saved).get("timeline").asInt());

            String full = backup(box);
            JsonNode manifest = manifest(box, full);
            assertEquals("full", manifest.get("kind").asText());
            assertEquals(2, manifest.get("timeline").asInt());
            assertEquals(good, manifest.get("restoredFrom").asText());
            JsonNode next = manifest(box, backup(box));
            assertEquals("incremental", next.get("kind").asText());
            assertEquals(2, next.get("timeline").asInt());
            assertFalse(next.has("restoredFrom"));

            String at = then.toString();
            Sandbox.Answer outside = restore(box, "--at", at, "--dry-run");
            assertEquals(5, outside.status(), outside.err());
            assertTrue(outside.err().contains("lies before the first backup on timeline 2"), outside.err());
            assertTrue(outside.err().contains("--timeline N"), outside.err());
            Sandbox.Answer past = restore(box, "--at", at, "--timeline", "1", "--yes", "--no-safety-backup");
            assertEquals(0, past.status(), past.err());
            assertTrue(past.err().startsWith("restore " + good + " from "), past.err());
            assertFalse(past.err().contains("safety backup"), past.err());
            assertEquals(3, manifest(box, backup(box)).get("timeline").asInt());

            assertEquals(0, restore(box, "--undo", "--yes").status());
            JsonNode undone = manifest(box, backup(box));
            assertEquals(4, undone.get("timeline").asInt());
            assertFalse(undone.has("restoredFrom"));

            assertEquals(
                    good,
                    box.json("show", full).get("backup").get("restoredFrom").asText());
            JsonNode lost = box.json("catalog", "export");
            box.stop();
            Files.delete(box.root().resolve("var/lib/thingconnect-pulse-backup/catalog.db"));
            box.start();
            DisasterIT.awaitRebuild(box);
            assertEquals(lost, box.json("catalog", "export"));
        }
    }

    /** This process holds what a restore would; its backup is the only one afterwards. */
    private static void backupWaitsForALock(Sandbox box) throws Exception {
        Path lock = box.root().resolve("var/lib/thingconnect-pulse-backup/restore.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            box.ctl("backup", "--no-wait").succeeded();
            Sandbox.await("the run waits", () -> box.ctl("runs", "--json").out().contains("\"wait for a restore\""));
            assertEquals(0, box.json("list").get("backups").size());
        }
        Sandbox.await(
                "the backup is made", () -> box.ctl("list", "--json").out().contains("-full"));
        Sandbox.await("the run is over", () -> box.ctl("runs", "--json").out().contains("\"succeeded\""));
    }

    @Test
    void aBrokenDatabase_orNoDaemon_doesNotKeepAnybodyFromRestoring() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.start();
            backupWaitsForALock(box);
            Path database = box.root().resolve("var/lib/thingconnect-pulse/pulse.db");
            byte[] garbage = new byte[8192];
            java.util.Arrays.fill(garbage, (byte) 'x');
            Files.deleteIfExists(database.resolveSibling("pulse.db-wal"));
            Files.deleteIfExists(database.resolveSibling("pulse.db-shm"));
            Files.write(database, garbage);
            Sandbox.Answer restored = restore(box, "latest", "--yes");
            assertEquals(0, restored.status(), restored.err());
            assertTrue(
                    restored.err().contains("safety backup: NONE, what is there now cannot be read: "), restored.err());
            box.stop();
            Sandbox.Answer alone = restore(box, "latest", "--yes");
            assertEquals(0, alone.status(), alone.err());
            assertTrue(alone.err().contains("safety backup: NONE, the backup daemon does not answer"), alone.err());
        }
    }
}
