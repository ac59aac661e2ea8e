package io.thingconnect.pulse.backupd.rescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.restore.inplace.FileSteps;
import io.thingconnect.pulse.backupd.restore.inplace.InPlaceBox;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgramTest {
    @TempDir
    Path directory;

    private InPlaceBox box;
    private Map<String, String> old;
    private Clock clock = Clock.systemUTC();
    private final List<String> safety = new ArrayList<>();
    private Optional<Terminal.Question> person = Optional.empty();

    record Answer(int status, String out, String err) {}

    @BeforeEach
    void create() throws Exception {
        box = InPlaceBox.create(directory.resolve("box"));
        configure("");
        old = box.tree();
    }

    private void configure(String more) throws Exception {
        Files.writeString(box.root().resolve("etc/thingconnect-pulse/backup.yaml"), """
                backup:
                  enabled: false
                  application:
                    certificates: [/etc/thingconnect-pulse/certs]
                    scripts: [/etc/thingconnect-pulse/scripts]
                  destinations:
                    local: {type: local, path: /var/lib/thingconnect-pulse/backups}
                """ + more);
    }

    private Answer run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                person);
        SafetyBackup backup = (socket, label, needed, work) -> {
            safety.add("taken");
            return "made";
        };
        Program program = new Program(terminal, System.getenv(), FileSteps.unwatched(), backup, clock);
        List<String> all = new ArrayList<>(List.of("--root", box.root().toString()));
        all.addAll(List.of(words));
        int status = program.run(all);
        return new Answer(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static JsonNode json(Answer answer) throws Exception {
        return new ObjectMapper().readTree(answer.out());
    }

    @Test
    void restore_printsThePlanWithTheLoss_andTheStatusIsClosed() throws Exception {
        Answer answer = run("latest", "--yes", "--json");
        assertEquals(0, answer.status(), answer.err());
        assertTrue(answer.err().startsWith("restore " + InPlaceBox.NEWEST + " from local\n"), answer.err());
        assertTrue(answer.err().contains("loss"), answer.err());
        assertTrue(
                answer.err().contains("takes away  " + box.root() + "/etc/thingconnect-pulse/added later"),
                answer.err());
        assertEquals("restored", json(answer).get("outcome").asText());
        assertEquals(List.of("taken"), safety);
        assertFalse(box.tree().equals(old));

        JsonNode status = json(run("--status", "--json"));
        assertFalse(status.get("open").asBoolean());
        assertTrue(status.get("restores").get(0).get("closed").asBoolean());
        assertTrue(
                run("--status").out().contains("what was there before: "),
                run("--status").out());

        assertEquals(0, run("--undo", "--yes").status());
        assertEquals(old, box.tree());
        assertEquals(0, run("--recover").status());
    }

    @Test
    void whereADestinationWasBefore_isNotTakenAway() throws Exception {
        Path state = box.root().resolve("var/lib/thingconnect-pulse");
        Path former = Files.createDirectory(state.resolve("kept")).resolve(".pulse-instance");
        Files.writeString(former, "{}");
        Path stranger = Files.createDirectory(state.resolve("stranger"));
        assertEquals(0, run("latest", "--yes").status());
        assertTrue(Files.exists(former));
        assertFalse(Files.exists(stranger));
    }

    @Test
    void aSlipOfTheHand_isAnsweredWithWhatToTypeInstead() {
        Answer label = run("lastest", "--yes");
        assertEquals(5, label.status());
        assertTrue(label.err().contains("hint: Give one that 'pulsectl list' shows, or 'latest'."), label.err());
        Answer path = run("latest", "--path", "/etc/thingconnect-pulse/confg.yaml", "--yes");
        assertEquals(5, path.status());
        assertTrue(path.err().contains("nothing of what was asked for: etc/thingconnect-pulse/confg.yaml"), path.err());
        Answer plan = run("latest", "--path", "/etc/thingconnect-pulse/config.yaml", "--dry-run");
        assertTrue(plan.err().contains("\n  only        /etc/thingconnect-pulse/config.yaml\n"), plan.err());
    }

    @Test
    void aRestoreThatFails_saysFirstWhatStandsThereNow() throws Exception {
        Path archive = box.root().resolve("var/lib/thingconnect-pulse/backups/daily/" + InPlaceBox.NEWEST + ".tar.gz");
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);
        old = box.tree();
        Answer answer = run(InPlaceBox.NEWEST.toString(), "--yes");
        assertEquals(7, answer.status(), answer.err());
        assertTrue(
                answer.err().contains("\nnothing is changed: what was there before is in place\npulse-restore: "),
                answer.err());
        assertEquals(old, box.tree());
    }

    @Test
    void dryRun_andARefusal_changeNothing() throws Exception {
        Answer dry = run("latest", "--dry-run", "--json");
        assertEquals(0, dry.status(), dry.err());
        assertEquals(InPlaceBox.NEWEST.toString(), json(dry).get("label").asText());
        Answer nobody = run("latest");
        assertEquals(2, nobody.status());
        assertTrue(nobody.err().contains("--yes is not given"), nobody.err());
        person = Optional.of(text -> "n");
        assertEquals(1, run("latest").status());
        person = Optional.of(text -> "yes");
        assertEquals(old, box.tree());
        assertEquals(List.of(), safety);
        assertEquals(0, run("latest", "--no-safety-backup").status());
        assertEquals(List.of(), safety);
        assertFalse(box.tree().equals(old));
    }

    @Test
    void label_mayBeAUniqueBeginning_andATimeIsAnsweredByTheNewestBefore() throws Exception {
        assertEquals(
                InPlaceBox.FULL.toString(),
                json(run("20240115T02", "--dry-run", "--json")).get("label").asText());
        assertEquals(2, run("pulse-backup-2024", "--dry-run").status());
        assertEquals(5, run("pulse-backup-2023", "--dry-run").status());
        // Both were taken by a clock that is an hour ahead.
        Answer future = run("--at", "2099-01-01 00:00:00", "--dry-run");
        assertEquals(5, future.status());
        assertTrue(future.err().contains("lies in the future; the newest backup is "), future.err());
        Answer early = run("--at", "2020-01-01 00:00:00", "--dry-run");
        assertEquals(5, early.status());
        assertTrue(early.err().contains("lies before the first backup, which is " + InPlaceBox.FULL), early.err());
        assertEquals(5, run("latest", "--destination", "nowhere").status());
        assertEquals(5, run("latest", "--job", "weekly").status());
    }

    @Test
    void aWholeBox_combinesTheNewestBackupOfEachComponent_andALabelMeansThatOneAlone() throws Exception {
        Path config = box.root().resolve("etc/thingconnect-pulse/config.yaml");
        Files.writeString(config, "newest configuration\n");
        Label changes = new Label(Instant.parse("2024-01-16T04:00:00Z"), Kind.FULL);
        box.backUpConfiguration(changes);
        Files.writeString(config, "lost\n");

        Answer dry = run("latest", "--dry-run", "--json");
        assertEquals(0, dry.status(), dry.err());
        JsonNode sources = json(dry).get("sources");
        assertEquals(InPlaceBox.NEWEST.toString(), sources.get(0).get("label").asText());
        assertEquals(changes.toString(), sources.get(1).get("label").asText());
        assertEquals("[\"configuration\"]", sources.get(1).get("components").toString());
        assertTrue(dry.err().contains(", " + changes + ": configuration"), dry.err());
        assertTrue(dry.err().contains("loss        configuration: what changed in the last"), dry.err());

        Answer one = run(InPlaceBox.NEWEST.toString(), "--dry-run", "--json");
        assertEquals(1, json(one).get("sources").size());
        Answer other = run(changes.toString(), "--dry-run", "--json");
        assertTrue(
                other.err()
                        .contains("this backup does not hold certificates, database, logs, scripts, state, which stays"
                                + " as it is; the newest that does is " + InPlaceBox.NEWEST),
                other.err());
        assertEquals(
                changes.toString(),
                json(run("latest", "--only", "configuration", "--dry-run", "--json"))
                        .get("label")
                        .asText());

        assertEquals(0, run("latest", "--yes").status());
        assertEquals("newest configuration\n", Files.readString(config));
        assertTrue(Files.exists(box.root().resolve("var/lib/thingconnect-pulse/only-in-backup")));
        assertEquals(0, run("--undo", "--yes").status());
        assertEquals("lost\n", Files.readString(config));
    }

    @Test
    void usersAlone_areAskedFor_andTheNoteSaysWhatCameOfIt() throws Exception {
        Answer dry = run("latest", "--only", "users,settings", "--dry-run");
        assertTrue(dry.err().contains("components  users, settings alone, merged"), dry.err());
        Answer done = run("latest", "--only", "users", "--yes", "--json");
        assertEquals(0, done.status(), done.err());
        assertTrue(json(done).get("note").asText().contains("users: 3 as in the backup"), done.out());
        assertEquals(0, run("--undo", "--yes").status());
        assertEquals(old, box.tree());
    }

    @Test
    void at_restoresTheNewestBackupBeforeATime_onTheTimelineAskedFor() throws Exception {
        Instant taken = Instant.parse(
                json(run("20240115T02", "--dry-run", "--json")).get("takenAt").asText());
        clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        String at = taken.plusMillis(1).toString();
        Answer answer = run("--at", at, "--yes", "--json");
        assertEquals(0, answer.status(), answer.err());
        assertEquals(InPlaceBox.FULL.toString(), json(answer).get("label").asText());
        assertTrue(answer.err().contains("older than the time asked for"), answer.err());
        assertFalse(box.tree().equals(old));
        assertEquals(0, run("--at", at, "--timeline", "1", "--dry-run").status());
        Answer other = run("--at", at, "--timeline", "2", "--dry-run");
        assertEquals(5, other.status());
        assertTrue(other.err().contains("no backup of the database that is whole on timeline 2"), other.err());
        for (String wrong : List.of("0", "-1", "x", "12345678901")) {
            assertEquals(2, run("--at", at, "--timeline", wrong, "--dry-run").status(), wrong);
        }
        assertEquals(2, run("latest", "--timeline", "1", "--dry-run").status());
    }

    @Test
    void aDamagedNewestManifest_isPassedOverWithANote() throws Exception {
        Path manifest =
                box.root().resolve("var/lib/thingconnect-pulse/backups/daily/" + InPlaceBox.NEWEST + ".manifest.json");
        Files.writeString(manifest, "{");
        Answer answer = run("latest", "--dry-run", "--json");
        assertEquals(InPlaceBox.FULL.toString(), json(answer).get("label").asText());
        assertTrue(answer.err().contains(InPlaceBox.NEWEST + " is passed over"), answer.err());
    }

    @Test
    void whatTheApplicationsProgramRefuses_isTakenBack_withStatus7() throws Exception {
        Path program = directory.resolve("validate");
        Files.writeString(program, "#!/bin/sh\necho no good >&2\nexit 3\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        configure("  restore: {validateCommand: [" + program + ", --validate-config]}\n");
        old = box.tree();
        Answer answer = run("latest", "--yes", "--json");
        assertEquals(7, answer.status(), answer.err());
        assertTrue(answer.err().contains("status 3: no good"), answer.err());
        assertEquals(7, json(answer).get("error").get("exitStatus").asInt());
        assertEquals(old, box.tree());
        JsonNode newest = json(run("--status", "--json")).get("restores").get(0);
        assertTrue(newest.get("closed").asBoolean());
        assertEquals("rolled back", newest.get("outcome").asText());
    }

    @Test
    void everyOptionOfTheHelp_isUnderstood() throws Exception {
        Answer help = run("--help");
        assertEquals(0, help.status());
        for (String word : help.out().split("\\s+")) {
            String option = word.replaceAll("[^a-z-]", "");
            if (option.startsWith("--") && option.length() > 2) {
                Answer answer = run(option);
                assertFalse(answer.err().contains("unknown option"), option);
            }
        }
    }
}
