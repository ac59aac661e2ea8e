package io.thingconnect.pulse.backupd.storage.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.storage.s3.FaultyServer.Fate;
import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** A server that is busy, cuts connections, loses answers, refuses, and does less than it says. */
final class S3FaultsTest {
    private static final Duration BACKOFF = Duration.ofMillis(2);
    private static final PartPlan PLAN = new PartPlan(5 << 20, 3, 6 << 20);

    @TempDir
    static Path directory;

    private static S3ProxyServer server;
    private FaultyServer faulty;
    private S3Settings settings;
    private S3Storage storage;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = S3ProxyServer.start(directory);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void open() throws IOException {
        faulty = new FaultyServer(server.endpoint());
        settings = S3ProxyServer.settings(server.bucket().bucket(), faulty.endpoint());
        storage = new S3Storage("offsite", settings, Clock.systemUTC(), PLAN, BACKOFF);
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
        faulty.close();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void put(String name, byte[] bytes) throws IOException {
        try (Upload upload = storage.begin(name)) {
            upload.stream().write(bytes);
            upload.commit();
        }
    }

    private void assertHolds(byte[] bytes, String name) throws IOException {
        try (InputStream in = storage.read(name)) {
            assertArrayEquals(bytes, in.readAllBytes());
        }
    }

    /** Each n-th request that fits meets this fate, the others pass. */
    private AtomicInteger each(int n, Predicate<String> which, Fate fate) {
        AtomicInteger met = new AtomicInteger();
        AtomicInteger count = new AtomicInteger();
        faulty.rule(head -> {
            if (which.test(head) && count.getAndIncrement() % n == 0) {
                met.incrementAndGet();
                return fate;
            }
            return FaultyServer.PASSED;
        });
        return met;
    }

    @Test
    void throttlingAndResets_areTriedAgain() throws IOException {
        byte[] bytes = random(12 << 20);
        for (Fate fate : List.of(
                new Fate.Refused(503, "SlowDown", ""),
                new Fate.Refused(429, "TooManyRequests", ""),
                new Fate.Reset(),
                new Fate.AnswerLost())) {
            AtomicInteger met = each(2, head -> true, fate);
            put("daily/a", bytes);
            assertHolds(bytes, "daily/a");
            assertTrue(met.get() > 3, fate + " was met " + met + " times");
            faulty.rule(head -> FaultyServer.PASSED);
            storage.delete("daily/a");
        }
    }

    @Test
    void throttlingWithoutEnd_isAnErrorThatSaysSo() {
        faulty.rule(head -> head.startsWith("PUT ") ? new Fate.Refused(503, "SlowDown", "") : FaultyServer.PASSED);
        IOException e = assertThrows(IOException.class, () -> put("daily/a", random(10)));
        assertTrue(e.getMessage().contains("too busy (status 503)"), e.getMessage());
        assertTrue(faulty.seen("PUT ") <= 8, "tries: " + faulty.seen("PUT "));
    }

    @Test
    void aReadThatIsCut_goesOnWhereItBroke() throws IOException {
        byte[] bytes = random(3 << 20);
        put("daily/a", bytes);
        faulty.forget();
        each(2, head -> head.startsWith("GET "), new Fate.AnswerCut(700_000));
        assertHolds(bytes, "daily/a");
        assertTrue(faulty.seen("GET ") > 1);
    }

    @Test
    void anUploadThatBrokeOff_isTakenUp_withoutThePartsThatAreThere() throws IOException {
        byte[] bytes = random(23 << 20);
        faulty.rule(head -> head.contains("partNumber=4") ? new Fate.Refused(400, "Broken", "") : FaultyServer.PASSED);
        assertThrows(IOException.class, () -> put("daily/a", bytes));
        faulty.rule(head -> FaultyServer.PASSED);
        faulty.forget();
        storage.close();
        storage = new S3Storage("offsite", settings, Clock.systemUTC(), PLAN, BACKOFF);
        put("daily/a", bytes);
        assertHolds(bytes, "daily/a");
        assertEquals(0, faulty.seen("partNumber=1"));
        assertEquals(0, faulty.seen("partNumber=2"));
        assertEquals(1, faulty.seen("partNumber=4"));
    }

    /** A server that takes no more bytes holds up whoever writes, and does not fill our memory. */
    @Test
    void ofAnUpload_threePartsAreHeldInMemory_andNoMore() throws Exception {
        byte[] bytes = random(23 << 20);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(2);
        faulty.rule(head -> {
            if (head.contains("partNumber=")) {
                waiting.countDown();
                await(go);
            }
            return FaultyServer.PASSED;
        });
        AtomicInteger written = new AtomicInteger();
        FutureTask<Void> writing = new FutureTask<>(() -> {
            try (Upload upload = storage.begin("daily/a")) {
                for (int at = 0; at < bytes.length; at += 1 << 20) {
                    upload.stream().write(bytes, at, 1 << 20);
                    written.addAndGet(1 << 20);
                }
                upload.commit();
            }
            return null;
        });
        Thread writer = new Thread(writing, "writer");
        writer.start();
        try {
            await(waiting);
            while (writer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertTrue(written.get() <= 3 * (5 << 20), "it took " + written.get() + " bytes");
        } finally {
            go.countDown();
            writing.get();
        }
        assertHolds(bytes, "daily/a");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void otherBytesUnderTheNameOfAnUploadThatBrokeOff_areSentAnew() throws IOException {
        byte[] bytes = random(12 << 20);
        faulty.rule(head -> head.contains("partNumber=3") ? new Fate.Refused(400, "Broken", "") : FaultyServer.PASSED);
        assertThrows(IOException.class, () -> put("daily/a", bytes));
        faulty.rule(head -> FaultyServer.PASSED);
        byte[] others = random((12 << 20) + 1);
        put("daily/a", others);
        assertHolds(others, "daily/a");
    }

    @Test
    void onlyWhatNobodyTookUpForAWeek_isSwept() throws IOException {
        faulty.rule(head -> head.contains("partNumber=3") ? new Fate.Refused(400, "Broken", "") : FaultyServer.PASSED);
        assertThrows(IOException.class, () -> put("daily/a", random(12 << 20)));
        assertEquals(List.of(), storage.sweep());
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(8));
        try (S3Storage inAWeek = new S3Storage("offsite", settings, later, PLAN, BACKOFF)) {
            assertEquals(List.of("daily/a"), inAWeek.sweep());
            assertEquals(List.of(), inAWeek.sweep());
        }
    }

    @Test
    void aServerWithoutSha256_getsMd5_andOneThatRefusesItAsWell() throws IOException {
        for (Fate fate : List.of(
                new Fate.AnswerWithout("x-amz-checksum-sha256"), new Fate.Refused(400, "InvalidArgument", ""))) {
            try (S3Storage old = new S3Storage("offsite", settings, Clock.systemUTC(), PLAN, BACKOFF)) {
                faulty.rule(head -> head.contains("x-amz-checksum-sha256") || head.startsWith("HEAD")
                        ? head.startsWith("HEAD") ? new Fate.AnswerWithout("x-amz-checksum-sha256") : fate
                        : FaultyServer.PASSED);
                storage = old;
                put("daily/a", random(12 << 20));
                assertHolds(random(12 << 20), "daily/a");
                put("daily/b", random(100));
                assertHolds(random(100), "daily/b");
            }
        }
    }

    @Test
    void aChecksumThatIsDemanded_andNotConfirmed_isAnError() {
        S3Settings strict = new S3Settings(
                settings.bucket(), "", settings.server(), settings.attributes(), Checksums.WHEN_SUPPORTED);
        storage = new S3Storage("offsite", strict, Clock.systemUTC(), PLAN, BACKOFF);
        faulty.rule(head -> new Fate.AnswerWithout("x-amz-checksum-sha256"));
        IOException e = assertThrows(IOException.class, () -> put("daily/a", random(10)));
        assertTrue(e.getMessage().contains("does not confirm checksums"), e.getMessage());
    }

    @Test
    void whatIsAskedForAndNotDone_isSaid() throws IOException {
        faulty.rule(head ->
                head.startsWith("HEAD") ? new Fate.AnswerWithout("x-amz-server-side-encryption") : FaultyServer.PASSED);
        put("daily/a", random(10));
        assertEquals(1, storage.notices().size(), storage.notices().toString());
        assertTrue(storage.notices().get(0).startsWith("does not encrypt: it was asked for AES256"));
        S3Attributes locking = new S3Attributes(
                Optional.of("aws:kms"), Optional.empty(), "STANDARD", Optional.of(new S3Attributes.Lock(true, 3)));
        HeadObjectResponse there =
                HeadObjectResponse.builder().serverSideEncryption("AES256").build();
        assertEquals(
                List.of(
                        "does not encrypt: it was asked for aws:kms and has stored the objects with AES256",
                        "does not lock: it was asked to keep objects for 3 days, and anybody with the keys can delete"
                                + " them"),
                Asked.missing(locking, there));
    }

    @Test
    void putButNotDelete_renamesAllTheSame_andSaysWhatItIs() throws IOException {
        put("daily/a", random(10));
        faulty.rule(
                head -> head.startsWith("DELETE") ? new Fate.Refused(403, "AccessDenied", "") : FaultyServer.PASSED);
        assertThrows(DeleteRefusedException.class, () -> storage.delete("daily/a"));
        storage.rename("daily/a", "daily/a.quarantined");
        assertHolds(random(10), "daily/a.quarantined");
        put("daily/a", random(11));
        assertHolds(random(11), "daily/a");
    }

    @Test
    void aRefusal_saysWhy() {
        refused(404, "NoSuchBucket", "", "does not exist");
        refused(403, "InvalidAccessKeyId", "", "does not know this access key");
        refused(403, "SignatureDoesNotMatch", "", "the secret key does not fit");
        refused(403, "RequestTimeTooSkewed", "", "the clock of this machine");
        refused(403, "AccessDenied", "", "access denied to bucket");
        refused(301, "PermanentRedirect", "x-amz-bucket-region: eu-west-3\r\n", "set \"region\" to eu-west-3");
        refused(400, "ExpiredToken", "", "session token is not valid");
    }

    private void refused(int status, String code, String headers, String words) {
        faulty.rule(head -> new Fate.Refused(status, code, headers));
        IOException e = assertThrows(IOException.class, storage::space);
        assertTrue(e instanceof PlaceFailure, e.toString());
        assertTrue(e.getMessage().contains(words) && e.getMessage().contains(settings.bucket()), e.getMessage());
        assertFalse(e.getMessage().contains(S3ProxyServer.KEYS.secretKey()));
    }

    @Test
    void wrongKeys_andNobodyThere_areNamed() throws IOException {
        S3Server real = settings.server();
        S3Keys wrong = new S3Keys("AKTEST", "not-it", "");
        IOException keys = failure(new S3Server(
                real.region(), real.endpoint(), true, Optional.empty(), Optional.empty(), Optional.of(wrong)));
        assertTrue(keys.getMessage().contains("secret key does not fit"), keys.getMessage());
        assertFalse(keys.getMessage().contains("not-it"));
        faulty.close();
        IOException nobody = failure(real);
        assertTrue(nobody.getMessage().contains("cannot be reached"), nobody.getMessage());
        IOException name = failure(new S3Server(
                Optional.empty(),
                Optional.of(URI.create("http://no-such-server.invalid")),
                true,
                Optional.empty(),
                Optional.empty(),
                real.keys()));
        assertTrue(name.getMessage().contains("has no address"), name.getMessage());
    }

    private IOException failure(S3Server other) {
        S3Settings changed = new S3Settings(settings.bucket(), "", other, settings.attributes(), settings.checksums());
        try (S3Storage broken = new S3Storage("offsite", changed, Clock.systemUTC(), PLAN, BACKOFF)) {
            return assertThrows(IOException.class, broken::space);
        }
    }

    @Test
    void threads_areGoneAfterClosing() throws Exception {
        put("daily/a", random(12 << 20));
        storage.close();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (ours() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(0, ours());
    }

    private static long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("s3-"))
                .count();
    }
}
