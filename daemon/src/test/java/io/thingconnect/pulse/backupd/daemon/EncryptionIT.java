package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.encryption.Gpg;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Encrypted backups with the built programs: everything that reads a copy opens it, and nothing tells the secret. */
final class EncryptionIT {
    private static final String SECRET = "zwölf Boxkämpfer jagen";

    private static void configure(Sandbox box, String encryption) throws IOException {
        Path secret = box.root().resolve("etc/thingconnect-pulse/passphrase");
        if (!Files.exists(secret)) {
            Files.writeString(secret, SECRET + "\n");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        }
        box.configure("""
                backup:
                  jobs:
                    daily: {type: incremental}
                  encryption: %s
                """.formatted(encryption));
    }

    private static String byFile(String more) {
        return "{method: gpg, passphrase: \"${file:/etc/thingconnect-pulse/passphrase}\"" + more + "}";
    }

    private static List<Path> files(Sandbox box, String label) throws IOException {
        try (Stream<Path> files = Files.list(box.backups().resolve("daily"))) {
            return files.filter(path -> path.getFileName().toString().startsWith(label))
                    .sorted()
                    .toList();
        }
    }

    private static String backup(Sandbox box, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of("backup"));
        words.addAll(List.of(options));
        return box.json(words.toArray(String[]::new)).get("label").asText();
    }

    @Test
    void everythingThatReadsACopy_opensIt_andNothingTellsTheSecret() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            box.configure("backup:\n  jobs:\n    daily: {type: incremental}\n");
            box.start();
            String plain = backup(box);
            configure(box, byFile(", hint: \"safe, envelope 3\""));
            box.ctl("reload").succeeded();
            Files.writeString(box.sample().etc().resolve("note.yaml"), "one: 1\n");
            JsonNode made = box.json("backup");
            String full = made.get("label").asText();
            assertTrue(full.endsWith("-full"), "the chain must not go on in another way: " + full);
            Files.writeString(box.sample().etc().resolve("note.yaml"), "two: 2\n");
            String delta = backup(box);
            assertTrue(delta.endsWith("-incremental"), delta);
            assertEquals(
                    List.of(
                            delta + ".manifest.json.gpg",
                            delta + ".sha256",
                            delta + ".tar.gz.gpg",
                            delta + ".verdict.json"),
                    files(box, delta).stream()
                            .map(path -> path.getFileName().toString())
                            .toList());

            for (String level : List.of("checksum", "entries", "restore")) {
                box.ctl("verify", delta, "--level", level).succeeded();
            }
            assertEquals(
                    "two: 2\n",
                    box.ctl("cat", delta, "/etc/thingconnect-pulse/note.yaml").out());
            assertTrue(box.ctl("find", "note.yaml").succeeded().out().contains(delta), "find");
            assertTrue(box.ctl("diff", full, delta).succeeded().out().contains("note.yaml"), "diff");
            // The sample's check results are of an old day, which a drill minds; what it reads it reads.
            assertTrue(box.ctl("drill").out().contains("the chain is whole: 2 archives read"), "drill");
            Path target = box.root().resolve("restored");
            box.ctl("restore", delta, "--target", target.toString()).succeeded();
            assertEquals("two: 2\n", Files.readString(target.resolve("etc/thingconnect-pulse/note.yaml")));
            assertFalse(Files.exists(target.resolve("etc/thingconnect-pulse/passphrase")), "a secret was captured");
            Path older = box.root().resolve("older");
            box.ctl("restore", plain, "--target", older.toString()).succeeded();
            box.ctl("consolidate", delta).succeeded();
            String consolidated = delta.replace("-incremental", "-full");
            assertEquals(4, files(box, consolidated).size());
            box.ctl("verify", consolidated, "--level", "restore").succeeded();
            box.ctl("pin", full, "--for", "30d", "--reason", "before the move").succeeded();

            salvage(box, full);
            lostCatalog(box, List.of(plain, delta, consolidated));
            assertNoSecret(box);
        }
    }

    /** A hole in the ciphertext: what stands before and behind it comes out, held against its own hashes. */
    private static void salvage(Sandbox box, String label) throws Exception {
        Path archive = files(box, label).stream()
                .filter(path -> path.toString().contains(".tar"))
                .findFirst()
                .orElseThrow();
        byte[] whole = Files.readAllBytes(archive);
        byte[] holed = whole.clone();
        Arrays.fill(holed, whole.length * 2 / 3, whole.length * 2 / 3 + 4096, (byte) 0);
        Files.write(archive, holed);
        Path target = box.root().resolve("salvaged");
        Sandbox.Answer lost = box.ctl("restore", label, "--salvage", "--target", target.toString());
        assertEquals(7, lost.status(), lost.out() + lost.err());
        assertTrue(lost.out().contains("recovered"), lost.out());
        Files.write(archive, whole);
    }

    private static void lostCatalog(Sandbox box, List<String> labels) throws Exception {
        box.stop();
        Path state = box.root().resolve("var/lib/thingconnect-pulse-backup");
        try (Stream<Path> files = Files.list(state)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("catalog.db"))
                    .toList()) {
                Files.delete(file);
            }
        }
        box.start();
        Sandbox.await("the catalog knows everything again", () -> {
            String list = box.ctl("list", "--json").out();
            return labels.stream().allMatch(list::contains);
        });
    }

    private static void assertNoSecret(Sandbox box) throws Exception {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        for (String place :
                List.of("var/lib/thingconnect-pulse-backup", "var/lib/thingconnect-pulse/backups", "daemon.log")) {
            try (Stream<Path> files = Files.walk(box.root().resolve(place))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    assertFalse(text.contains(new String(secret, StandardCharsets.ISO_8859_1)), file.toString());
                }
            }
        }
        String said =
                box.ctl("config", "show").out() + box.ctl("status", "--json").out();
        assertFalse(said.contains("Boxk"), said);
    }

    @Test
    void aWrongPassphrase_isOneClearError_andAnAlarm_untilItStandsAmongTheOldOnes() throws Exception {
        try (Sandbox box = Sandbox.create(1)) {
            configure(box, byFile(""));
            box.start();
            String label = backup(box);
            configure(box, "{method: gpg, passphrase: something else}");
            box.stop();
            box.start();
            for (String[] command : List.of(
                    new String[] {"verify", label},
                    new String[] {
                        "restore", label, "--target", box.root().resolve("no").toString()
                    },
                    new String[] {"cat", label, "/etc/thingconnect-pulse/config.yaml"})) {
                Sandbox.Answer answer = box.ctl(command);
                assertEquals(1, answer.status(), answer.out() + answer.err());
                String said = answer.out() + answer.err();
                assertTrue(said.contains("none of the configured passphrases"), said);
                assertTrue(said.contains("encryption.passphrase") && said.contains("oldPassphrases"), said);
            }
            Sandbox.Answer rescued = Sandbox.run(
                    List.of(rescueProgram(), "--root", box.root().toString(), "--dry-run", "--yes", "latest"),
                    box.root());
            assertTrue(
                    rescued.status() != 0 && rescued.err().contains("none of the configured passphrases"),
                    rescued.out() + rescued.err());
            Path secret = Files.writeString(box.root().resolve("secret"), SECRET + "\n");
            Sandbox.Answer told = Sandbox.run(
                            List.of(
                                    rescueProgram(),
                                    "--root",
                                    box.root().toString(),
                                    "--dry-run",
                                    "--passphrase-file",
                                    secret.toString(),
                                    "latest"),
                            box.root())
                    .succeeded();
            assertTrue(told.err().startsWith("restore " + label), told.err());
            assertTrue(alarms(box).contains("key-missing"), alarms(box));
            Sandbox.Answer rebuilt = box.ctl("catalog", "rebuild");
            assertEquals(1, rebuilt.status(), rebuilt.out() + rebuilt.err());
            assertTrue(rebuilt.err().contains("no backup could be taken in"), rebuilt.err());
            assertTrue(rebuilt.err().contains("encryption.oldPassphrases"), rebuilt.err());
            assertTrue(box.ctl("show", label).out().contains("a passphrase that is not configured"), "show");
            assertTrue(backup(box).endsWith("-full"), "a new passphrase begins a new chain");
            configure(
                    box,
                    "{method: gpg, passphrase: something else, oldPassphrases: [\"${file:/etc/thingconnect-pulse/passphrase}\"]}");
            Sandbox.Answer reloaded = box.ctl("reload").succeeded();
            assertTrue(
                    reloaded.err().contains("backup " + label + " still needs an old passphrase: keep number 1 of"),
                    reloaded.err());
            assertFalse(alarms(box).contains("key-missing"), alarms(box));
            box.ctl("verify", label, "--level", "restore").succeeded();
            assertTrue(box.ctl("show", label).out().contains("by number 1 of encryption.oldPassphrases"), "show");
            assertEquals(
                    "passphrase",
                    box.json("list").get("backups").get(0).get("encryption").asText());
        }
    }

    @Test
    void anEmptyBoxComesBackFromEncryptedBackups_withThePassphraseAlone() throws Exception {
        Path empty = Files.createTempDirectory(Path.of("/tmp"), "pbnew");
        try (Sandbox box = Sandbox.create(1)) {
            configure(box, byFile(""));
            box.start();
            backup(box);
            List<String> bootstrap = List.of(
                    rescueProgram(),
                    "--root",
                    empty.toString(),
                    "--bootstrap",
                    "--from",
                    box.backups().toString());
            Path secret = Files.writeString(empty.resolve("secret"), SECRET + "\n");
            assertTrue(typed(bootstrap, SECRET).contains("found host"), "asked for");
            List<String> told = new ArrayList<>(bootstrap);
            told.addAll(List.of("--yes", "--passphrase-file", secret.toString()));
            Sandbox.Answer done = Sandbox.run(told, empty).succeeded();
            assertTrue(done.out().contains("/etc/thingconnect-pulse/passphrase"), done.out());
            assertTrue(Files.exists(empty.resolve("var/lib/thingconnect-pulse/pulse.db")), done.err());
            assertTrue(
                    Files.readString(empty.resolve("etc/thingconnect-pulse/backup.yaml"))
                            .contains("${file:"),
                    "our own configuration");
        } finally {
            DurableFiles.deleteTree(empty);
        }
    }

    /** At a terminal, where somebody looks on; answers no to what comes next. */
    private static String typed(List<String> command, String secret) throws Exception {
        Process terminal = new ProcessBuilder("script", "--quiet", "--command", String.join(" ", command), "/dev/null")
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        boolean given = false;
        for (int next = terminal.getInputStream().read();
                next >= 0;
                next = terminal.getInputStream().read()) {
            seen.write(next);
            if (!given && seen.toString(StandardCharsets.UTF_8).contains("Passphrase of ") && next == ' ') {
                given = seen.toString(StandardCharsets.UTF_8).endsWith(": ");
                if (given) {
                    terminal.getOutputStream().write((secret + "\nn\n").getBytes(StandardCharsets.UTF_8));
                    terminal.getOutputStream().flush();
                }
            }
        }
        assertEquals(true, terminal.waitFor(60, java.util.concurrent.TimeUnit.SECONDS));
        String all = seen.toString(StandardCharsets.UTF_8);
        assertFalse(all.contains(secret), all);
        return all;
    }

    private static String rescueProgram() {
        return Path.of(System.getProperty("pulse.image", "../target/image"), "usr/sbin/pulse-restore")
                .toAbsolutePath()
                .toString();
    }

    private static String alarms(Sandbox box) throws IOException {
        return box.json("status").toString();
    }

    @Test
    void toPublicKeys_theBoxProvesBytesAndSaysWhatItCannotDo() throws Exception {
        try (Sandbox box = Sandbox.create(1);
                Gpg gpg = Gpg.in(box.root().resolve("gpg"))) {
            gpg.makeKey("ops@plant.example", "ed25519");
            gpg.run(
                    "--armor",
                    "--output",
                    box.root().resolve("etc/thingconnect-pulse/ops.asc").toString(),
                    "--export",
                    "ops@plant.example");
            configure(box, "{method: gpg, recipients: [/etc/thingconnect-pulse/ops.asc]}");
            box.start();
            String full = backup(box);
            Files.writeString(box.sample().etc().resolve("note.yaml"), "two: 2\n");
            String delta = backup(box);
            assertTrue(delta.endsWith("-incremental"), delta);
            Sandbox.Answer checked =
                    box.ctl("verify", delta, "--level", "checksum").succeeded();
            assertTrue(
                    (checked.out() + checked.err()).contains("cannot be looked into"), checked.out() + checked.err());
            Sandbox.Answer entries = box.ctl("verify", delta, "--level", "entries");
            assertEquals(1, entries.status(), entries.out() + entries.err());
            assertTrue((entries.out() + entries.err()).contains("RESTORE.md"), entries.out() + entries.err());
            Path archive = files(box, full).get(2);
            Path clear = box.root().resolve("full.tar.gz");
            gpg.run("--batch", "--output", clear.toString(), "--decrypt", archive.toString());
            Sandbox.run(List.of("tar", "-tzf", clear.toString()), box.root()).succeeded();

            byte[] bytes = Files.readAllBytes(archive);
            bytes[bytes.length / 2] ^= 1;
            Files.write(archive, bytes);
            assertEquals(7, box.ctl("verify", delta, "--level", "checksum").status());
            assertTrue(box.json("status").toString().contains("copy-failed:" + full), "the full is set aside");
        }
    }
}
