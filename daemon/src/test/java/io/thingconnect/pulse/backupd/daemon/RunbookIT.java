package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.thingconnect.pulse.backupd.storage.s3.S3ProxyServer;
import io.thingconnect.pulse.backupd.storage.smb.SmbServer;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.Assumptions;
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
              restore:
                services: [plant-monitor, nginx]
                health: {url: "http://127.0.0.1:%d/health", expect: "false"}
            contacts:
              - {name: "Jo <Field>", role: backup administrator, phone: "+1 555 0100", emergency: true}
            """;

    private static final String ELSEWHERE = """
            backup:
              host: plant-7
              verification: {enabled: false}
              jobs:
                daily: {destinations: [elsewhere], retention: 100, type: incremental}
              destinations:
                elsewhere: %s
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

    /** With the daemon's programs, at a terminal, and with an answer for each question. */
    private Sandbox.Answer typed(Path root, String commands, String... answers) throws IOException {
        Path script = Files.writeString(Files.createTempFile(scratch, "typed", ".sh"), commands);
        Path image = Path.of("../target/image").toAbsolutePath().normalize();
        return Sandbox.run(
                List.of(
                        "env",
                        "PULSECTL_ROOT=" + root,
                        "PATH=" + image + "/usr/bin:/usr/bin:/bin",
                        "sh",
                        "-c",
                        "printf '%s\\n' \"$@\" | script -qec 'sh -eu " + script + "' /dev/null",
                        "sh",
                        String.join("\n", answers)),
                scratch);
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String top : List.of("etc/thingconnect-pulse", "var/lib/thingconnect-pulse")) {
            try (Stream<Path> paths = Files.walk(root.resolve(top))) {
                for (Path path : paths.filter(path -> !path.toString().contains("pulse.db"))
                        .filter(path -> !path.endsWith("passphrase"))
                        .filter(path -> !path.toString().contains("backup.yaml.restored-"))
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
        String owner = Files.getOwner(path).getName();
        return owner + " " + mode + " " + (Files.isDirectory(path) ? "" : Arrays.hashCode(Files.readAllBytes(path)));
    }

    private static void assertSame(Sandbox box, Path restored) throws IOException {
        Map<String, String> expected = files(box.root());
        Map<String, String> found = files(restored);
        assertEquals(List.of(), differences(expected, found), "not as it was");
        assertTrue(expected.size() > 20, expected.toString());
        assertEquals(sql(box.root(), ".sha3sum"), sql(restored, ".sha3sum"));
    }

    /** The application's files are its own, as on a real box. */
    private static Sandbox box(String encryption, int health) throws Exception {
        Sandbox box = Sandbox.create(1);
        box.configure(CONFIG.formatted(encryption, health));
        removeExcluded(box);
        give(box.root());
        return box;
    }

    private static void give(Path root) {
        Path state = root.resolve("var/lib/thingconnect-pulse");
        Sandbox.run(List.of("chown", "-R", "games:games", state.toString()), root)
                .succeeded();
    }

    private static RunbookBlocks printed(Sandbox box) {
        return new RunbookBlocks(box.ctl("runbook").succeeded().out());
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

    private static Sandbox boxElsewhere(String destination, String env) throws Exception {
        Sandbox box = Sandbox.create(1);
        box.configure(ELSEWHERE.formatted(destination));
        Files.writeString(etc(box.root()).resolve("backup.env"), env);
        removeExcluded(box);
        give(box.root());
        box.start();
        makeChain(box, 1);
        return box;
    }

    /** What was fetched is unpacked; and a new machine takes all of it from there by itself. */
    private void assertFetchedAndBootstrapped(
            Sandbox box, Machine machine, String fetched, RunbookBlocks runbook, String... answers) throws IOException {
        Files.delete(etc(box.root()).resolve("backup.env"));
        Path machineRoot = machine.root();
        machine.type(box.root(), fetched + runbook.take("With stock tools alone / Unpack"))
                .succeeded();
        assertSame(box, machineRoot.resolve("var/tmp/pulse-restore"));
        Path empty = Files.createTempDirectory(Path.of("/tmp"), "pbnew");
        try {
            Sandbox.Answer done = typed(empty, runbook.take("The machine is lost"), answers);
            assertEquals(0, done.status(), done.out());
            assertSame(box, empty);
            assertTrue(done.out().contains("/etc/thingconnect-pulse/backup.env"), done.out());
        } finally {
            DurableFiles.deleteTree(empty);
        }
    }

    private static void assumeInstalled(String program, String packageName) {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of(program)),
                program + " is missing: package " + packageName + " is not installed");
    }

    @Test
    void theCommandsForAShare_fetchWhatIsThere_andRestoreANewMachineFromIt() throws Exception {
        SmbServer.assumePossible();
        assumeInstalled("/usr/bin/smbclient", "smbclient");
        String password = SmbServer.USER.password();
        try (Machine machine = Machine.create();
                SmbServer server = SmbServer.start(Files.createDirectory(scratch.resolve("smb")));
                Sandbox box = boxElsewhere(
                        "{type: network, location: \"//127.0.0.1:%d/backup\", credentials: {username: nobody, password: \"${PW}\"}}"
                                .formatted(server.port()),
                        "PW='" + password + "'\n")) {
            RunbookBlocks runbook = printed(box);
            Path there = server.directory("backup").resolve("plant-7/RUNBOOK.md");
            Sandbox.await("the runbook lies at the share", () -> Files.exists(there));
            box.stop();
            assertFalse(runbook.text().contains(password));
            String fetch = runbook.take("With stock tools alone / From `elsewhere`")
                    .replaceFirst("(?m)^SMB_USER= *", "SMB_USER=nobody ");
            // smbclient asks; what it would be told is in its environment here.
            machine.type(box.root(), fetch, "PASSWD=" + password).succeeded();
            assertFetchedAndBootstrapped(box, machine, "cd ~/pulse-fetched\n", runbook, "nobody", password, "y");
        }
    }

    private static boolean shows(Machine machine, Sandbox box, String command) {
        try {
            return machine.type(box.root(), command + "\n").out().contains("# Recovery of plant-7");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theCommandsForABucket_fetchWhatIsThere_andRestoreANewMachineFromIt() throws Exception {
        assumeInstalled("/usr/bin/aws", "awscli");
        try (Machine machine = Machine.create();
                S3ProxyServer server = S3ProxyServer.start(Files.createDirectory(scratch.resolve("s3")));
                Sandbox box = boxElsewhere(
                        "{type: s3, bucket: %s, prefix: plants, region: us-east-1, encryption: AES256, endpoint: \"%s\", pathStyle: true, credentials: {accessKey: \"${KEY}\", secretKey: \"${SECRET}\"}}"
                                .formatted(server.madeBucket(), server.endpoint()),
                        "KEY=" + S3ProxyServer.ACCESS_KEY + "\nSECRET=" + S3ProxyServer.SECRET_KEY + "\n")) {
            RunbookBlocks runbook = printed(box);
            assertFalse(runbook.text().contains(S3ProxyServer.SECRET_KEY));
            // What aws configure would have asked for.
            Files.createDirectory(machine.root().resolve("root/.aws"));
            Files.writeString(
                    machine.root().resolve("root/.aws/credentials"),
                    "[default]\naws_access_key_id = " + S3ProxyServer.ACCESS_KEY + "\naws_secret_access_key = "
                            + S3ProxyServer.SECRET_KEY + "\n");
            String fetch = runbook.take("With stock tools alone / From `elsewhere`");
            Sandbox.Answer fetched =
                    machine.type(box.root(), fetch + "ls daily").succeeded();
            assertTrue(fetched.out().contains(".sha256"), fetched.out());
            String copy = fetch.lines()
                    .filter(line -> line.startsWith("aws "))
                    .findFirst()
                    .orElseThrow();
            String show = copy.replace(" --recursive", "").replaceFirst("/daily/ daily/$", "/RUNBOOK.md -");
            Sandbox.await("the runbook lies in the bucket", () -> shows(machine, box, show));
            box.stop();
            assertFetchedAndBootstrapped(
                    box,
                    machine,
                    "cd ~/pulse-fetched\n",
                    runbook,
                    S3ProxyServer.ACCESS_KEY,
                    S3ProxyServer.SECRET_KEY,
                    "y");
        }
    }
}
