package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.backup.Identity;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.DatabaseState;
import io.thingconnect.pulse.backupd.backupset.Difference;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Owner;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.PinRecord;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.control.service.Backups;
import io.thingconnect.pulse.backupd.control.service.Comparisons;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.encryption.Seal;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.operation.Differences;
import io.thingconnect.pulse.backupd.operation.RestoreWatch;
import io.thingconnect.pulse.backupd.source.sqlite.LiveDatabases;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupComparisonsTest {
    private static final Instant THEN = Instant.parse("2024-01-15T02:00:00Z");
    private static final Label FIRST = new Label(THEN, Kind.FULL);
    private static final Label SECOND = new Label(THEN.plusSeconds(3600), Kind.FULL);

    private static final BackupComparisons.Chains NO_ARCHIVE = label -> {
        throw new BackupException(ErrorCode.ARCHIVE_CORRUPT, "no archive of " + label + " can be read", "");
    };

    @TempDir
    Path dir;

    private final Manifests manifests = new Manifests();
    private final Changes changes = new Changes();

    /** Finds by whole label and knows nothing but manifests. */
    private static final class Manifests implements Backups {
        final Map<Label, Manifest> known = new HashMap<>();

        @Override
        public List<io.thingconnect.pulse.backupd.catalog.CopyAttempt> attempts(Label label) {
            return List.of();
        }

        @Override
        public List<BackupRecord> all() {
            return List.of();
        }

        @Override
        public BackupRecord find(String text) {
            Manifest m = known.get(Label.parse(text).orElseThrow());
            return new BackupRecord(
                    m.label(),
                    m.job(),
                    m.contentId(),
                    m.lineage(),
                    m.takenAt(),
                    m.finishedAt(),
                    Compression.GZIP,
                    1,
                    1,
                    1,
                    1,
                    "",
                    m.components(),
                    "",
                    List.of(),
                    1,
                    List.of());
        }

        @Override
        public List<VerificationRecord> verifications(Label label) {
            return List.of();
        }

        @Override
        public Optional<PinRecord> pin(Label label) {
            return Optional.empty();
        }

        @Override
        public Optional<Seal> seal(Label label) {
            return Optional.empty();
        }

        @Override
        public List<String> keys(Label label) {
            return List.of();
        }

        @Override
        public Manifest manifest(Label label) {
            return known.get(label);
        }

        @Override
        public void readPath(Label label, String path, OutputStream out) {
            throw new AssertionError("no archive is to be read");
        }
    }

    /** One line for each change. */
    private static final class Changes implements Comparisons.Listener {
        final List<String> lines = new ArrayList<>();

        @Override
        public void file(Comparisons.FileChange c) {
            lines.add(c.change() + " " + c.type() + " " + c.path() + " " + c.sizeBefore() + " " + c.sizeAfter());
        }

        @Override
        public void database(Comparisons.DatabaseChange c) {
            lines.add(c.change() + " database " + c.path() + " " + c.pageSize() + " " + c.pagesBefore() + " "
                    + c.pagesAfter() + " " + c.differingPages());
        }
    }

    private static Entry file(String path, String content, int mode) {
        return new Entry(
                path,
                EntryType.FILE,
                Component.DATABASE,
                content.length(),
                mode,
                new Owner(0, 0, "root", "root"),
                THEN,
                hash(content),
                null,
                Map.of(),
                null);
    }

    private static Sha256 hash(String content) {
        return Sha256.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private void put(Label label, List<Entry> entries, Map<String, Long> databases) {
        List<DatabaseState> states = new ArrayList<>();
        databases.forEach((path, pages) -> states.add(DatabaseState.whole(
                path, path.equals("a.db") && pages == 4 ? 8192 : 4096, pages, hash(path + pages), "", "streamed")));
        manifests.known.put(
                label,
                new Manifest(
                        Manifest.FORMAT,
                        label,
                        "daily",
                        "ab".repeat(32),
                        Lineage.full(1),
                        THEN,
                        THEN,
                        "box",
                        "id",
                        "0.1.0",
                        "3.54.1",
                        "",
                        List.of(Component.DATABASE),
                        new Manifest.ArchiveInfo(
                                label + ".tar.gz", Compression.GZIP, Encryption.NONE, 1, 1, hash("archive")),
                        states,
                        entries,
                        Difference.NONE,
                        List.of(),
                        List.of()));
    }

    private List<String> compare(String other) throws BackupException, IOException {
        comparisons(NO_ARCHIVE).compare(FIRST.toString(), other, changes, () -> false);
        return changes.lines;
    }

    private BackupComparisons comparisons(BackupComparisons.Chains chains) {
        Application application = new Application(dir, List.of(), List.of(), List.of(), Set.of(), Set.of());
        Installation installation = new Installation(
                application,
                new Identity("host", "instance", "0"),
                1,
                Duration.ZERO,
                dir.resolve("spool"),
                dir.resolve("maps"),
                0,
                1L << 40,
                Map.of());
        Clock clock = Clock.systemUTC();
        return new BackupComparisons(
                manifests,
                chains,
                new Differences(
                        () -> installation, new LiveDatabases(clock), new RestoreWatch(dir, Duration.ZERO), clock));
    }

    @Test
    void compare_tellsFilesFromDatabases() throws Exception {
        put(
                FIRST,
                List.of(file("a.db", "one", 0600), file("gone.db", "x", 0600), file("old", "1", 0600)),
                Map.of("a.db", 3L, "gone.db", 1L));
        put(
                SECOND,
                List.of(file("a.db", "two!", 0600), file("new", "12", 0600), file("new.db", "y", 0600)),
                Map.of("a.db", 4L, "new.db", 7L));
        assertEquals(
                List.of(
                        "changed database a.db 8192 3 4 null",
                        "removed database gone.db 4096 1 null null",
                        "added file new null 2",
                        "added database new.db 4096 null 7 null",
                        "removed file old 1 null"),
                compare(SECOND.toString()));
    }

    @Test
    void compare_ofADatabaseWithAnotherModeOnlyIsAChangeOfTheFile() throws Exception {
        put(FIRST, List.of(file("a.db", "one", 0600)), Map.of("a.db", 3L));
        put(SECOND, List.of(file("a.db", "one", 0640)), Map.of("a.db", 3L));
        assertEquals(List.of("metadata file a.db 3 3"), compare(SECOND.toString()));
    }

    @Test
    void compare_withItselfFindsNothing() throws Exception {
        put(FIRST, List.of(file("a.db", "one", 0600)), Map.of("a.db", 3L));
        assertEquals(List.of(), compare(FIRST.toString()));
    }

    @Test
    void compare_reportsWhatGoesWrong() {
        put(FIRST, List.of(file("a.db", "one", 0600)), Map.of("a.db", 3L));
        put(SECOND, List.of(file("a.db", "two", 0600)), Map.of("a.db", 3L));
        BackupException e = assertThrows(BackupException.class, () -> compare(SECOND.toString()));
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code());
    }

    @Test
    void compare_cancelsTheWorkOfACallerWhoHangsUp() {
        put(FIRST, List.of(file("a.db", "one", 0600)), Map.of("a.db", 3L));
        put(SECOND, List.of(file("a.db", "two", 0600)), Map.of("a.db", 3L));
        CountDownLatch hungUp = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        BackupComparisons slow = comparisons(label -> {
            await(hungUp);
            throw new BackupException(ErrorCode.INTERNAL, "was asked to go on", "");
        });
        BackupException e = assertThrows(
                BackupException.class,
                () -> slow.compare(FIRST.toString(), SECOND.toString(), changes, () -> {
                    assertSame(caller, Thread.currentThread(), "only the caller's own thread may ask");
                    hungUp.countDown();
                    return true;
                }));
        assertEquals(ErrorCode.INTERNAL, e.code(), "it returned before the work had ended");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS), "nobody asked whether the caller is gone");
        } catch (InterruptedException e) {
            throw new AssertionError("the work was interrupted", e);
        }
    }

    @Test
    void compare_endsWhenTheCallerIsGone() {
        put(FIRST, List.of(file("a", "one", 0600)), Map.of());
        put(SECOND, List.of(), Map.of());
        BackupException e = assertThrows(
                BackupException.class,
                () -> comparisons(NO_ARCHIVE).compare(FIRST.toString(), SECOND.toString(), changes, () -> true));
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertEquals(List.of(), changes.lines);
    }
}
