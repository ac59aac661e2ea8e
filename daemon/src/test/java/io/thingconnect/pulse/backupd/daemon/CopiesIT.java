package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Destinations that go away and come back, with the built programs. */
final class CopiesIT {
    private static String state(Sandbox box, String label, String destination) throws IOException {
        for (JsonNode copy : box.json("show", label).get("backup").get("copies")) {
            if (copy.get("destination").asText().equals(destination)) {
                return copy.get("state").asText();
            }
        }
        return "";
    }

    private static boolean isGood(Sandbox box, String label, String destination) {
        try {
            return state(box, label, destination).equals("good");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void mount(Path disk, Path at) {
        Sandbox.Answer mounted = Sandbox.run(List.of("mount", "--bind", disk.toString(), at.toString()), Path.of("/"));
        Assumptions.assumeTrue(mounted.status() == 0, "nothing can be mounted here: " + mounted.err());
    }

    private static void unmount(Path at) {
        Sandbox.run(List.of("umount", at.toString()), Path.of("/")).succeeded();
    }

    /** The disk is away, the daemon is killed, the disk comes back: the chain goes there by itself, oldest first. */
    @Test
    void aDiskThatComesBack_getsWhatItMissed_acrossAKill() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            Path usb = Files.createDirectory(box.root().resolve("usb"));
            Path disk = Files.createDirectory(box.root().resolve("disk"));
            mount(disk, usb);
            boolean mounted = true;
            try {
                Files.createFile(usb.resolve(".pulse-destination"));
                box.configure("""
                        backup:
                          destinations:
                            local: {type: local, path: /local}
                            usb: {type: local, path: /usb, requireMarker: true, copyOverdue: 1s}
                          jobs:
                            daily: {schedule: "30 3 * * *", type: incremental}
                        """);
                box.start();
                String full = box.json("backup").get("label").asText();
                assertEquals("good", state(box, full, "usb"));
                unmount(usb);
                mounted = false;
                JsonNode made = box.json("backup");
                String delta = made.get("label").asText();
                assertTrue(delta.endsWith("-incremental"), made.toString());
                assertEquals("pending", state(box, delta, "usb"));
                assertTrue(made.get("warnings").toString().contains("usb"), made.toString());
                assertEquals(0, usb.toFile().list().length, "the system disk was written to where the disk is mounted");
                Sandbox.await(
                        "the late copy alarms",
                        () -> box.ctl("status", "--json").out().contains("copy-overdue:usb"));
                box.kill();
                box.start();
                assertEquals("pending", state(box, delta, "usb"));
                String second = box.json("backup").get("label").asText();
                mount(disk, usb);
                mounted = true;
                Sandbox.await("the newest copy is there", () -> isGood(box, second, "usb"));
                Sandbox.await("the one before as well", () -> isGood(box, delta, "usb"));
                box.ctl("copy", full, "--to", "usb").succeeded();
                box.ctl("verify", second, "--destination", "local").succeeded();
                Sandbox.await(
                        "no copy is late",
                        () -> !box.ctl("status", "--json").out().contains("copy-overdue"));
                assertFalse(Files.exists(box.root().resolve("var/lib/thingconnect-pulse-backup/spool/outbox/daily")));
            } finally {
                if (mounted) {
                    Sandbox.run(List.of("umount", "-l", usb.toString()), Path.of("/"));
                }
            }
        }
    }

    /** Nowhere to go: backups wait in the spool, deltas on deltas, and are good once the destination is back. */
    @Test
    void withEveryDestinationAway_backupsWaitInTheOutbox_andGoOutLater() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            Path usb = Files.createDirectory(box.root().resolve("usb"));
            box.configure("""
                    backup:
                      destinations:
                        usb: {type: local, path: /usb, requireMarker: true}
                      jobs:
                        daily: {schedule: "30 3 * * *", type: incremental}
                    """);
            box.start();
            String full = box.json("backup").get("label").asText();
            JsonNode shown = box.json("show", full).get("backup");
            assertEquals("pending", shown.get("state").asText());
            String delta = box.json("backup").get("label").asText();
            assertTrue(delta.endsWith("-incremental"), delta);
            Path outbox = box.root().resolve("var/lib/thingconnect-pulse-backup/spool/outbox/daily");
            assertTrue(Files.exists(outbox.resolve(delta + ".sha256")));
            assertEquals("no", box.json("status").get("safe").asText());
            box.kill();
            box.start();
            Files.createFile(usb.resolve(".pulse-destination"));
            box.ctl("copy", "--pending", "--to", "usb");
            Sandbox.await("both are good", () -> isGood(box, full, "usb") && isGood(box, delta, "usb"));
            box.ctl("verify", delta, "--level", "restore").succeeded();
            Sandbox.await("the outbox is empty", () -> outbox.toFile().list().length == 0);
        }
    }

    /** What is limited is not built into: it is built in the outbox, copied, and gone from there. */
    @Test
    void aLimitedDestination_getsItsArchiveFromTheOutbox() throws Exception {
        try (Sandbox box = Sandbox.create(0)) {
            box.configure("""
                    backup:
                      include: [configuration]
                      destinations:
                        slow: {type: local, path: /slow, bandwidth: {limit: 20MB, windows: {"00:00-24:00": 1MB}}}
                    """);
            box.start();
            String label = box.json("backup").get("label").asText();
            assertEquals("good", state(box, label, "slow"));
            Path outbox = box.root().resolve("var/lib/thingconnect-pulse-backup/spool/outbox/daily");
            assertEquals(0, outbox.toFile().list().length);
            assertTrue(Files.exists(box.root().resolve("slow/daily").resolve(label + ".sha256")));
            assertEquals(2, box.ctl("copy", "latest").status());
            assertEquals(5, box.ctl("copy", "latest", "--to", "elsewhere").status());
        }
    }
}
