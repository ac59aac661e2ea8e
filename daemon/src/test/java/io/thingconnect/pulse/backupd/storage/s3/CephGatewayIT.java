package io.thingconnect.pulse.backupd.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.StorageContract;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract and Object Lock, held against a server that is not Amazon's: Ceph's gateway. */
final class CephGatewayIT extends StorageContract {
    private static final List<String> PROGRAMS = List.of("ceph-mon", "ceph-osd", "ceph-mgr", "radosgw", "ceph", "curl");

    @TempDir
    static Path directory;

    private static Process cluster;
    private static URI endpoint;
    private S3Settings settings;

    @BeforeAll
    static void start() throws IOException {
        for (String program : PROGRAMS) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin", program)),
                    program + " is not installed (ceph-mon ceph-osd ceph-mgr radosgw ceph-common curl)");
        }
        int port = freePort();
        endpoint = URI.create("http://127.0.0.1:" + port);
        cluster = new ProcessBuilder(
                        "bash",
                        Path.of("src/test/resources/s3/rgw.sh").toAbsolutePath().toString(),
                        directory.toString(),
                        Integer.toString(port),
                        Integer.toString(freePort()),
                        S3ProxyServer.ACCESS_KEY,
                        S3ProxyServer.SECRET_KEY)
                .redirectError(directory.resolve("rgw.err").toFile())
                .start();
        BufferedReader said = cluster.inputReader(StandardCharsets.UTF_8);
        assertEquals("ready", said.readLine(), () -> read(directory.resolve("rgw.err")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** The script ends what it started when its input ends. */
    @AfterAll
    static void end() throws IOException, InterruptedException {
        if (cluster != null) {
            cluster.getOutputStream().close();
            assertTrue(cluster.waitFor(60, TimeUnit.SECONDS), "the cluster does not end");
        }
    }

    private static S3Settings bucket(boolean locking) throws IOException {
        S3Settings settings = S3ProxyServer.settings("b" + UUID.randomUUID(), endpoint);
        try (Remote remote = new Remote(settings, Duration.ofMillis(100))) {
            remote.ask(
                    "", s3 -> s3.createBucket(b -> b.bucket(settings.bucket()).objectLockEnabledForBucket(locking)));
        }
        return settings;
    }

    @Override
    protected Storage storage() throws IOException {
        if (settings == null) {
            settings = bucket(false);
        }
        return new S3Storage("offsite", settings, Clock.systemUTC());
    }

    @Test
    void aRequestToEncrypt_thatIsIgnored_isSaid() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a", random(10));
            put(storage, "daily/b", random(10));
            assertEquals(
                    List.of("does not encrypt: it was asked for AES256 and has stored the objects as they are"),
                    storage.notices());
        }
    }

    @Test
    void aLock_isWritten_andReadBack() throws IOException {
        S3Settings plain = bucket(true);
        S3Attributes locking = new S3Attributes(
                Optional.empty(), Optional.empty(), "STANDARD", Optional.of(new S3Attributes.Lock(false, 3)));
        S3Settings locked = new S3Settings(plain.bucket(), plain.prefix(), plain.server(), locking, plain.checksums());
        try (Storage storage = new S3Storage("offsite", locked, Clock.systemUTC())) {
            put(storage, "daily/small", random(10));
            put(storage, "daily/big", random(bigSize()));
            assertEquals(List.of(), storage.notices());
            Instant soon = Instant.now().plus(Duration.ofDays(2));
            assertTrue(storage.lockedUntil("daily/small").orElseThrow().isAfter(soon));
            assertTrue(storage.lockedUntil("daily/big").orElseThrow().isAfter(soon));
        }
    }
}
