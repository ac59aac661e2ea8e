package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.TestCertificate;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import io.thingconnect.pulse.backupd.storage.s3.S3ProxyServer;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built programs with a bucket as their only destination. */
final class S3IT {
    private static final int MB = 16;

    @TempDir
    Path directory;

    /** Over TLS with an authority of the plant's own, and a server that takes the wish for a lock and forgets it. */
    @Test
    void aBucket_isBackedUpTo_andRestoredFrom() throws Exception {
        TestCertificate certificate = TestCertificate.make(directory);
        try (S3ProxyServer server = S3ProxyServer.start(directory, Optional.of(certificate));
                Sandbox box = Sandbox.create(MB)) {
            Path etc = box.root().resolve("etc/thingconnect-pulse");
            Files.writeString(etc.resolve("s3-ca.pem"), certificate.pem());
            String bucket = server.madeBucket();
            String secure = configuration(server.secureEndpoint(), bucket)
                    + "    caFile: /etc/thingconnect-pulse/s3-ca.pem\n    objectLock: {mode: governance, days: 3}\n";
            box.configure(secure);
            Files.writeString(
                    etc.resolve("backup.env"),
                    "KEY=" + S3ProxyServer.ACCESS_KEY + "\nSECRET=" + S3ProxyServer.SECRET_KEY + "\n");
            box.start();
            JsonNode made = box.json("backup", "--compression", "none");
            assertEquals("good", made.get("copies").get(0).get("state").asText());
            String label = made.get("label").asText();
            assertTrue(box.ctl("list").succeeded().out().contains("good"));
            assertEquals(0, box.ctl("verify", label, "--level", "entries").status());
            Path target = box.root().resolve("restored");
            box.ctl("restore", "latest", "--target", target.toString()).succeeded();
            assertEquals(
                    List.of(),
                    SamplePulse.findings(
                            target.resolve("var/lib/thingconnect-pulse/pulse.db"),
                            target.resolve("var/lib/thingconnect-pulse/versions")));
            assertTrue(box.ctl("destinations").out().contains("s3: does not lock: it was asked to keep"));
            assertFalse(Files.readString(box.log()).contains(S3ProxyServer.SECRET_KEY));
            bootstrap(box, secure);
            keysOfTheSurroundings(box, secure);
        }
    }

    /** A new box with the package, the bucket and the secrets; named otherwise, it reads the lost one's directory. */
    private static void bootstrap(Sandbox lost, String configuration) throws Exception {
        Path empty = Files.createTempDirectory(Path.of("/tmp"), "pbnew");
        try {
            Path etc = Files.createDirectories(empty.resolve("etc/thingconnect-pulse"));
            for (String file : List.of("s3-ca.pem", "backup.env")) {
                Files.copy(lost.root().resolve("etc/thingconnect-pulse").resolve(file), etc.resolve(file));
            }
            Path config =
                    Files.writeString(etc.resolve("new.yaml"), configuration.replace("host: plant7", "host: another"));
            List<String> command = List.of(
                    Path.of("../target/image/usr/sbin/pulse-restore")
                            .toAbsolutePath()
                            .toString(),
                    "--root",
                    empty.toString(),
                    "--bootstrap",
                    "--config",
                    config.toString(),
                    "--yes",
                    "--host");
            List<String> nobody = new ArrayList<>(command);
            nobody.add("plant8");
            assertEquals(5, Sandbox.run(nobody, empty).status());
            List<String> plant7 = new ArrayList<>(command);
            plant7.add("plant7");
            Sandbox.Answer done = Sandbox.run(plant7, empty).succeeded();
            assertTrue(done.err().contains("found host plant7"), done.err());
            assertEquals(
                    List.of(),
                    SamplePulse.findings(
                            empty.resolve("var/lib/thingconnect-pulse/pulse.db"),
                            empty.resolve("var/lib/thingconnect-pulse/versions")));
        } finally {
            DurableFiles.deleteTree(empty);
        }
    }

    /** The configuration names none: the daemon's environment does. */
    private static void keysOfTheSurroundings(Sandbox box, String configuration) throws Exception {
        box.stop();
        box.configure(configuration.replaceFirst("\n *credentials:[^\n]*", ""));
        box.launch(
                "env",
                "AWS_ACCESS_KEY_ID=" + S3ProxyServer.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY=" + S3ProxyServer.SECRET_KEY);
        Sandbox.await("the daemon answers", () -> box.ctl("status").status() == 0);
        Sandbox.Answer probed = box.ctl("destinations", "--probe", "s3").succeeded();
        assertTrue(probed.out().contains("s3: delete  passed"), probed.out());
        Sandbox.Answer unknown = box.ctl("destinations", "--probe", "s33");
        assertEquals(5, unknown.status(), unknown.out() + unknown.err());
        assertTrue(unknown.err().contains("Did you mean 's3'?"), unknown.err());
    }

    @Test
    void aBucketThatIsNotThere_isNamed() throws Exception {
        try (S3ProxyServer server = S3ProxyServer.start(directory);
                Sandbox box = Sandbox.create(0)) {
            box.configure(configuration(server.endpoint(), "nowhere"));
            Files.writeString(
                    box.root().resolve("etc/thingconnect-pulse/backup.env"),
                    "KEY=" + S3ProxyServer.ACCESS_KEY + "\nSECRET=" + S3ProxyServer.SECRET_KEY + "\n");
            box.start();
            Sandbox.Answer waits = box.ctl("backup").succeeded();
            assertTrue(
                    (waits.out() + waits.err()).contains("bucket 'nowhere' does not exist"), waits.out() + waits.err());
            assertTrue((waits.out() + waits.err()).contains("it is pending, not good"), waits.out() + waits.err());
            assertEquals("no", box.json("status").get("safe").asText());
        }
    }

    private static String configuration(URI endpoint, String bucket) {
        return """
                backup:
                  host: plant7
                  storage:
                    type: s3
                    bucket: %s
                    region: us-east-1
                    encryption: AES256
                    endpoint: %s
                    pathStyle: true
                    credentials: {accessKey: "${KEY}", secretKey: "${SECRET}"}
                """.formatted(bucket, endpoint);
    }
}
