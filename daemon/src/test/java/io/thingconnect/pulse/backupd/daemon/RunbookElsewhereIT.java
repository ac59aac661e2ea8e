package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.storage.s3.S3ProxyServer;
import io.thingconnect.pulse.backupd.storage.smb.SmbServer;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The runbook of a box whose backups lie at a share or in a bucket, typed on an empty machine. */
final class RunbookElsewhereIT extends RunbookCase {
    private static final String ELSEWHERE = """
            backup:
              host: plant-7
              verification: {enabled: false}
              jobs:
                daily: {destinations: [elsewhere], retention: 100, type: incremental}
              destinations:
                elsewhere: %s
            """;

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
