package io.thingconnect.pulse.backupd.source.sqlite;

import static io.thingconnect.pulse.backupd.source.sqlite.Databases.capture;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.names;
import static io.thingconnect.pulse.backupd.source.sqlite.Databases.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.error.BackupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Captures with pauses at random, while two vicious applications write: every single one must hold a committed state.
 * The number is the system property {@code storm.captures}, 1000 unless it is given.
 */
final class CaptureStormIT {
    private static final int CAPTURES = Integer.getInteger("storm.captures", 1000);
    private static final long LONGEST_PAUSE_NANOS = 12_000_000;

    @TempDir
    private Path dir;

    private Path spool;
    private Path db;
    private final Random random = new Random(20261123);
    private final List<Writer> writers = new ArrayList<>();
    private final Map<String, Integer> methods = new TreeMap<>();
    private int seed;

    @BeforeEach
    void prepare() throws Exception {
        spool = Files.createDirectory(dir.resolve("spool"));
        db = Files.createDirectory(dir.resolve("app")).resolve("pulse.db");
        StormWriterMain.create(db);
    }

    @AfterEach
    void stopAll() {
        writers.forEach(Writer::kill);
    }

    /** One writing process. */
    private static final class Writer {
        private final Process process;
        private final BufferedReader out;

        Writer(Path db, StormWriterMain.Mode mode, int seed) throws IOException {
            process = Application.java(
                    List.of(),
                    System.getProperty("java.class.path"),
                    StormWriterMain.class,
                    ReadTransaction.url(db),
                    mode.name(),
                    String.valueOf(seed));
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        void awaitReady() throws IOException {
            assertEquals("ready", out.readLine());
        }

        /** Closes its database and ends; what it did. */
        String stop() {
            try {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
                String counts = out.readLine();
                process.onExit().join();
                return counts;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private void startWriters(StormWriterMain.Mode mode) throws IOException {
        for (int i = 0; i < 2; i++) {
            writers.add(new Writer(db, mode, ++seed));
        }
        for (Writer writer : writers) {
            writer.awaitReady();
        }
    }

    /** Up to a dozen milliseconds at every other block: long enough for the writers to pass by. */
    private void pauseAtRandom(String what) {
        if (random.nextBoolean()) {
            LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_PAUSE_NANOS));
        }
    }

    private void captureAndCheck(LiveDatabases databases, int number) throws Exception {
        boolean staged = random.nextInt(8) == 0;
        CaptureOptions options = new CaptureOptions(1L << 40, Duration.ofMinutes(2), 0, 0, staged, spool);
        Path copy = dir.resolve("copy.db");
        try {
            Databases.Copy made = capture(databases, db, options, copy);
            methods.merge(made.method(), 1, Integer::sum);
        } catch (BackupException e) {
            throw new AssertionError("capture " + number + ": " + e.code(), e);
        }
        assertEquals("ok", query(copy, "PRAGMA integrity_check"), "capture " + number);
        assertEquals("1", query(copy, StormWriterMain.INVARIANT), "capture " + number);
        assertEquals(List.of(), names(spool));
    }

    private void report(String storm, int captures) {
        System.out.println("storm " + storm + ": " + captures + " captures, " + captures + " consistent, " + methods);
        for (Writer writer : writers) {
            System.out.println("  writer ended with " + writer.stop());
        }
    }

    @Test
    void writersOfAWal() throws Exception {
        startWriters(StormWriterMain.Mode.WAL);
        LiveDatabases databases = new LiveDatabases(Clock.systemUTC(), this::pauseAtRandom);
        for (int i = 1; i <= CAPTURES; i++) {
            captureAndCheck(databases, i);
        }
        long commits = Long.parseLong(query(dir.resolve("copy.db"), "SELECT n FROM control"));
        assertTrue(commits > CAPTURES / 10, "the writers hardly wrote: " + commits);
        report("of a WAL", CAPTURES);
    }

    @Test
    void writersWithARollbackJournal() throws Exception {
        Databases.execute(db, "PRAGMA journal_mode=DELETE");
        startWriters(StormWriterMain.Mode.ROLLBACK);
        LiveDatabases databases = new LiveDatabases(Clock.systemUTC(), this::pauseAtRandom);
        int captures = Math.max(1, CAPTURES / 10);
        for (int i = 1; i <= captures; i++) {
            captureAndCheck(databases, i);
        }
        report("with a rollback journal", captures);
    }

    @Test
    void writersThatChangeTheirJournal() throws Exception {
        startWriters(StormWriterMain.Mode.MIXED);
        LiveDatabases databases = new LiveDatabases(Clock.systemUTC(), this::pauseAtRandom);
        int captures = Math.max(1, CAPTURES / 10);
        for (int i = 1; i <= captures; i++) {
            captureAndCheck(databases, i);
        }
        report("of both kinds", captures);
    }

    /** Before each block and between captures, a writer may be killed, stopped or started. */
    @Test
    void writersThatStopDieAndStart() throws Exception {
        startWriters(StormWriterMain.Mode.WAL);
        LiveDatabases databases = new LiveDatabases(Clock.systemUTC(), what -> {
            pauseAtRandom(what);
            if (random.nextInt(6) == 0) {
                disturb();
            }
        });
        int captures = Math.max(1, CAPTURES / 10);
        for (int i = 1; i <= captures; i++) {
            if (random.nextInt(3) == 0) {
                disturb();
            }
            captureAndCheck(databases, i);
        }
        report("of mortals", captures);
    }

    private void disturb() {
        try {
            if (writers.size() == 2 || (writers.size() == 1 && random.nextBoolean())) {
                Writer victim = writers.remove(0);
                if (random.nextBoolean()) {
                    victim.kill();
                } else {
                    victim.stop();
                }
            } else {
                Writer fresh = new Writer(db, StormWriterMain.Mode.WAL, ++seed);
                writers.add(fresh);
                // Sometimes it opens the database while we read on.
                if (random.nextBoolean()) {
                    fresh.awaitReady();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
