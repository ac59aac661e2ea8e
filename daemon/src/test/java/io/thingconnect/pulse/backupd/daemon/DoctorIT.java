package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The doctor as a person meets it: the built daemon, the built client, and commands copied from what was printed. */
class DoctorIT {
    private static final String FIRST = "first-Passphrase-7";
    private static final String SECOND = "second-Passphrase-8";

    /** In every place where an administrator would put one. */
    private static final List<String> SECRETS = List.of(
            FIRST,
            SECOND,
            "T0K/B0K/hookPathSecret",
            "hmac-Secret-9",
            "mailPass-10",
            "urlUser-11",
            "query-Token-12",
            "bearer-13-abcdef",
            "inFile-Secret-14",
            "inEnv-Secret-15");

    private static final String CONFIG = """
            backup:
              verification: {enabled: false}
              encryption: {method: gpg, passphrase: "@NEW@", oldPassphrases: [@OLD@]}
              jobs:
                daily:
                  schedule: "30 3 * * *"
                  hooks:
                    before: ["true https://urlUser-11@host/?token=query-Token-12", "true -H 'Authorization: Bearer bearer-13-abcdef'"]
                    after: ["true ${HOOK}"]
            notifications:
              chat: {type: webhook, url: "http://127.0.0.1:9/T0K/B0K/hookPathSecret", secret: hmac-Secret-9}
              mail: {type: email, to: [a@example.com], smtp: {username: u, password: mailPass-10}}
              file: {type: webhook, url: "${file:/etc/thingconnect-pulse/hook}", secret: "${HOOK}"}
            """;

    private final ObjectMapper json = new ObjectMapper();

    private static void configure(Sandbox box, String passphrase, String old) throws IOException {
        Path folder = box.root().resolve("etc/thingconnect-pulse");
        box.configure(CONFIG.replace("@NEW@", passphrase).replace("@OLD@", old));
        Files.writeString(folder.resolve("backup.env"), "HOOK=inEnv-Secret-15\n");
        Files.writeString(folder.resolve("hook"), "http://127.0.0.1:9/inFile-Secret-14\n");
        for (String name : List.of("backup.yaml", "backup.env", "hook")) {
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
        }
    }

    private JsonNode doctor(Sandbox box, String... options) throws IOException {
        String[] all =
                Stream.concat(Stream.of("doctor", "--json"), Stream.of(options)).toArray(String[]::new);
        Sandbox.Answer answer = box.ctl(all);
        JsonNode document = json.readTree(answer.out());
        assertEquals(document.at("/worst").asText().equals("error") ? 1 : 0, answer.status(), answer.err());
        return document.at("/findings");
    }

    /** Ids with anything but ok. */
    private static Set<String> ills(JsonNode findings) {
        Set<String> ills = new TreeSet<>();
        findings.forEach(finding -> {
            if (!finding.at("/severity").asText().equals("ok")) {
                ills.add(finding.at("/id").asText());
            }
        });
        return ills;
    }

    private static String command(JsonNode findings, String id) {
        for (JsonNode finding : findings) {
            if (finding.at("/id").asText().equals(id)
                    && !finding.at("/severity").asText().equals("ok")) {
                return finding.at("/command").asText();
            }
        }
        throw new AssertionError("not found: " + id + " in " + findings);
    }

    /** What was printed, as it was printed: only {@code --root} is said for it. */
    private static void type(Sandbox box, String printed) {
        String prefix = "pulsectl ";
        String command = printed.replaceFirst("^sudo ", "");
        assertTrue(command.startsWith(prefix), printed);
        box.ctl(command.substring(prefix.length()).split(" ")).succeeded();
    }

    @Test
    void commandsThatArePrinted_mend_andNoSecretLeavesTheBox() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            configure(box, FIRST, "");
            box.start();

            JsonNode fresh = doctor(box);
            assertTrue(ills(fresh).contains("restore-unproven"), fresh.toString());
            type(box, command(fresh, "restore-unproven"));

            // A new passphrase, and nobody thought of the old one; and a clone has taken the destination.
            configure(box, SECOND, "");
            box.ctl("reload").succeeded();
            Files.writeString(box.backups().resolve(".pulse-instance"), "{\"instance\":\"clone\",\"host\":\"clone\"}");
            JsonNode ill = doctor(box);
            assertTrue(ills(ill).contains("key-missing"), ill.toString());
            configure(box, SECOND, "\"" + FIRST + "\"");
            box.ctl("reload").succeeded();
            type(box, command(ill, "destination-foreign") + " --yes");
            assertEquals("pulsectl verify latest --level restore", command(ill, "restore-unproven"));
            type(box, command(ill, "restore-unproven"));
            Set<String> left = ills(doctor(box, "--integrity"));
            // What the file asks for and is not done yet is no illness.
            left.remove("config-warning");
            assertEquals(Set.of(), left, "a box in order");

            bundle(box);
            withoutDaemon(box);
        }
    }

    private void bundle(Sandbox box) throws Exception {
        Path file = box.root().resolve("support.tar.gz");
        box.ctl("doctor", "--bundle", file.toString()).succeeded();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String content;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String secret : SECRETS) {
            assertFalse(content.contains(secret), secret + " is in the archive");
        }
        for (String wanted : List.of(
                "pulse-support/findings.json",
                "encryption:",
                "notifications:",
                "CREATE TABLE backup",
                "pulse-backup-2",
                "/proc ",
                "Java ")) {
            assertTrue(content.contains(wanted), wanted + " is not in the archive");
        }
        Sandbox.Answer tar = Sandbox.run(List.of("tar", "tzf", file.toString()), box.root());
        assertTrue(tar.succeeded().out().contains("pulse-support/missing.txt"), tar.out());
    }

    /** A file with an error keeps the daemon from starting: the client finds that alone. */
    private void withoutDaemon(Sandbox box) throws Exception {
        box.stop();
        box.configure("backup:\n  retension: 3\n");
        Sandbox.Answer answer = box.ctl("doctor");
        assertEquals(3, answer.status());
        assertTrue(answer.out().contains("error daemon-unreachable"), answer.out());
        assertTrue(answer.out().contains("did you mean \"retention\""), answer.out());
        Path file = box.root().resolve("dead.tar.gz");
        box.ctl("doctor", "--bundle", file.toString()).succeeded();
        assertTrue(Files.size(file) > 500);
    }
}
