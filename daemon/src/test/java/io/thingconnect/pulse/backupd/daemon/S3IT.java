package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.thingconnect.pulse.backupd.sample.SamplePulse;
import io.thingconnect.pulse.backupd.storage.s3.S3ProxyServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built programs with a bucket as their only destination. */
final class S3IT {
    private static final int MB = 16;

    @TempDir
    Path directory;

    @Test
    void aBucket_isBackedUpTo_andRestoredFrom() throws Exception {
        try (S3ProxyServer server = S3ProxyServer.start(directory);
                Sandbox box = Sandbox.create(MB)) {
            box.configure(configuration(server, server.madeBucket()));
            Files.writeString(
                    box.root().resolve("etc/thingconnect-pulse/backup.env"),
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
            assertFalse(Files.readString(box.log()).contains(S3ProxyServer.SECRET_KEY));
        }
    }

    @Test
    void aBucketThatIsNotThere_isNamed() throws Exception {
        try (S3ProxyServer server = S3ProxyServer.start(directory);
                Sandbox box = Sandbox.create(0)) {
            box.configure(configuration(server, "nowhere"));
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

    private static String configuration(S3ProxyServer server, String bucket) {
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
                """.formatted(bucket, server.endpoint());
    }
}
