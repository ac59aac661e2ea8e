package io.thingconnect.pulse.backupd.storage.smb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.storage.DeleteRefusedException;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.system.Errno;
import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong between us and a real Samba: each has a name, and nothing half is ever seen. */
final class SmbFaultsIT {
    private static final int MIB = 1 << 20;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(2);

    @TempDir
    static Path directory;

    private static SmbServer server;

    @BeforeAll
    static void start() throws Exception {
        SmbServer.assumePossible();
        server = SmbServer.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void noThreadStays() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        List<String> left = threads();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
            left = threads();
        }
        assertEquals(List.of(), left);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("Packet Reader") || name.equals("smb-watchdog"))
                .toList();
    }

    private static Storage storage(SmbAddress address, SmbLogin login) {
        return new SmbStorage(new SmbPlace(address, login, SmbEncryption.AUTO, LONG));
    }

    private static Storage storage(String... folder) {
        return storage(server.address("backup", folder), SmbServer.USER);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void put(Storage storage, String name, byte[] bytes) throws IOException {
        try (Upload upload = storage.begin(name)) {
            upload.stream().write(bytes);
            upload.commit();
        }
    }

    private static byte[] get(Storage storage, String name) throws IOException {
        try (InputStream in = storage.read(name)) {
            return in.readAllBytes();
        }
    }

    private static void assertFails(String reason, Executable act) {
        PlaceFailure e = assertThrows(PlaceFailure.class, act);
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertFalse(e.hint().isEmpty());
        assertFalse((e + e.hint()).contains(SmbServer.USER.password()));
    }

    private static List<String> leftovers(Path share) throws IOException {
        try (Stream<Path> all = Files.walk(share)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(SmbStorage.UPLOAD_PREFIX))
                    .toList();
        }
    }

    /** The server removes what a lost connection was writing, as soon as it notices. */
    private static void awaitNoLeftovers(Path share) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!leftovers(share).isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertEquals(List.of(), leftovers(share));
    }

    @Test
    void aWrongPassword_isSaid_andNotShown() {
        SmbLogin wrong = new SmbLogin("nobody", "not it", "");
        assertFails(
                "refuses 'nobody': wrong name or password",
                () -> storage(server.address("backup"), wrong).list("daily"));
    }

    @Test
    void aShareThatIsNotThere_isSaid() {
        assertFails(
                "has no share 'backups'",
                () -> storage(server.address("backups"), SmbServer.USER).space());
    }

    @Test
    void aReadOnlyShare_isSaid_andCanBeReadFrom() throws Exception {
        Path daily = Files.createDirectory(server.directory("readonly").resolve("daily"));
        Files.write(daily.resolve("a"), random(10));
        Storage storage = storage(server.address("readonly"), SmbServer.USER);
        assertArrayEquals(random(10), get(storage, "daily/a"));
        assertFails("permission denied for 'nobody' on share //127.0.0.1/readonly", () -> storage.begin("daily/b"));
        assertFails("permission denied", () -> storage.begin("new/b"));
        assertTrue(assertThrows(DeleteRefusedException.class, () -> storage.delete("daily/a"))
                .getMessage()
                .contains("permission denied"));
        assertFails("permission denied", () -> storage.rename("daily/a", "daily/b"));
    }

    @Test
    void aNameThatIsTooLong_isSaid() {
        assertFails("too long", () -> storage("names").begin("daily/" + "x".repeat(250)));
        assertFails("not allowed there", () -> storage("names").begin("daily/a:b"));
    }

    @Test
    void aServerThatIsNotThere_isSaid() {
        SmbAddress nobody = new SmbAddress("127.0.0.1", 1, "backup", List.of());
        assertFails(
                "server 127.0.0.1:1 cannot be reached",
                () -> storage(nobody, SmbServer.USER).list("daily"));
        SmbAddress unknown = new SmbAddress("no-such-server.invalid", 445, "backup", List.of());
        assertFails(
                "not known to the name service",
                () -> storage(unknown, SmbServer.USER).list("daily"));
    }

    @Test
    void guests_domainUsers_andTheRootOfAShare() throws Exception {
        Storage guest = storage(server.address("guests"), SmbLogin.GUEST);
        put(guest, "daily/a", random(3 * MIB));
        assertArrayEquals(random(3 * MIB), get(guest, "daily/a"));
        SmbLogin user = SmbServer.USER;
        Storage domain = storage(server.address("backup"), new SmbLogin(user.username(), user.password(), "TEST"));
        put(domain, "at-the-root/a", random(10));
        assertArrayEquals(
                random(10), Files.readAllBytes(server.directory("backup").resolve("at-the-root/a")));
        assertFails(
                "permission denied for 'guest'",
                () -> storage(server.address("backup"), SmbLogin.GUEST).list("daily"));
    }

    @Test
    void aFullShare_isNoSpace_andNothingStays() throws Exception {
        Path full = server.directory("full");
        FullDisk.assumeMounted(full, 8 * MIB);
        try {
            Storage storage = storage(server.address("full"), SmbServer.USER);
            put(storage, "daily/fits", random(MIB));
            Upload upload = storage.begin("daily/a");
            IOException e = assertThrows(IOException.class, () -> {
                try (upload) {
                    upload.stream().write(random(20 * MIB));
                    upload.commit();
                }
            });
            assertTrue(Errno.isNoSpace(e), e.toString());
            assertTrue(Errno.reason(e).contains("is full"), e.getMessage());
            assertEquals(1, storage.list("daily").size());
            assertEquals(List.of(), leftovers(full));
            put(storage, "daily/b", random(2 * MIB));
        } finally {
            FullDisk.unmount(full);
        }
    }

    /** What is closed is opened again and held against what was sent, before anybody can see it. */
    @Test
    void aServerThatHoldsOtherBytesThanItWasSent_isFoundBeforeTheRename() throws Exception {
        Storage storage = storage("lying");
        byte[] sent = random(3 * MIB);
        try (Upload upload = storage.begin("daily/a")) {
            upload.stream().write(sent);
            upload.stream().flush();
            Path share = server.directory("backup").resolve("lying");
            Path staged = share.resolve("daily").resolve(leftovers(share).get(0));
            upload.stream().write(random(10));
            try (FileChannel file = FileChannel.open(staged, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                // Once the server has it, nothing of ours comes over it any more.
                ByteBuffer there = ByteBuffer.allocate(64);
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (file.read(there.clear(), 0) < 64 || there.flip().mismatch(ByteBuffer.wrap(sent, 0, 64)) >= 0) {
                    assertTrue(System.nanoTime() - deadline < 0, "the server never had what it was sent");
                    Thread.sleep(5);
                }
                file.write(ByteBuffer.wrap(new byte[] {'X'}), 17);
            }
            assertFails("does not hold what was written to it as lying/daily/a", upload::commit);
        }
        assertEquals(List.of(), storage.list("daily"));
        assertEquals(List.of(), leftovers(server.directory("backup").resolve("lying")));
    }

    /** Wherever it is cut: a failure and nothing to see, or a whole file. */
    @Test
    void aConnectionCutAtEachMiB_leavesNothingOrAWholeFile() throws Exception {
        int size = 10 * MIB;
        int failures = 0;
        int cuts = 0;
        try (CutProxy proxy = new CutProxy(server.port())) {
            Storage cut = storage(new SmbAddress("127.0.0.1", proxy.port(), "backup", List.of("cut")), SmbServer.USER);
            Storage clear = storage("cut");
            for (int at = 0; at <= size + MIB; at += MIB) {
                // From the first byte of the connection on; a few more, so that a cut falls inside of packets too.
                proxy.cutAfter(at + 100);
                String name = "daily/f" + at / MIB;
                boolean done = attempt(cut, name, random(size));
                cuts += proxy.hasCut() ? 1 : 0;
                failures += done ? 0 : 1;
                boolean visible = clear.list("daily").stream().anyMatch(f -> name.endsWith("/" + f.name()));
                assertEquals(done, visible, name);
                if (visible) {
                    assertArrayEquals(random(size), get(clear, name));
                }
            }
            proxy.cutAfter(Long.MAX_VALUE);
            put(cut, "daily/after", random(size));
        }
        assertTrue(cuts >= 10 && failures >= 9, cuts + " cuts, " + failures + " failures");
        awaitNoLeftovers(server.directory("backup").resolve("cut"));
    }

    private static boolean attempt(Storage storage, String name, byte[] bytes) throws IOException {
        try {
            put(storage, name, bytes);
            return true;
        } catch (PlaceFailure e) {
            return false;
        } catch (IOException e) {
            assertTrue(e.getCause() instanceof PlaceFailure, "no name: " + e);
            return false;
        }
    }

    @Test
    void aReadThatIsCut_fails_andTheNextOneWorks() throws Exception {
        put(storage("read"), "daily/a", random(8 * MIB));
        try (InputStream in = storage("read").read("daily/a")) {
            in.readNBytes(MIB);
            server.killSessions();
            assertThrows(PlaceFailure.class, in::readAllBytes);
        }
        assertArrayEquals(random(8 * MIB), get(storage("read"), "daily/a"));
    }

    /** A storage lives as long as the daemon: days of idleness and restarts of the server lie between two backups. */
    @Test
    void aServerThatWasKilledOrRestarted_isConnectedToAnew() throws Exception {
        Storage storage = storage("stale");
        put(storage, "daily/a", random(10));
        server.killSessions();
        assertEquals(1, storage.list("daily").size());
        Upload upload = storage.begin("daily/b");
        upload.stream().write(random(3 * MIB));
        server.kill();
        assertFails("", () -> {
            try (upload) {
                upload.commit();
            }
        });
        assertFails("cannot be reached", () -> storage.list("daily"));
        server.up();
        assertEquals(1, storage.list("daily").size());
        put(storage, "daily/b", random(3 * MIB));
        assertEquals(2, storage.list("daily").size());
        storage.sweep();
        assertEquals(List.of(), leftovers(server.directory("backup").resolve("stale")));
    }

    /** Every step of a storage meets the same frozen server, each on a connection that was good before. */
    @Test
    void aFrozenServer_endsEveryStep_withinTwiceTheTimeout() throws Exception {
        Storage storage = new SmbStorage(
                new SmbPlace(server.address("backup", "frozen"), SmbServer.USER, SmbEncryption.AUTO, SHORT));
        put(storage, "daily/a", random(9 * MIB));
        Upload begun = storage.begin("daily/writing");
        Upload written = storage.begin("daily/committing");
        written.stream().write(random(10));
        Upload closing = storage.begin("daily/closing");
        InputStream reading = storage.read("daily/a");
        reading.readNBytes(10);
        List<Executable> steps = List.of(
                () -> begun.stream().write(random(64 * MIB)),
                written::commit,
                closing::close,
                reading::readAllBytes,
                () -> storage.list("daily"),
                storage::directories,
                storage::space,
                storage::sweep,
                () -> storage.delete("daily/a"),
                () -> storage.rename("daily/a", "daily/b"),
                () -> storage.begin("daily/c"),
                () -> storage.read("daily/a"));
        server.freeze();
        try {
            List<String> wrong = inParallel(steps);
            assertEquals(List.of(), wrong);
        } finally {
            server.thaw();
        }
        for (AutoCloseable each : List.of(begun, written, reading)) {
            each.close();
        }
        assertArrayEquals(random(9 * MIB), get(storage, "daily/a"));
        assertEquals(1, storage.list("daily").size());
        awaitNoLeftovers(server.directory("backup").resolve("frozen"));
    }

    /** Those that did not fail with a word about it, or took too long. */
    private static List<String> inParallel(List<Executable> steps) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(steps.size());
        try {
            List<Future<String>> ends = new ArrayList<>();
            for (int i = 0; i < steps.size(); i++) {
                int step = i;
                ends.add(threads.submit(() -> {
                    long begin = System.nanoTime();
                    PlaceFailure e = assertThrows(PlaceFailure.class, steps.get(step));
                    Duration took = Duration.ofNanos(System.nanoTime() - begin);
                    boolean fine = e.getMessage().contains("did not answer for 2.0 s")
                            && took.compareTo(SHORT.multipliedBy(2)) < 0;
                    return fine ? "" : "step " + step + " after " + took + ": " + e.getMessage();
                }));
            }
            List<String> wrong = new ArrayList<>();
            for (Future<String> end : ends) {
                wrong.add(end.get(60, TimeUnit.SECONDS));
            }
            wrong.removeIf(String::isEmpty);
            return wrong;
        } finally {
            threads.shutdownNow();
        }
    }
}
