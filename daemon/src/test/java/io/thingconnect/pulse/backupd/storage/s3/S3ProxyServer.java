package io.thingconnect.pulse.backupd.storage.s3;

import io.thingconnect.pulse.backupd.TestCertificate;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A real S3 server in a JVM of its own, on the loopback, that keeps everything in memory. */
public final class S3ProxyServer implements AutoCloseable {
    public static final String ACCESS_KEY = "AKTEST";
    public static final String SECRET_KEY = "SKTESTSECRET";
    static final S3Keys KEYS = new S3Keys(ACCESS_KEY, SECRET_KEY, "");

    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final URI endpoint;
    private final URI secureEndpoint;

    private S3ProxyServer(Process process, URI endpoint, URI secureEndpoint) {
        this.process = process;
        this.endpoint = endpoint;
        this.secureEndpoint = secureEndpoint;
    }

    public static S3ProxyServer start(Path directory) throws IOException, InterruptedException {
        return start(directory, Optional.empty());
    }

    /**
     * Answers as servers do that overlook what they cannot do, locks above all.
     *
     * @param certificate what it shows at {@link #secureEndpoint}
     */
    public static S3ProxyServer start(Path directory, Optional<TestCertificate> certificate)
            throws IOException, InterruptedException {
        URI endpoint = URI.create("http://127.0.0.1:" + freePort());
        URI secure = URI.create("https://localhost:" + freePort());
        Path properties = directory.resolve("s3proxy.conf");
        Files.writeString(properties, """
                s3proxy.endpoint=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=transient-nio2
                jclouds.identity=x
                jclouds.credential=x
                jclouds.filesystem.basedir=%s
                """.formatted(endpoint, KEYS.accessKey(), KEYS.secretKey(), directory));
        if (certificate.isPresent()) {
            Files.writeString(
                    properties,
                    """
                    s3proxy.secure-endpoint=%s
                    s3proxy.keystore-path=%s
                    s3proxy.keystore-password=%s
                    s3proxy.ignore-unknown-headers=true
                    """.formatted(secure, certificate.get().store(), TestCertificate.PASSWORD),
                    StandardOpenOption.APPEND);
        }
        Path log = directory.resolve("s3proxy.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        S3ProxyServer server = new S3ProxyServer(process, endpoint, secure);
        server.await(log);
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void await(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new AssertionError("the S3 server does not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
            return connection.getResponseCode() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Where it was started with a certificate. */
    public URI secureEndpoint() {
        return secureEndpoint;
    }

    /** The name of a bucket that is made for it. */
    public String madeBucket() throws IOException {
        return bucket().bucket();
    }

    /** A bucket that is made for it. */
    S3Settings bucket() throws IOException {
        S3Settings settings = settings("b" + UUID.randomUUID(), endpoint);
        try (Remote remote = new Remote(settings, Duration.ofMillis(10))) {
            remote.ask("", s3 -> s3.createBucket(b -> b.bucket(settings.bucket())));
        }
        return settings;
    }

    static S3Settings settings(String bucket, URI endpoint) {
        return new S3Settings(
                bucket,
                "plants/seven",
                new S3Server(
                        Optional.empty(),
                        Optional.of(endpoint),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(KEYS)),
                new S3Attributes(Optional.of("AES256"), Optional.empty(), "STANDARD", Optional.empty()),
                Checksums.AUTO);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
