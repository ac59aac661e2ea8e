package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A job that changes of files start, with the built programs. */
final class OnChangeIT {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));

    private static final String JOBS = """
            backup:
              jobs:
                changes:
                  onChange: {debounce: 1s, minInterval: 1s}
                  type: incremental
                  include: [configuration, certificates, scripts]
                  destinations: [local]
                  retention: 100
                  hooks: {after: ["touch %1$s/reached; while test -e %1$s/hold; do sleep 0.05; done"]}
                whole: {schedule: "0 3 1 1 *", destinations: [local], retention: 5}
              destinations:
                local: {type: local, path: /local}
            """;

    private static long backups(Sandbox box) throws IOException {
        return labels(box).size();
    }

    private static List<String> labels(Sandbox box) throws IOException {
        return box.json("list", "--job", "changes").get("backups").findValuesAsText("label");
    }

    private static JsonNode lastRun(Sandbox box) throws IOException {
        for (JsonNode job : box.json("jobs").get("jobs")) {
            if (job.get("name").asText().equals("changes") && job.has("lastRun")) {
                return job.get("lastRun");
            }
        }
        return MissingNode.getInstance();
    }

    private static void awaitBackups(Sandbox box, int count) throws InterruptedException {
        Sandbox.await(count + " backups", () -> {
            try {
                return backups(box) == count;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void awaitRunAfter(Sandbox box, long run) throws InterruptedException {
        Sandbox.await("a run after " + run + " has ended", () -> {
            try {
                JsonNode last = lastRun(box);
                return last.path("id").asLong() > run && last.has("endedAt");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static FileTime read(Path file) throws IOException {
        return Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .readAttributes()
                .lastAccessTime();
    }

    private static void forgetReading(Path file) throws IOException {
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(null, LONG_AGO, null);
    }

    private static String content(Sandbox box, String path) throws IOException {
        String newest = labels(box).stream().max(String::compareTo).orElseThrow();
        return box.ctl("cat", newest, path).succeeded().out();
    }

    @Test
    void theFirstChangeAfterAStart_doesNotWaitForTheInterval() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            Path etc = box.root().resolve("etc/thingconnect-pulse");
            box.configure("""
                    backup:
                      jobs:
                        changes:
                          onChange: {debounce: 1s, minInterval: 1h}
                          include: [configuration]
                          destinations: [local]
                      destinations:
                        local: {type: local, path: /local}
                    """);
            box.start();
            awaitBackups(box, 1);
            awaitRunAfter(box, 0);
            Files.writeString(etc.resolve("first.yaml"), "1");
            awaitBackups(box, 2);
            awaitRunAfter(box, 1);

            box.stop();
            Files.writeString(etc.resolve("first.yaml"), "2");
            box.start();
            awaitBackups(box, 3);
            assertEquals("2", content(box, "etc/thingconnect-pulse/first.yaml"));
        }
    }

    @Test
    void aChange_doesNotWaitForALongBackup() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            Path etc = box.root().resolve("etc/thingconnect-pulse");
            Path hold = box.root().resolve("hold");
            Path reached = box.root().resolve("reached");
            box.configure("""
                    backup:
                      jobs:
                        changes:
                          onChange: {debounce: 1s, minInterval: 1s}
                          include: [configuration]
                          destinations: [local]
                        whole:
                          schedule: "0 3 1 1 *"
                          destinations: [local]
                          hooks: {before: ["touch %1$s/reached; while test -e %1$s/hold; do sleep 0.05; done"]}
                      destinations:
                        local: {type: local, path: /local}
                    """.formatted(box.root()));
            box.start();
            awaitBackups(box, 1);
            awaitRunAfter(box, 0);
            Files.writeString(hold, "");
            box.ctl("backup", "--job", "whole", "--no-wait").succeeded();
            Sandbox.await("the long backup is under way", () -> Files.exists(reached));

            Files.writeString(etc.resolve("first.yaml"), "1");
            awaitBackups(box, 2);
            assertEquals("1", content(box, "etc/thingconnect-pulse/first.yaml"));
            assertEquals(0, box.json("list", "--job", "whole").get("backups").size());
            Files.delete(hold);
            Sandbox.await("the long backup is there", () -> listed(box, "whole") == 1);
        }
    }

    private static int listed(Sandbox box, String job) {
        try {
            return box.json("list", "--job", job).get("backups").size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void changes_areCapturedAndNothingElse() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            Path etc = box.root().resolve("etc/thingconnect-pulse");
            Path database = box.root().resolve("var/lib/thingconnect-pulse/pulse.db");
            Path hold = box.root().resolve("hold");
            Path reached = box.root().resolve("reached");
            box.configure(JOBS.formatted(box.root()));
            forgetReading(database);
            box.start();
            awaitBackups(box, 1);
            // The backup is listed before the hook after it has run.
            awaitRunAfter(box, 0);

            // While a run is under way that has read already: another run follows.
            Files.delete(reached);
            Files.writeString(hold, "");
            Files.writeString(etc.resolve("first.yaml"), "1");
            Sandbox.await("the run has come to its hook", () -> Files.exists(reached));
            Files.writeString(etc.resolve("second.yaml"), "2");
            Files.delete(hold);
            awaitBackups(box, 3);
            assertEquals("2", content(box, "etc/thingconnect-pulse/second.yaml"));
            assertEquals("change", lastRun(box).get("trigger").asText());

            // Only a time is another one: a run, but no backup.
            long run = lastRun(box).get("id").asLong();
            Files.setLastModifiedTime(etc.resolve("first.yaml"), LONG_AGO);
            awaitRunAfter(box, run);
            assertTrue(lastRun(box).get("result").asText().startsWith("nothing has changed since "));
            assertEquals(3, backups(box));

            // What changed while nobody looked.
            box.stop();
            Files.delete(etc.resolve("first.yaml"));
            Files.writeString(etc.resolve("second.yaml"), "3");
            box.start();
            awaitBackups(box, 4);
            assertEquals("3", content(box, "etc/thingconnect-pulse/second.yaml"));

            assertEquals(LONG_AGO, read(database), "the database was read");
            box.ctl("backup", "--job", "whole").succeeded();
            Assumptions.assumeTrue(
                    !read(database).equals(LONG_AGO), "this file system does not say when a file was read last");
            assertNotEquals(LONG_AGO, read(database));
        }
    }
}
