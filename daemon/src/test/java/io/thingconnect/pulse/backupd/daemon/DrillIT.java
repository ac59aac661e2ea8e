package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Drills, and what is verified by itself, with the built programs. */
final class DrillIT {
    private static final String TWO_PLACES = """
            backup:
              jobs:
                daily: {type: full, destinations: [one, two], retention: 1000}
              destinations:
                one: {type: local, path: /one}
                two: {type: local, path: /two}
            """;

    /** The sample's results are of another year: one of now makes the backup fresh. */
    static void checkNow(Sandbox box) {
        String sql = "PRAGMA busy_timeout=5000; INSERT INTO check_result_raw (EndpointId, Ts, Status)"
                + " SELECT EndpointId, " + Instant.now().getEpochSecond() + ", Status FROM check_result_raw LIMIT 1";
        Path database = box.root().resolve("var/lib/thingconnect-pulse/pulse.db");
        Sandbox.run(List.of("sqlite3", database.toString(), sql), box.root()).succeeded();
    }

    private static String backup(Sandbox box) throws IOException {
        return box.json("backup", "--type", "full").get("label").asText();
    }

    private static void damage(Path archive) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.seek(file.length() / 2);
            int was = file.read();
            file.seek(file.length() / 2);
            file.write(was ^ 1);
        }
    }

    private static JsonNode status(Sandbox box) throws IOException {
        return box.json("status");
    }

    private static boolean alarmed(JsonNode status, String id) {
        for (JsonNode alarm : status.get("alarms")) {
            if (alarm.get("id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private static String state(Sandbox box, String label, String destination) throws IOException {
        for (JsonNode copy : box.json("show", label).get("backup").get("copies")) {
            if (copy.get("destination").asText().equals(destination)) {
                return copy.get("state").asText();
            }
        }
        return "none";
    }

    @Test
    void aDrillPasses_itsVerdictIsBesideTheBackup_inStatusAndInTheReport() throws Exception {
        try (Sandbox box = Sandbox.create(4)) {
            box.configure(TWO_PLACES);
            box.start();
            checkNow(box);
            String label = backup(box);
            JsonNode done = box.json("drill", "--scope", "box", "--from", "each");
            assertTrue(done.get("passed").asBoolean(), done.toString());
            assertEquals(2, done.get("drills").size(), done.toString());
            for (String place : List.of("one", "two")) {
                Path verdict = box.root().resolve(place + "/daily/" + label + ".verdict.json");
                JsonNode written = new ObjectMapper().readTree(Files.readString(verdict));
                assertTrue(written.get("passed").asBoolean(), written.toString());
                assertEquals(place, written.get("destination").asText());
            }
            JsonNode last = status(box).get("lastDrill");
            assertEquals(label, last.get("label").asText());
            assertTrue(box.ctl("status").out().contains("Last drill"));
            assertEquals(
                    label, status(box).get("lastProvenRestore").get("label").asText());

            long id = last.get("id").asLong();
            box.ctl("drill", "note", Long.toString(id), "took <long> & was hot").succeeded();
            assertTrue(box.ctl("drill", "report").succeeded().out().contains("took <long> & was hot"));
            assertEquals(2, box.json("drill", "report").get("drills").size());
            Path page = box.root().resolve("drills.html");
            box.ctl("drill", "report", "--format", "html", "--out", page.toString())
                    .succeeded();
            String html = Files.readString(page);
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
            Path database = box.root().resolve("var/lib/thingconnect-pulse/pulse.db");
            String secret = Sandbox.run(
                            List.of("sqlite3", "file:" + database + "?mode=ro", "SELECT PasswordHash FROM AspNetUsers"),
                            box.root())
                    .succeeded()
                    .out()
                    .strip();
            assertFalse(secret.isEmpty());
            for (String line : secret.lines().toList()) {
                assertFalse(html.contains(line), "a password's hash is in the report");
            }
            box.stop();
            Path state = box.root().resolve("var/lib/thingconnect-pulse-backup");
            for (String side : List.of("catalog.db", "catalog.db-wal", "catalog.db-shm")) {
                Files.deleteIfExists(state.resolve(side));
            }
            box.start();
            Sandbox.await("the verdicts are taken in again", () -> verdicts(box) == 2);
        }
    }

    private static int verdicts(Sandbox box) {
        try {
            return box.json("drill", "report").get("drills").size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void assertionsThatFail_failTheDrill_andSayNothingAgainstTheCopy() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure(TWO_PLACES + """
                      drills:
                        users:
                          schedule: "0 5 2 1 *"
                          from: one
                          assertions:
                            - {sql: "select count(*) > 100000 from AspNetUsers", expect: "1"}
                            - {sql: "select PasswordHash from AspNetUsers", expect: "none"}
                    """);
            box.start();
            String label = backup(box);
            Sandbox.Answer failed = box.ctl("drill", "users");
            assertEquals(7, failed.status(), failed.out() + failed.err());
            assertTrue(failed.out().contains("answered 0, expected 1"), failed.out());
            assertTrue(failed.out().contains("answered a text of"), failed.out());
            assertEquals("good", state(box, label, "one"));
            JsonNode status = status(box);
            assertTrue(alarmed(status, "drill-failed:users@one"), status.toString());
            assertEquals("no", status.get("safe").asText());
            assertEquals(7, box.ctl("drill").status(), "the sample's newest result is of another year");
            checkNow(box);
            backup(box);
            box.ctl("drill").succeeded();
            JsonNode plans = box.json("drill", "list").get("drills");
            assertEquals(1, plans.size());
            assertFalse(plans.get(0).get("last").get("passed").asBoolean());
            assertEquals(5, box.ctl("drill", "nobody").status());
        }
    }

    @Test
    void aDamagedCopy_failsTheDrill_andIsMadeAgainFromTheOtherPlace() throws Exception {
        try (Sandbox box = Sandbox.create(2)) {
            box.configure(TWO_PLACES);
            box.start();
            checkNow(box);
            String label = backup(box);
            Path archive = box.root().resolve("one/daily/" + label + ".tar.gz");
            damage(archive);
            Sandbox.Answer failed = box.ctl("drill", "--from", "one");
            assertEquals(7, failed.status(), failed.out() + failed.err());
            assertTrue(failed.out().contains("was made again from two"), failed.out());
            assertTrue(Files.exists(archive.resolveSibling(archive.getFileName() + ".quarantined")));
            assertEquals("good", state(box, label, "one"));
            assertTrue(alarmed(status(box), "drill-failed:@one"));
            box.ctl("drill", "--from", "one").succeeded();
            assertFalse(alarmed(status(box), "drill-failed:@one"));

            damage(archive);
            damage(box.root().resolve("two/daily/" + label + ".tar.gz"));
            assertEquals(7, box.ctl("drill", "--from", "one").status());
            assertEquals("quarantined", state(box, label, "one"));
            assertTrue(alarmed(status(box), "copy-failed:" + label + "@one"));
        }
    }

    @Test
    void aFull_isRestoredAsAProof_andAScheduledDrillFires_withoutAnybodyAsking() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure(TWO_PLACES + """
                      verification: {testRestore: true}
                      drills:
                        often: {schedule: "* * * * *", assertions: [{sql: "select 1", expect: "1"}]}
                    """);
            box.start();
            String label = backup(box);
            Sandbox.await("the full is restored as a proof", () -> ran(box, "verify", "verification"));
            assertEquals(
                    label, status(box).get("lastProvenRestore").get("label").asText());
            Sandbox.await("the drill comes due", () -> ran(box, "drill", "schedule"));
            JsonNode last = status(box).get("lastDrill");
            assertEquals("often", last.get("name").asText());
            assertTrue(last.get("passed").asBoolean(), last.toString());
        }
    }

    private static boolean ran(Sandbox box, String operation, String trigger) {
        try {
            for (JsonNode run : box.json("runs").get("runs")) {
                if (run.get("operation").asText().equals(operation)
                        && run.get("trigger").asText().equals(trigger)
                        && run.get("state").asText().equals("succeeded")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
