package io.thingconnect.pulse.backupd.storage.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.TestCertificate;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a server is spoken to: TLS and whom we trust, proxies, where keys come from, what is asked for each object. */
final class S3ConnectionTest {
    /** More than one part. */
    private static final int SIZE = 6 << 20;

    private static final PartPlan PLAN = new PartPlan(5 << 20, 3, 6 << 20);

    @TempDir
    static Path directory;

    private static S3ProxyServer server;
    private static Path caFile;
    private static S3Settings bucket;

    @BeforeAll
    static void start() throws Exception {
        TestCertificate certificate = TestCertificate.make(directory);
        caFile = Files.writeString(directory.resolve("ca.pem"), certificate.pem());
        server = S3ProxyServer.start(directory, Optional.of(certificate));
        bucket = server.bucket();
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
        }
    }

    private static S3Server at(URI endpoint, Optional<Path> trusted, Optional<URI> proxy, Optional<S3Keys> keys) {
        return new S3Server(Optional.empty(), Optional.of(endpoint), true, trusted, proxy, keys);
    }

    private static S3Storage storage(S3Server way) {
        S3Settings settings = new S3Settings(bucket.bucket(), "x", way, bucket.attributes(), bucket.checksums());
        return new S3Storage("offsite", settings, Clock.systemUTC(), PLAN, Duration.ofMillis(2));
    }

    /** There and back, in parts. */
    private static void assertWorks(S3Server way) throws IOException {
        byte[] bytes = new byte[SIZE];
        new Random(SIZE).nextBytes(bytes);
        try (S3Storage storage = storage(way)) {
            try (Upload upload = storage.begin("daily/a")) {
                upload.stream().write(bytes);
                upload.commit();
            }
            try (InputStream in = storage.read("daily/a")) {
                assertArrayEquals(bytes, in.readAllBytes());
            }
            storage.delete("daily/a");
        }
    }

    private static String refusal(S3Server way) {
        try (S3Storage storage = storage(way)) {
            return assertThrows(IOException.class, storage::space).getMessage();
        }
    }

    private static S3Server overTls(Optional<Path> trusted) {
        return at(server.secureEndpoint(), trusted, Optional.empty(), Optional.of(S3ProxyServer.KEYS));
    }

    @Test
    void overTls_withItsAuthorityInCaFile_allGoesAsEver() throws IOException {
        assertWorks(overTls(Optional.of(caFile)));
    }

    @Test
    void aCertificateOfAnotherAuthority_orOfOneThatNobodyKnows_isNamed_withTheOptionThatHelps(@TempDir Path other)
            throws Exception {
        Path another = Files.writeString(
                other.resolve("ca.pem"), TestCertificate.make(other).pem());
        for (Optional<Path> trusted : List.of(Optional.of(another), Optional.<Path>empty())) {
            String said = refusal(overTls(trusted));
            assertTrue(said.contains("the certificate of " + server.secureEndpoint() + " is not to be trusted"), said);
            assertTrue(said.contains("\"caFile\""), said);
        }
    }

    @Test
    void aCertificateForAnotherName_isNoMatterOfTrust() {
        URI byAddress =
                URI.create("https://127.0.0.1:" + server.secureEndpoint().getPort());
        String said = refusal(at(byAddress, Optional.of(caFile), Optional.empty(), Optional.of(S3ProxyServer.KEYS)));
        assertTrue(said.contains("is made out to another name: correct \"endpoint\""), said);
    }

    @Test
    void aCaFileThatIsNone_isNamed() throws IOException {
        String missing = refusal(overTls(Optional.of(directory.resolve("no.pem"))));
        assertTrue(missing.contains("caFile " + directory.resolve("no.pem") + " does not exist"), missing);
        for (String content : List.of("", "no certificate\n")) {
            Path file = Files.writeString(directory.resolve("empty.pem"), content);
            String said = refusal(overTls(Optional.of(file)));
            assertTrue(said.contains("caFile " + file + " holds no"), said);
        }
    }

    private static URI proxy(SmallProxy proxy, String login) {
        return URI.create("http://" + login + "127.0.0.1:" + proxy.port());
    }

    @Test
    void aProxy_isATunnelForHttps() throws IOException {
        try (SmallProxy proxy = new SmallProxy(Optional.empty())) {
            Optional<URI> by = Optional.of(proxy(proxy, ""));
            assertWorks(at(server.secureEndpoint(), Optional.of(caFile), by, Optional.of(S3ProxyServer.KEYS)));
            assertFalse(proxy.passed().isEmpty(), "it went past the proxy");
            String target = "CONNECT localhost:" + server.secureEndpoint().getPort();
            assertTrue(
                    proxy.passed().stream().allMatch(target::equals),
                    proxy.passed().toString());
        }
    }

    @Test
    void aProxyWithAPassword_passesHttpOn_andOneThatIsWrong_isAnErrorWithoutIt() throws IOException {
        try (SmallProxy proxy = new SmallProxy(Optional.of("plant:p@ss"))) {
            Optional<S3Keys> keys = Optional.of(S3ProxyServer.KEYS);
            Optional<URI> by = Optional.of(proxy(proxy, "plant:p%40ss@"));
            assertWorks(at(server.endpoint(), Optional.empty(), by, keys));
            assertTrue(proxy.passed().contains("DELETE " + server.endpoint() + "/" + bucket.bucket() + "/x/daily/a"));
            Optional<URI> wrong = Optional.of(proxy(proxy, "plant:nonsense@"));
            String said = refusal(at(server.endpoint(), Optional.empty(), wrong, keys));
            assertTrue(said.contains("the proxy wants another user or password: correct \"proxy\""), said);
            assertFalse(said.contains("nonsense"), said);
            String tunnel = refusal(at(server.secureEndpoint(), Optional.of(caFile), by, keys));
            assertTrue(tunnel.contains("the proxy lets nobody through to " + server.secureEndpoint()), tunnel);
            assertTrue(tunnel.contains("407"), tunnel);
        }
    }

    @Test
    void aProxyThatIsNotThere_isNamed() throws IOException {
        int nobody;
        try (SmallProxy gone = new SmallProxy(Optional.empty())) {
            nobody = gone.port();
        }
        Optional<URI> by = Optional.of(URI.create("http://127.0.0.1:" + nobody));
        String said = refusal(at(server.endpoint(), Optional.empty(), by, Optional.of(S3ProxyServer.KEYS)));
        assertTrue(said.contains("through proxy 127.0.0.1:" + nobody + " cannot be reached"), said);
    }

    /** The server checks the signature, which covers the token. */
    @Test
    void aSessionToken_goesAlongWithEachRequest() throws IOException {
        List<String> without = new CopyOnWriteArrayList<>();
        List<String> with = new CopyOnWriteArrayList<>();
        try (FaultyServer watched = new FaultyServer(server.endpoint())) {
            watched.rule(head -> {
                boolean there = head.lines().anyMatch("x-amz-security-token: TOKEN+1/2=="::equalsIgnoreCase);
                (there && head.contains("x-amz-security-token") ? with : without).add(head);
                return FaultyServer.PASSED;
            });
            S3Keys keys = new S3Keys(S3ProxyServer.ACCESS_KEY, S3ProxyServer.SECRET_KEY, "TOKEN+1/2==");
            assertWorks(at(watched.endpoint(), Optional.empty(), Optional.empty(), Optional.of(keys)));
        }
        assertEquals(List.of(), without);
        assertTrue(with.size() > 4, with.toString());
    }

    @Test
    void withoutKeys_aProfileOrTheSurroundingsGiveThem_andNoneAtAllIsSaid() throws IOException {
        S3Server keyless = at(server.endpoint(), Optional.empty(), Optional.empty(), Optional.empty());
        Path profiles = Files.writeString(
                directory.resolve("credentials"), """
                [default]
                aws_access_key_id = nobody
                aws_secret_access_key = nothing

                [plant]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(S3ProxyServer.ACCESS_KEY, S3ProxyServer.SECRET_KEY));
        Map<String, String> profile = Map.of("aws.sharedCredentialsFile", profiles.toString(), "aws.profile", "plant");
        with(profile, () -> assertWorks(keyless));
        Map<String, String> surroundings =
                Map.of("aws.accessKeyId", S3ProxyServer.ACCESS_KEY, "aws.secretAccessKey", S3ProxyServer.SECRET_KEY);
        with(surroundings, () -> assertWorks(keyless));
        Map<String, String> nothing = Map.of(
                "aws.sharedCredentialsFile",
                directory.resolve("nowhere").toString(),
                "aws.configFile",
                directory.resolve("nowhere").toString(),
                "aws.disableEc2Metadata",
                "true");
        with(nothing, () -> assertTrue(refusal(keyless).contains("there are no keys: set \"credentials\"")));
    }

    /** Each object, whether it goes in one piece or in parts. */
    @Test
    void whatIsAskedForEachObject_goesAlongWithIt() throws IOException {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (FaultyServer watched = new FaultyServer(server.endpoint())) {
            watched.rule(head -> {
                heads.add(head.toLowerCase(Locale.ROOT));
                return FaultyServer.PASSED;
            });
            S3Attributes wanted = new S3Attributes(
                    Optional.of("aws:kms"),
                    Optional.of("alias/plant"),
                    "STANDARD_IA",
                    Optional.of(new S3Attributes.Lock(true, 3)));
            S3Server way = at(watched.endpoint(), Optional.empty(), Optional.empty(), Optional.of(S3ProxyServer.KEYS));
            S3Settings settings = new S3Settings(bucket.bucket(), "x", way, wanted, bucket.checksums());
            Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
            try (S3Storage storage = new S3Storage("offsite", settings, clock, PLAN, Duration.ofMillis(2))) {
                for (int size : List.of(10, SIZE)) {
                    try (Upload upload = storage.begin("daily/asked" + size)) {
                        upload.stream().write(new byte[size]);
                        upload.commit();
                    }
                }
            }
            assertEquals(
                    2,
                    storage(way).list("daily").stream()
                            .filter(f -> f.name().startsWith("asked"))
                            .count());
        }
        List<String> making = heads.stream()
                .filter(head -> head.contains("asked10 http/1.1") && head.startsWith("put ")
                        || head.contains("?uploads") && head.startsWith("post "))
                .filter(head -> !head.contains("?retention"))
                .toList();
        assertEquals(2, making.size(), heads.toString());
        // Appears only where there is none: of an upload in parts that is asked for at its end.
        assertEquals(
                2,
                heads.stream()
                        .filter(head -> head.contains("\r\nif-none-match: *\r\n"))
                        .count(),
                heads.toString());
        for (String head : making) {
            for (String line : List.of(
                    "x-amz-server-side-encryption: aws:kms",
                    "x-amz-server-side-encryption-aws-kms-key-id: alias/plant",
                    "x-amz-storage-class: standard_ia",
                    "x-amz-object-lock-mode: compliance",
                    "x-amz-object-lock-retain-until-date: 2026-01-04t00:00:00z")) {
                assertTrue(head.contains("\r\n" + line + "\r\n"), line + " is missing in " + head);
            }
        }
    }

    /** Of a name that only the proxy would have to know. */
    @Test
    void withoutPathStyle_theBucketStandsInTheHostsName() throws IOException {
        try (SmallProxy proxy = new SmallProxy(Optional.empty())) {
            S3Server way = new S3Server(
                    Optional.empty(),
                    Optional.of(URI.create("http://s3.plant.invalid")),
                    false,
                    Optional.empty(),
                    Optional.of(proxy(proxy, "")),
                    Optional.of(S3ProxyServer.KEYS));
            refusal(way);
            assertTrue(
                    proxy.passed().get(0).startsWith("GET http://" + bucket.bucket() + ".s3.plant.invalid"),
                    proxy.passed().toString());
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    /** The surroundings of a process, for a while: the SDK asks these names before the variables of the same meaning. */
    private static void with(Map<String, String> properties, Act act) throws IOException {
        Map<String, String> before = new HashMap<>();
        properties.keySet().forEach(name -> before.put(name, System.getProperty(name)));
        properties.forEach(System::setProperty);
        try {
            act.run();
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }
}
