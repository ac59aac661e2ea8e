package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Loads.errors;
import static io.thingconnect.pulse.backupd.config.Loads.load;
import static io.thingconnect.pulse.backupd.config.Loads.warnings;
import static io.thingconnect.pulse.backupd.config.Loads.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReferencesTest {
    @TempDir
    Path directory;

    private void envFile(String text) throws IOException {
        Path file = directory.resolve("backup.env");
        write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    /** The host that a configuration ends up with. */
    private String host(String value, Map<String, String> environment) throws BackupException {
        return load(directory, "backup:\n  host: " + value + "\n", environment)
                .settings()
                .host();
    }

    @Test
    void environment_goesBeforeBackupEnv() throws Exception {
        envFile("SITE=from-file\nLINE=\"l 1\"\n");
        assertEquals("from-environment", host("${SITE}", Map.of("SITE", "from-environment")));
        assertEquals("from-file", host("${SITE}", Map.of()));
        assertEquals("plant-from-file-7", host("plant-${SITE}-7", Map.of()));
    }

    @Test
    void backupEnv_isReadAtEachLoad() throws Exception {
        envFile("SITE=one\n");
        assertEquals("one", host("${SITE}", Map.of()));
        envFile("SITE=two\n");
        assertEquals("two", host("${SITE}", Map.of()));
    }

    @Test
    void backupEnv_takesRemarksQuotesAndExport() throws Exception {
        envFile("# remark\n\n  export A='a=1 # no remark'\nB=\"x\"\nC= plain \nD=\n");
        Problems problems = new Problems();
        EnvFile file = EnvFile.read(directory.resolve("backup.env"), problems);
        assertEquals(Map.of("A", "a=1 # no remark", "B", "x", "C", "plain", "D", ""), file.variables());
        assertEquals(List.of(), problems.sorted());
    }

    @Test
    void brokenLinesOfBackupEnv_areErrorsThatDoNotRepeatThem() throws Exception {
        envFile("GOOD=1\nhunter2\n");
        Loaded loaded = load(directory, "");
        assertEquals(
                directory.resolve("backup.env") + ":2:1: expected NAME=value",
                loaded.errors().get(0).toString());
        assertFalse(loaded.report().contains("hunter2"));
    }

    @Test
    void backupEnvThatEverybodyCanRead_isWarnedOf() throws Exception {
        envFile("A=1\n");
        assertEquals(List.of(), warnings(load(directory, "")));
        Path file = directory.resolve("backup.env");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(
                List.of("1:1: everybody on this machine can read it; run: chmod o-rwx " + file),
                warnings(load(directory, "")));
    }

    @Test
    void file_isReadBelowTheRootAndNeverCaptured() throws Exception {
        write(directory.resolve("root/etc/host.name"), "plant9\n");
        write(directory.resolve("root/etc/backup.yaml"), "backup:\n  host: ${file:/etc/host.name}\n");
        Loaded loaded = new ConfigLoader(Map.of(), Loads.ZONE, "h")
                .load(directory.resolve("root/etc/backup.yaml"), directory.resolve("root"));
        assertEquals("plant9", loaded.settings().host());
        assertEquals(
                Set.of(directory.resolve("root/etc/host.name"), directory.resolve("root/etc/backup.env")),
                loaded.settings().secretFiles());
    }

    @Test
    void credential_isReadFromTheServicesDirectory() throws Exception {
        write(directory.resolve("cred/site"), "plant8\n");
        Map<String, String> environment =
                Map.of("CREDENTIALS_DIRECTORY", directory.resolve("cred").toString());
        assertEquals("plant8", host("${credential:site}", environment));
        assertEquals(
                List.of("2:9: backup.host: ${credential:other} cannot be read: " + directory.resolve("cred/other")
                        + " does not exist"),
                errors(load(directory, "backup:\n  host: ${credential:other}\n", environment)));
    }

    @Test
    void credential_isLookedForInEachOfSeveralDirectories() throws Exception {
        write(directory.resolve("another-service/key"), "x");
        write(directory.resolve("cred/site"), "plant8\n");
        String both = directory.resolve("another-service") + ":" + directory.resolve("cred");
        assertEquals("plant8", host("${credential:site}", Map.of("CREDENTIALS_DIRECTORY", both)));
    }

    @Test
    void whatIsNotSet_isAnErrorWhereItIsUsed() {
        assertEquals(
                List.of("2:9: backup.host: ${SITE} is set neither in the environment nor in "
                        + directory.resolve("backup.env")),
                errors(load(directory, "backup:\n  host: ${SITE}\n")));
    }

    @Test
    void whatIsNotSet_isAWarningWhereOnlyAChannelNeedsIt() {
        Loaded loaded = load(directory, "notifications:\n  a: {type: webhook, url: 'https://x/${TOKEN}'}\n");
        assertEquals(List.of(), errors(loaded));
        assertTrue(warnings(loaded)
                .contains("2:27: notifications.a.url: ${TOKEN} is set neither in the environment nor in "
                        + directory.resolve("backup.env") + "; the channel cannot be used like this"));
    }

    @Test
    void malformedReferences_areErrors() {
        String known = " is no reference; there are ${NAME}, ${file:/PATH} and ${credential:NAME}";
        String[][] cases = {
            {"${}", "${}" + known},
            {"${a b}", "${a b}" + known},
            {"${credential:../x}", "${credential:../x}" + known},
            {"${file:etc/x}", "${file:etc/x} needs an absolute path without \"..\""},
            {"${file:/a/../../x}", "${file:/a/../../x} needs an absolute path without \"..\""},
            {"${SITE", "\"${\" has no closing \"}\"; write $${ for a literal ${"},
        };
        for (String[] c : cases) {
            assertEquals(
                    List.of("2:9: backup.host: " + c[1]),
                    errors(load(directory, "backup:\n  host: '" + c[0] + "'\n", Map.of("SITE", "x"))));
        }
    }

    @Test
    void aDoubledDollar_isALiteral() throws BackupException {
        Settings settings = load(directory, "backup:\n  jobs:\n    a: {hooks: {before: ['echo $${HOME} $HOME']}}\n")
                .settings();
        assertEquals(List.of("echo ${HOME} $HOME"), settings.jobs().get(0).before());
    }

    @Test
    void valuesOfReferencesAndSecrets_areNeverShown() {
        String yaml = """
                backup:
                  host: ${SITE}
                  storage:
                    type: network
                    location: //server/share
                    credentials: {username: u, password: hunter2}
                  encryption: {method: gpg, passphrase: "${PASS}", oldPassphrases: [hunter3]}
                notifications:
                  a: {type: webhook, url: "https://hc.example/hunter4", secret: "x${PASS}"}
                """;
        Loaded loaded = load(directory, yaml, Map.of("SITE", "hunter5", "PASS", "hunter6"));
        assertEquals(List.of(), errors(loaded));
        assertFalse(loaded.effective().contains("hunter"), loaded.effective());
        assertFalse(loaded.report().contains("hunter"), loaded.report());
        assertTrue(loaded.effective().contains("host: \"${SITE}\""), loaded.effective());
        assertTrue(loaded.effective().contains("password: \"********\""), loaded.effective());
        assertTrue(loaded.effective().contains("passphrase: \"${PASS}\""), loaded.effective());
        assertTrue(loaded.effective().contains("secret: \"********\""), loaded.effective());
    }

    @Test
    void anImpossibleValueOfAReference_isReportedWithoutIt() {
        Loaded loaded = load(directory, "backup:\n  host: ${SITE}\n", Map.of("SITE", "hunter2 !"));
        assertEquals(
                List.of("2:9: backup.host: \"${SITE}\" is no host name; letters, digits, dots, _ and - are"),
                errors(loaded));
    }
}
