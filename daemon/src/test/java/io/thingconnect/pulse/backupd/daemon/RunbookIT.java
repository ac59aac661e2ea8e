package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A stranger has the runbook of a box and an empty machine, and types what stands there. */
final class RunbookIT extends RunbookCase {
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
              restore:
                services: [plant-monitor, nginx]
                health: {url: "http://127.0.0.1:%d/health", expect: "false"}
            contacts:
              - {name: "Jo <Field>", role: backup administrator, phone: "+1 555 0100", emergency: true}
            """;

    /** The application's files are its own, as on a real box. */
    private static Sandbox box(String encryption, int health) throws Exception {
        Sandbox box = Sandbox.create(1);
        box.configure(CONFIG.formatted(encryption, health));
        removeExcluded(box);
        give(box.root());
        return box;
    }

    @Test
    void theCommandsWithTheProduct_bringBackAFile_theDatabase_theBox_andAMoment() throws Exception {
        try (Sandbox box = box("{method: none}", 9)) {
            box.start();
            makeChain(box, 2);
            RunbookBlocks runbook = printed(box);
            Map<String, String> expected = files(box.root());
            String rows = sql(box.root(), ".sha3sum");
            Path config = etc(box.root()).resolve("config.yaml");

            Files.delete(config);
            sql(box.root(), "DELETE FROM setting");
            String moment = runbook.take("Back to a point in time");
            typed(box.root(), moment).succeeded();
            assertFalse(Files.exists(config), "a dry run changes nothing");
            String time = moment.lines().findFirst().orElseThrow() + "\n";
            typed(box.root(), time + runbook.take("Back to a point in time"), "y")
                    .succeeded();
            assertEquals(List.of(), differences(expected, files(box.root())));
            assertEquals(rows, sql(box.root(), ".sha3sum"));

            // What was there before a restore is the newest by then, and nobody wants that back.
            box.ctl("backup").succeeded();
            Files.delete(config);
            typed(box.root(), runbook.take("The whole box is wrong")).succeeded();
            typed(box.root(), runbook.take("The whole box is wrong"), "y").succeeded();
            assertEquals(List.of(), differences(expected, files(box.root())));
            Sandbox.Answer status =
                    typed(box.root(), runbook.take("The whole box is wrong")).succeeded();
            assertTrue(status.out().contains("restored"), status.out());

            box.ctl("backup").succeeded();
            Files.delete(config);
            String look = runbook.take("One file is gone");
            Sandbox.Answer found = typed(box.root(), look).succeeded();
            assertTrue(found.out().contains("D  etc/thingconnect-pulse/config.yaml"), found.out());
            String name = look.lines().findFirst().orElseThrow() + "\n";
            typed(box.root(), name + runbook.take("One file is gone"), "y").succeeded();
            assertEquals(List.of(), differences(expected, files(box.root())));

            sql(box.root(), "DELETE FROM setting");
            String wrong = sql(box.root(), ".sha3sum");
            Sandbox.Answer plan =
                    typed(box.root(), runbook.take("The database is damaged")).succeeded();
            assertTrue(plan.out().contains("loss"), plan.out());
            typed(box.root(), runbook.take("The database is damaged"), "y").succeeded();
            assertEquals(rows, sql(box.root(), ".sha3sum"));
            typed(box.root(), runbook.take("The database is damaged"), "y").succeeded();
            assertEquals(wrong, sql(box.root(), ".sha3sum"), "undone");
            runbook.take("The machine is lost");
            runbook.take("The machine is lost");
            runbook.skip("With stock tools", "Afterwards");
            assertEquals(List.of(), runbook.left(), "typed by no test");
        }
    }

    @Test
    void theCommandsWithStockTools_bringTheBoxBack_whereItsRemainsStand() throws Exception {
        HttpServer health = health();
        try (Machine machine = Machine.create();
                Sandbox box = box("{method: none}", health.getAddress().getPort())) {
            box.start();
            makeChain(box, 2);
            Path page = scratch.resolve("page.html");
            box.ctl("runbook", "--html", "-o", page.toString()).succeeded();
            assertTrue(Files.readString(page).contains("Jo &lt;Field&gt;"));
            Path there = box.root().resolve("mnt/usb disk/RUNBOOK.md");
            String newest =
                    box.json("show", "latest").get("backup").get("label").asText();
            Sandbox.await(
                    "the runbook at the destination names the newest backup",
                    () -> says(there, "### Unpack `" + newest + "`"));
            box.configure(CONFIG.formatted("{method: none}", health.getAddress().getPort())
                    .replace("Jo <Field>", "Max Field"));
            box.ctl("reload").succeeded();
            Sandbox.await("and follows the configuration", () -> says(there, "| Max Field (**emergency**)"));
            box.stop();
            // As the backups have it.
            box.configure(CONFIG.formatted("{method: none}", health.getAddress().getPort()));

            RunbookBlocks runbook = new RunbookBlocks(Files.readString(there));
            remains(machine.root());
            Map<String, String> foreign = Map.of("/etc", what(machine.root().resolve("etc")));
            String go = runbook.take("With stock tools alone / From `usb`");
            String unpack = runbook.take("With stock tools alone / Unpack");
            String place = runbook.take("With stock tools alone / Unpack");
            Sandbox.Answer done = machine.type(box.root(), go + unpack + place).succeeded();
            assertTrue(done.out().contains("RESTORED: /var/tmp/pulse-restore holds " + newest), done.out());
            assertEquals(
                    List.of("stop nginx", "stop plant-monitor", "start plant-monitor", "start nginx"), machine.asked());
            assertKept(machine.root());
            assertSame(box, machine.root());
            assertEquals(foreign, Map.of("/etc", what(machine.root().resolve("etc"))));

            oneThing(box, machine, place);
            Sandbox.Answer chain = machine.type(
                            box.root(), go + "cd frequent\n" + runbook.take("With stock tools alone / Another"))
                    .succeeded();
            assertEquals(3, chain.out().lines().count(), chain.out());
            assertTrue(chain.out().endsWith(newest + ".tar.gz\n"), chain.out());
            Sandbox.Answer sound =
                    machine.type(box.root(), runbook.take("Afterwards")).succeeded();
            assertTrue(sound.out().endsWith("falseok\n"), sound.out() + sound.err());
            assertEquals(List.of("status --no-pager plant-monitor", "status --no-pager nginx"), machine.asked());
            machine.type(box.root(), runbook.take("With stock tools alone / From `local`"))
                    .succeeded();
            aNewMachine(box, runbook);
            runbook.skip("One file", "The database", "The whole box", "Back to a point");
            assertEquals(List.of(), runbook.left(), "typed by no test");
        } finally {
            health.stop(0);
        }
    }

    private static HttpServer health() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("false".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        return server;
    }

    /** What is left of the box: another database with rows that are only in its log, and a wrong setting behind a link. */
    private static void remains(Path root) throws IOException {
        Path state = Files.createDirectories(root.resolve("var/lib/thingconnect-pulse"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(state.resolve("pulse.db"), "wrong");
        Files.writeString(state.resolve("pulse.db-wal"), "rows of the wrong one");
        Files.createDirectories(etc(root));
        Files.writeString(root.resolve("elsewhere"), "not to be touched");
        Files.createSymbolicLink(etc(root).resolve("config.yaml"), root.resolve("elsewhere"));
        Files.writeString(etc(root).resolve("appsettings.json"), "wrong");
        give(root);
    }

    private static void assertKept(Path root) throws IOException {
        Path state = root.resolve("var/lib/thingconnect-pulse");
        try (Stream<Path> kept = Files.list(state)) {
            Path before = kept.filter(path -> path.getFileName().toString().startsWith(".pre-restore-"))
                    .findFirst()
                    .orElseThrow();
            assertEquals("wrong", Files.readString(before.resolve("pulse.db")));
            assertEquals("rows of the wrong one", Files.readString(before.resolve("pulse.db-wal")));
            DurableFiles.deleteTree(before);
        }
        assertEquals("not to be touched", Files.readString(root.resolve("elsewhere")));
        try (Stream<Path> kept = Files.list(root.resolve("root"))) {
            Path before = kept.filter(path -> path.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
            String names = Sandbox.run(List.of("tar", "-tzf", before.toString()), root)
                    .succeeded()
                    .out();
            assertTrue(names.contains("./etc/thingconnect-pulse/appsettings.json"), names);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(before)));
        }
    }

    /** The same block for one file, and for the database. */
    private static void oneThing(Sandbox box, Machine machine, String place) throws IOException {
        Path config = etc(machine.root()).resolve("config.yaml");
        Files.writeString(config, "wrong");
        Files.writeString(etc(machine.root()).resolve("new.yaml"), "stays");
        String file = place.replaceFirst("(?m)^W=.*", "W=./etc/thingconnect-pulse/config.yaml");
        machine.type(box.root(), file).succeeded();
        assertEquals(what(etc(box.root()).resolve("config.yaml")), what(config));
        assertEquals("stays", Files.readString(etc(machine.root()).resolve("new.yaml")));

        // An archive of the database alone holds no directory: where it was unpacked, that one is root's.
        Path state = machine.root().resolve("var/lib/thingconnect-pulse");
        Path unpacked = machine.root().resolve("var/tmp/pulse-restore/var/lib/thingconnect-pulse");
        Sandbox.run(List.of("chown", "root:root", unpacked.toString()), state).succeeded();
        String before = what(state);
        Path database = state.resolve("pulse.db");
        Files.writeString(database, "wrong");
        Files.writeString(config, "wrong");
        String only = place.replaceFirst("(?m)^W=.*", "W=./var/lib/thingconnect-pulse/pulse.db");
        machine.type(box.root(), only).succeeded();
        assertEquals(sql(box.root(), ".sha3sum"), sql(machine.root(), ".sha3sum"));
        assertEquals("games", Files.getOwner(database).getName());
        assertEquals(before, what(state));
        assertEquals("wrong", Files.readString(config));
        DurableFiles.deleteTree(state);
        Sandbox.run(List.of("chown", "root:root", unpacked.toString()), machine.root())
                .succeeded();
        machine.type(box.root(), only).succeeded();
        assertEquals("games", Files.getOwner(state).getName());

        // Half a directory is nothing to put in place.
        Path half = Files.createDirectory(machine.root().resolve("var/tmp/pulse-restore/.pulse-backup"));
        machine.asked();
        assertEquals(1, machine.type(box.root(), place).status());
        assertEquals(List.of(), machine.asked());
        Files.delete(half);
    }

    private void aNewMachine(Sandbox box, RunbookBlocks runbook) throws IOException {
        for (String name : List.of("local", "usb")) {
            Path machine = Files.createTempDirectory(Path.of("/tmp"), "pbnew");
            try {
                typed(machine, runbook.takeWith("bootstrap --from " + place(box, name)), "y")
                        .succeeded();
                assertSame(box, machine);
            } finally {
                DurableFiles.deleteTree(machine);
            }
        }
    }

    private static String place(Sandbox box, String name) {
        return name.equals("usb") ? "'" + box.root() + "/mnt/usb disk'" : box.root() + "/local";
    }

    private static boolean says(Path runbook, String text) {
        try {
            return Files.exists(runbook) && Files.readString(runbook).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theCommandsOfTheRunbook_bringAnEncryptedChainBack_andSetANewPassphrase() throws Exception {
        Path secret;
        try (Machine machine = Machine.create();
                Sandbox box = box(
                        "{method: gpg, passphrase: \"${file:/etc/thingconnect-pulse/passphrase}\","
                                + " hint: \"plant office, envelope 3\"}",
                        9)) {
            secret = etc(box.root()).resolve("passphrase");
            Files.writeString(secret, SECRET + "\n");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
            box.start();
            makeChain(box, 1);
            RunbookBlocks runbook = printed(box);
            assertTrue(runbook.text().contains("plant office, envelope 3"));
            assertFalse(runbook.text().contains(SECRET));

            String go = runbook.take("With stock tools alone / From `local`");
            String unpack =
                    runbook.take("With stock tools alone / Unpack").replaceFirst("(?m)^K=.*", "K='" + secret + "'");
            String find = runbook.take("With stock tools alone / Unpack") + "cd '" + box.root() + "/local/frequent'\n"
                    + runbook.take("With stock tools alone / Another");
            Sandbox.Answer done = machine.type(box.root(), go + unpack + find).succeeded();
            assertSame(box, machine.root());
            assertEquals(
                    2,
                    done.out()
                            .lines()
                            .filter(line -> line.endsWith(".tar.gz.gpg"))
                            .count(),
                    done.out());

            Files.writeString(secret, "a new one that somebody remembers\n");
            Sandbox.Answer renewed =
                    typed(box.root(), runbook.take("The passphrase is lost")).succeeded();
            assertTrue(renewed.out().contains("is proven, level restore"), renewed.out());
            runbook.skip("One file", "The database", "The whole box", "Back to a point", "The machine", "Afterwards");
            runbook.take("With stock tools alone / From `usb`");
            assertEquals(List.of(), runbook.left(), "typed by no test");
        }
    }
}
