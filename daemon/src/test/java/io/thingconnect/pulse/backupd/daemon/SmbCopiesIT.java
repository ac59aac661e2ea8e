package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.storage.smb.SmbServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A share as the second destination of a whole daemon. */
final class SmbCopiesIT {
    @TempDir
    Path directory;

    private static void configure(Sandbox box, SmbServer server) throws IOException {
        box.configure("""
                backup:
                  host: plant7
                  include: [configuration]
                  destinations:
                    local: {type: local, path: /local}
                    nas:
                      type: network
                      location: "//127.0.0.1:%d/backup"
                      credentials: {username: nobody, password: "%s"}
                      offsite: true
                      timeout: 2s
                  jobs:
                    daily: {schedule: "30 3 * * *", retention: 1}
                """.formatted(server.port(), SmbServer.USER.password()));
    }

    private static JsonNode destination(Sandbox box, String name) throws IOException {
        for (JsonNode destination : box.json("destinations").get("destinations")) {
            if (destination.get("name").asText().equals(name)) {
                return destination;
            }
        }
        throw new AssertionError("no destination " + name);
    }

    private static String atNas(Sandbox box, String label) {
        try {
            for (JsonNode copy : box.json("show", label).get("backup").get("copies")) {
                if (copy.get("destination").asText().equals("nas")) {
                    return copy.get("state").asText();
                }
            }
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isIdle(Sandbox box) {
        try {
            return box.json("status").get("running").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a store that keeps what it has: what lies there belongs to somebody else, and only owners delete. */
    private static void freeze(Path job) throws IOException {
        UserPrincipal root = job.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root");
        try (Stream<Path> files = Files.list(job)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, root);
            }
        }
        Files.setOwner(job, root);
        Files.setAttribute(job, "unix:mode", 01777);
    }

    @Test
    void aShareThatWasAway_getsItsCopy_andOneThatLetsNobodyDelete_isANotice() throws Exception {
        SmbServer.assumePossible();
        try (SmbServer server = SmbServer.start(directory);
                Sandbox box = Sandbox.create(0)) {
            configure(box, server);
            server.kill();
            box.start();
            String first = box.json("backup").get("label").asText();
            assertEquals("pending", atNas(box, first));
            JsonNode away = destination(box, "nas");
            assertEquals("network", away.get("type").asText());
            assertFalse(away.get("reachable").asBoolean());
            assertEquals(1, away.get("pending").asLong());
            JsonNode rule = box.json("status").get("copyRule");
            assertFalse(rule.get("met").asBoolean(), rule.toString());
            assertTrue(rule.get("summary").asText().contains("'nas' lacks"), rule.toString());

            server.up();
            Sandbox.await(
                    "the copy is made without anybody asking",
                    () -> atNas(box, first).equals("good"));
            assertTrue(destination(box, "nas").get("latencyMillis").asLong() >= 0);
            assertEquals(
                    "met: 3 copies (live + 2), 2 media, 1 off-site",
                    box.json("status").get("copyRule").get("summary").asText());
            Sandbox.await("its run is over", () -> isIdle(box));
            Path host = server.directory("backup").resolve("plant7");
            assertTrue(Files.readString(host.resolve("RESTORE.md")).contains(first));
            box.ctl("verify", first, "--destination", "nas").succeeded();
            String probed = box.ctl("destinations", "--probe").succeeded().out();
            assertTrue(probed.contains("nas: delete  passed"), probed);

            freeze(host.resolve("daily"));
            Sandbox.await("nothing reads the first one any more", () -> isIdle(box));
            String second = box.json("backup").get("label").asText();
            assertEquals("good", atNas(box, second));
            Sandbox.await("nothing reads it any more", () -> isIdle(box));
            String expired = box.ctl("expire", "--yes").succeeded().out();
            assertTrue(expired.contains("1 kept beyond the policy because the share does not let us delete"), expired);
            assertEquals("good", atNas(box, first));
            String listed = box.ctl("destinations").out();
            assertTrue(listed.contains("nas: lets nobody delete (it refused at "), listed);
            export(box, second);
            aServerThatHangs_holdsUpNoRun(box, server);
        }
    }

    /** The timeout is the configured one. */
    private static void aServerThatHangs_holdsUpNoRun(Sandbox box, SmbServer server) throws Exception {
        server.freeze();
        try {
            String stuck = box.json("backup").get("label").asText();
            assertEquals("pending", atNas(box, stuck));
            Sandbox.Answer asked = box.ctl("copy", stuck, "--to", "nas");
            assertEquals(1, asked.status(), asked.out() + asked.err());
            assertTrue((asked.out() + asked.err()).contains("did not answer for 2.0 s"), asked.out() + asked.err());
            Sandbox.await("no run hangs", () -> isIdle(box));
        } finally {
            server.thaw();
        }
    }

    /** Whole, and provable with stock tools. */
    private static void export(Sandbox box, String label) throws IOException {
        Path target = Files.createDirectory(box.root().resolve("stick"));
        box.ctl("export", label, "--destination", "nas", "--out", target.toString())
                .succeeded();
        Sandbox.run(List.of("sha256sum", "-c", label + ".sha256"), target).succeeded();
        Path tar = target.resolve("all.tar");
        box.ctl("export", label, "--chain", "-o", tar.toString()).succeeded();
        Sandbox.run(List.of("sh", "-c", "tar -xf all.tar && cd daily && sha256sum -c " + label + ".sha256"), target)
                .succeeded();
        assertTrue(Files.exists(target.resolve("RESTORE.md")));
    }
}
