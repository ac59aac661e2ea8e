package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Loads.errors;
import static io.thingconnect.pulse.backupd.config.Loads.load;
import static io.thingconnect.pulse.backupd.config.Loads.warnings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigErrorsTest {
    @TempDir
    Path directory;

    private void assertErrors(String yaml, String... expected) {
        Loaded loaded = load(directory, yaml);
        assertEquals(List.of(expected), errors(loaded));
        assertEquals(expected.length == 0, loaded.isValid());
    }

    @Test
    void unknownKey_isReportedWithWhatWasMeant() {
        Loaded loaded = load(directory, "backup:\n  retension: 3\n");
        assertEquals(
                directory.resolve("backup.yaml") + ":2:3: unknown key \"retension\"; did you mean \"retention\"?",
                loaded.errors().get(0).toString());
        assertErrors(
                "monitoring:\n  backupSize: 1GB\n", "2:3: unknown key \"backupSize\"; did you mean \"backup_size\"?");
        assertErrors("schedule: '0 3 * * *'\n", "1:1: unknown key \"schedule\"; it belongs below \"backup:\"");
        assertErrors(
                "backup:\n  capture: {quickly: yes}\n",
                "2:13: unknown key \"quickly\"; known here: maxWalGrowth, maxDuration");
    }

    @Test
    void everyErrorOfAFile_isReportedAtOnce() {
        assertErrors(
                """
                backup:
                  enabled: maybe
                  timezone: Europe/Berln
                  compression: gzip
                  compression: zstd
                  spool: [a]
                  capture: {maxDuration: 0s, maxWalGrowth: lots}
                  application:
                    state: /var/lib/x
                  include: [databse]
                  destination: backups
                  schedule:
                nonsense: 1
                """,
                "2:12: backup.enabled: \"maybe\" is neither true nor false",
                "3:13: backup.timezone: \"Europe/Berln\" is not a time zone; did you mean \"Europe/Berlin\"?",
                "5:3: duplicate key \"compression\"; it stands at line 4 already",
                "6:10: backup.spool: expected a block of keys, found a list",
                "7:26: backup.capture.maxDuration: \"0s\" must be more than nothing",
                "7:44: backup.capture.maxWalGrowth: \"lots\" is not a size; write for example 500MB, 10GB or 10GiB",
                "9:12: backup.application.state: expected a list, each item an absolute path, found a single value",
                "10:13: backup.include: \"databse\" is not known here; one of database, configuration, state,"
                        + " certificates, scripts, logs; did you mean \"database\"?",
                "11:16: backup.destination: \"backups\" is not an absolute path",
                "12:12: backup.schedule: has no value; expected a cron expression such as \"30 3 * * *\"",
                "13:1: unknown key \"nonsense\"; known here: backup, monitoring, objectives, notifications, contacts,"
                        + " ha");
    }

    @Test
    void whatIsNoYaml_isAnErrorLikeAnyOther() {
        assertErrors("backup:\n\tenabled: true\n", "2:1: not YAML: a tab stands here; indent with spaces");
        assertErrors(
                "a: 1\n---\nb: 2\n",
                "2:1: not YAML: expected a single document in the stream, but found another document");
        assertErrors(
                "backup: {a: [1",
                "1:15: not YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>");
        assertErrors("backup: \"\u0001\"", "1:10: not YAML: a control character stands here");
        assertErrors(
                "backup: *nothing\n",
                "1:9: not YAML: an alias without its anchor stands here; put a text that begins with * in quotes");
        assertErrors("[a]", "1:1: the file: expected a block of keys, found a list");
        assertErrors("backup: !!str {enabled: true}\n? [a]\n: 1\n", "2:3: a key must be a single word, not a list");
        assertErrors("backup: !secret {}\n", "1:9: a tag stands here; put a text that begins with ! in quotes");
        assertErrors("backup: " + "[".repeat(40), "1:1: not YAML: Nesting Depth exceeded max 20");
    }

    @Test
    void aliases_areLimitedButAllowed() {
        String block = "backup:\n  jobs:\n    a: &a {schedule: '@daily', destinations: [local]}\n";
        assertErrors(block + "    b: *a\n");
        StringBuilder many = new StringBuilder(block);
        for (int i = 0; i < 60; i++) {
            many.append("    b").append(i).append(": *a\n");
        }
        assertErrors(
                many.toString(), "1:1: not YAML: Number of aliases for non-scalar nodes exceeds the specified max=50");
        assertErrors(
                "backup: &b\n  jobs:\n    a: *b\n",
                "2:3: unknown key \"jobs\"; known here: "
                        + String.join(
                                ", ", Schema.JOB.keys().stream().map(Key::name).toList()));
    }

    @Test
    void mergeKeys_areRefusedByName() {
        assertErrors(
                "backup:\n  <<: {enabled: false}\n",
                "2:3: unknown key \"<<\"; merge keys are not supported, write the keys out");
    }

    @Test
    void hugeAndBinaryFiles_areRefused() throws IOException {
        assertErrors("#" + "x".repeat(YamlText.MAX_BYTES), "1:1: longer than 262144 bytes, which is no configuration");
        Files.write(directory.resolve("backup.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});
        Loaded loaded =
                new ConfigLoader(Map.of(), Loads.ZONE, "h").load(directory.resolve("backup.yaml"), Path.of("/"));
        assertEquals(List.of("1:1: not UTF-8 text"), errors(loaded));
    }

    @Test
    void aDirectoryInPlaceOfTheFile_isAnErrorAndNoException() throws IOException {
        Files.createDirectory(directory.resolve("dir"));
        Loaded loaded = new ConfigLoader(Map.of(), Loads.ZONE, "h").load(directory.resolve("dir"), Path.of("/"));
        assertEquals(List.of("1:1: cannot be read: Is a directory"), errors(loaded));
    }

    @Test
    void emptyAndMissingFiles_meanEveryDefault() throws BackupException {
        Settings defaults = load(directory, "").settings();
        assertEquals(defaults, load(directory, "# nothing but remarks\n").settings());
        assertEquals(defaults, load(directory, "backup:\nmonitoring:\n").settings());
        assertEquals(defaults, load(directory, "\uFEFFbackup: {}\n").settings());
        Loaded missing = new ConfigLoader(Map.of(), Loads.ZONE, "plant7")
                .load(directory.resolve("sub/backup.yaml"), Path.of("/"));
        assertEquals(List.of("1:1: there is no such file; every default is in force"), warnings(missing));
        assertEquals(defaults.jobs().toString(), missing.settings().jobs().toString());
    }

    @Test
    void jobs_mustFitTheirDestinations() {
        assertErrors(
                """
                backup:
                  destinations:
                    local: {type: local, path: /backups}
                    nas: {type: s3, bucket: b}
                  jobs:
                    a: {schedule: "@daily", destinations: [locl]}
                    b: {schedule: "@daily", destinations: [nas]}
                    a: {schedule: "@daily"}
                """,
                "6:44: backup.jobs.a.destinations: there is no destination \"locl\"; did you mean \"local\"?",
                "7:29: backup.jobs.b is left without a destination that this version can use; add one of type local or network",
                "8:5: duplicate key \"a\"; it stands at line 6 already");
    }

    @Test
    void jobsAndDestinations_mustNotBeEmpty() {
        assertErrors(
                "backup:\n  jobs: {}\n  destinations: {}\n",
                "2:3: backup.jobs is empty: no backup would ever be made; leave it out for the default",
                "3:3: backup.destinations is empty: no backup could be kept; leave it out for the default");
    }

    @Test
    void shortAndLongForm_doNotMix() {
        assertErrors(
                """
                backup:
                  schedule: "@daily"
                  destination: /backups
                  storage: {type: s3, bucket: b}
                  destinations:
                    local: {type: local, path: /other}
                """,
                "2:13: \"schedule\" is the short form and cannot stand beside \"destinations\"; move it into a job",
                "3:16: \"destination\" is the short form and cannot stand beside \"destinations\"; move it into"
                        + " \"destinations\"",
                "4:3: \"storage\" is the short form and cannot stand beside \"destinations\"; move it into"
                        + " \"destinations\"");
    }

    @Test
    void destinations_mustNotSwallowWhatIsBackedUp() {
        assertErrors(
                """
                backup:
                  destinations:
                    a: {type: local, path: /var/lib}
                    b: {type: local, path: /backups}
                    c: {type: local, path: /backups/}
                    d: {type: local, path: /var/lib/thingconnect-pulse-backup/spool/d}
                    e: {type: local}
                    f: {type: tape}
                    g: {path: /x}
                  spool: {path: /etc}
                """,
                "3:28: destination \"a\" contains /var/lib/thingconnect-pulse/pulse.db and"
                        + " /var/lib/thingconnect-pulse: what lies in it is left out of every backup",
                "5:28: backup.destinations.c.path is the same as that of \"b\"",
                "7:5: backup.destinations.e: needs the key \"path\"",
                "8:15: backup.destinations.f.type: must be one of local, network, s3",
                "9:8: backup.destinations.g: needs the key \"type\", one of local, network, s3",
                "10:17: the spool contains /etc/thingconnect-pulse: what lies in it is left out of every backup");
        assertErrors(
                "backup:\n  destination: /var/lib/thingconnect-pulse-backup/spool/here\n",
                "2:16: backup.destinations.local.path lies in the spool, which is swept");
    }

    @Test
    void destinationInsideACapturedTree_isFine() {
        assertErrors("backup:\n  destination: /var/lib/thingconnect-pulse/backups\n");
    }

    @Test
    void compressionLevels_belongToTheirMethod() {
        assertErrors(
                "backup:\n  compressionLevel: 12\n",
                "2:21: backup.compressionLevel: 12 is out of range, gzip has levels 1 to 9");
        assertErrors("backup:\n  compression: zstd\n  compressionLevel: 12\n");
        assertErrors(
                "backup:\n  jobs:\n    a: {schedule: '@daily', compression: none, compressionLevel: 3}\n",
                "3:66: backup.jobs.a.compressionLevel: 3 is out of range, none has no levels");
    }

    @Test
    void aLevel_isInheritedByJobsOfTheSameMethodOnly() throws BackupException {
        Settings settings = load(directory, """
                        backup:
                          compressionLevel: 9
                          jobs:
                            a: {schedule: "@daily"}
                            b: {schedule: "@daily", compression: zstd}
                            c: {schedule: "@daily", compression: none}
                        """).settings();
        assertEquals(
                List.of(9, 3, 0), settings.jobs().stream().map(j -> j.level()).toList());
    }

    @Test
    void alternatives_areNotCombined() {
        assertErrors(
                """
                backup:
                  jobs:
                    a: {schedule: "@daily", onChange: {}, keep: {last: 3}, retention: 3}
                  encryption: {method: gpg, passphrase: x, recipients: [/k.asc]}
                """,
                "3:29: backup.jobs.a: \"onChange\" stands instead of \"schedule\", not beside it",
                "3:43: backup.jobs.a: \"keep\" stands instead of \"retention\", not beside it",
                "4:44: backup.encryption: \"recipients\" stands instead of \"passphrase\", not beside it");
        assertErrors(
                "backup:\n  encryption: {method: gpg}\n",
                "2:24: backup.encryption: method gpg needs a passphrase or recipients");
    }

    @Test
    void nothingToBackUp_isAnError() {
        assertErrors(
                "backup:\n  include: []\n",
                "2:3: backup.jobs.daily.include is empty: there would be nothing to back up");
        assertErrors(
                "backup:\n  application: {databases: []}\n",
                "2:17: backup.application.databases is empty, but backup.jobs.daily includes the database");
    }

    @Test
    void whatIsNotActedOnYet_mustFitAllTheSame() {
        assertErrors(
                """
                backup:
                  drills:
                    monthly: {schedule: "@monthly", from: naas, scope: bx}
                notifications:
                  ops: {type: email, to: [a@b], jobs: [dayly], smtp: {port: 99999}}
                ha:
                  replication: {mode: asynchronus}
                """,
                "3:43: backup.drills.monthly.from: there is no destination \"naas\"",
                "3:56: backup.drills.monthly.scope: \"bx\" is not known here; one of database, box; did you mean"
                        + " \"box\"?",
                "5:40: notifications.ops.jobs: there is no job \"dayly\"; did you mean \"daily\"?",
                "5:61: notifications.ops.smtp.port: \"99999\" is not a whole number from 1 to 65535",
                "7:23: ha.replication.mode: \"asynchronus\" is not known here; one of asynchronous, synchronous; did you"
                        + " mean \"asynchronous\"?");
    }

    @Test
    void schedules_areCheckedAtTheirPlace() {
        assertErrors(
                "backup:\n  schedule: \"0 2 30 2 *\"\n",
                "2:13: backup.schedule: \"0 2 30 2 *\" cannot be used: it names a date that no year has, so it would"
                        + " never be due");
        assertErrors(
                "backup:\n  schedule: \"0 2 * *\"\n",
                "2:13: backup.schedule: \"0 2 * *\" cannot be used: cron expression contains 4 parts but we expect one"
                        + " of [5]");
    }

    @Test
    void aJobWithoutSchedule_isWarnedOf() {
        Loaded loaded = load(directory, "backup:\n  jobs:\n    byhand: {}\n");
        assertEquals(List.of("3:5: backup.jobs.byhand has no schedule: it runs on demand only"), warnings(loaded));
    }

    @Test
    void encryptionThatAsksForNothing_isNotWarnedOf() {
        assertEquals(List.of(), warnings(load(directory, "backup:\n  encryption: {method: none}\n")));
        assertEquals(
                1,
                warnings(load(directory, "backup:\n  encryption: {passphrase: x}\n"))
                        .size());
    }

    @Test
    void report_endsWithTheVerdict() {
        Loaded bad = load(directory, "backup:\n  retension: 3\n  keep: 2\n  restore: {safetyBackup: true}\n");
        assertTrue(bad.report().endsWith("backup.yaml: not usable, 2 errors, 1 warning\n"), bad.report());
        assertEquals(4, bad.report().lines().count());
        assertTrue(load(directory, "").report().endsWith("backup.yaml: valid\n"));
    }

    @Test
    void settingsOfABadFile_areAnErrorThatNamesAllOfIt() {
        Loaded bad = load(directory, "backup:\n  retension: 3\n  enabled: maybe\n");
        assertFalse(bad.isValid());
        BackupException e = assertThrows(BackupException.class, bad::settings);
        assertEquals(ErrorCode.CONFIG_INVALID, e.code());
        assertEquals(2, e.getMessage().lines().count());
        assertTrue(e.hint().contains("pulsectl config check"), e.hint());
    }
}
