package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.encryption.Gpg;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger has the runbook of a box and an empty machine, and types what stands there. */
final class RunbookIT {
    private static final String SECRET = "zwölf Boxkämpfer jagen";
    private static final String CONFIG = """
            backup:
              host: plant-7
              verification: {enabled: false}
              jobs:
                frequent: {type: incremental, destinations: [local, usb], retention: 100}
              destinations:
                local: {type: local, path: /local}
                usb: {type: local, path: "/mnt/usb disk"}
              encryption: %s
            contacts:
              - {name: "Jo <Field>", role: backup administrator, phone: "+1 555 0100", emergency: true}
            """;

    @TempDir
    Path scratch;

    /** What no backup holds would only be in the way of comparing. */
    private static void removeExcluded(Sandbox box) throws IOException {
        for (String name : List.of("cache", "tmp", "export.tmp")) {
            DurableFiles.deleteTree(
                    box.root().resolve("var/lib/thingconnect-pulse").resolve(name));
        }
    }

    /** One full, and incrementals over changes of files and of the database. */
    private static void makeChain(Sandbox box, int deltas) throws IOException {
        box.ctl("backup").succeeded();
        for (int step = 1; step <= deltas; step++) {
            Files.writeString(etc(box.root()).resolve("step" + step + ".yaml"), "step: " + step);
            sql(box.root(), "UPDATE setting SET v = 'step " + step + "' WHERE rowid = 1");
            Files.deleteIfExists(etc(box.root()).resolve("step" + (step - 1) + ".yaml"));
            box.ctl("backup").succeeded();
        }
    }

    private static Path etc(Path root) {
        return root.resolve("etc/thingconnect-pulse");
    }

    private static String sql(Path root, String statement) {
        Path database = root.resolve("var/lib/thingconnect-pulse/pulse.db");
        return Sandbox.run(List.of("sqlite3", database.toString(), statement), root)
                .succeeded()
                .out();
    }

    /** The first block of commands behind some words. */
    private static String block(String runbook, String... words) {
        int at = 0;
        for (String each : words) {
            at = runbook.indexOf(each, at);
            assertTrue(at >= 0, () -> "'" + each + "' is missing in: " + runbook);
        }
        int begin = runbook.indexOf("```sh\n", at) + 6;
        return runbook.substring(begin, runbook.indexOf("```\n", begin));
    }

    private Sandbox.Answer typed(String commands, Gpg gpg) throws IOException {
        Path script = Files.writeString(Files.createTempFile(scratch, "typed", ".sh"), commands);
        return Sandbox.run(
                List.of("env", "-i", "PATH=/usr/bin:/bin", "GNUPGHOME=" + gpg.home(), "sh", "-eu", script.toString()),
                scratch);
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String top : List.of("etc/thingconnect-pulse", "var/lib/thingconnect-pulse")) {
            try (Stream<Path> paths = Files.walk(root.resolve(top))) {
                for (Path path : paths.filter(path -> !path.toString().contains("pulse.db"))
                        .filter(path -> !path.endsWith("passphrase"))
                        .toList()) {
                    files.put(root.relativize(path).toString(), what(path));
                }
            }
        }
        return files;
    }

    private static List<String> differences(Map<String, String> expected, Map<String, String> found) {
        Set<String> paths = new TreeSet<>(expected.keySet());
        paths.addAll(found.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(expected.get(path), found.get(path)))
                .map(path -> path + ": " + expected.get(path) + ", now " + found.get(path))
                .toList();
    }

    private static String what(Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            return "-> " + Files.readSymbolicLink(path);
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        return mode + " " + (Files.isDirectory(path) ? "" : Arrays.hashCode(Files.readAllBytes(path)));
    }

    private static void assertSame(Sandbox box, Path restored) throws IOException {
        Map<String, String> expected = files(box.root());
        Map<String, String> found = files(restored);
        assertEquals(List.of(), differences(expected, found), "not as it was");
        assertTrue(expected.size() > 20, expected.toString());
        assertEquals(sql(box.root(), ".sha3sum"), sql(restored, ".sha3sum"));
    }

    @Test
    void theCommandsOfTheRunbook_bringTheBoxBack() throws Exception {
        try (Sandbox box = Sandbox.create(1);
                Gpg gpg = Gpg.in(box.root().resolve("g"))) {
            box.configure(CONFIG.formatted("{method: none}"));
            removeExcluded(box);
            box.start();
            makeChain(box, 2);
            Path page = scratch.resolve("page.html");
            box.ctl("runbook", "--html", "-o", page.toString()).succeeded();
            assertTrue(Files.readString(page).contains("Jo &lt;Field&gt;"));
            Path there = box.root().resolve("mnt/usb disk/RUNBOOK.md");
            String newest =
                    box.json("show", "latest").get("backup").get("label").asText();
            Sandbox.await("the runbook at the destination names the newest backup", () -> names(there, newest));
            box.stop();

            String runbook = Files.readString(there);
            Path byHand = scratch.resolve("by hand");
            String unpack =
                    block(runbook, "## With stock tools", "### Unpack").replaceFirst("(?m)^D=.*", "D='" + byHand + "'");
            typed(block(runbook, "## With stock tools", "### From `usb`") + unpack, gpg)
                    .succeeded();
            assertSame(box, byHand);

            Path machine = Files.createTempDirectory(Path.of("/tmp"), "pbnew");
            try {
                bootstrap(block(runbook, "## The machine is lost"), machine);
                assertSame(box, machine);
            } finally {
                DurableFiles.deleteTree(machine);
            }
        }
    }

    private static boolean names(Path runbook, String label) {
        try {
            return Files.exists(runbook) && Files.readString(runbook).contains("### Unpack `" + label + "`");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line of the USB disk, with the program where it lies and a machine below a directory. */
    private void bootstrap(String block, Path machine) throws IOException {
        String line =
                block.lines().filter(each -> each.contains("usb")).findFirst().orElseThrow();
        Path program = Path.of("../target/image/usr/bin/pulsectl").toAbsolutePath();
        String command = line.replaceFirst("pulsectl bootstrap", program + " --root '" + machine + "' bootstrap --yes");
        Sandbox.run(List.of("sh", "-eu", "-c", command), machine).succeeded();
    }

    @Test
    void theCommandsOfTheRunbook_bringAnEncryptedChainBack() throws Exception {
        try (Sandbox box = Sandbox.create(1);
                Gpg gpg = Gpg.in(box.root().resolve("g"))) {
            Path secret = etc(box.root()).resolve("passphrase");
            Files.writeString(secret, SECRET + "\n");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
            box.configure(CONFIG.formatted("{method: gpg, passphrase: \"${file:/etc/thingconnect-pulse/passphrase}\","
                    + " hint: \"plant office, envelope 3\"}"));
            removeExcluded(box);
            box.start();
            makeChain(box, 1);
            String runbook = box.ctl("runbook").succeeded().out();
            box.stop();
            assertTrue(runbook.contains("plant office, envelope 3"));
            assertFalse(runbook.contains(SECRET));

            Path byHand = scratch.resolve("by hand");
            String unpack = block(runbook, "## With stock tools", "### Unpack")
                    .replaceFirst("(?m)^D=.*", "D='" + byHand + "'")
                    .replaceFirst("(?m)^K=.*", "K='" + secret + "'");
            typed(block(runbook, "## With stock tools", "### From `local`") + unpack, gpg)
                    .succeeded();
            assertSame(box, byHand);
        }
    }
}
