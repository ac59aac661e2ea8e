package io.thingconnect.pulse.backupd.copies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.backup.Identity;
import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Checksums;
import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyAttempt;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.Request;
import io.thingconnect.pulse.backupd.job.scheduler.SimulatedClock;
import io.thingconnect.pulse.backupd.publish.Publisher;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that pass for backups: what is copied is never looked into. */
final class CopyingTest {
    private static final Instant START = Instant.parse("2024-01-15T02:00:00Z");

    @TempDir
    Path directory;

    private final SimulatedClock clock = new SimulatedClock(START);
    private final Map<String, Destination> destinations = new LinkedHashMap<>();
    private final List<BackupRecord> chain = new ArrayList<>();
    private Catalog catalog;
    private Installation installation;
    private Copying copying;

    @BeforeEach
    void open() throws Exception {
        catalog = Catalog.open(directory.resolve("catalog.db"));
        for (String name : List.of("local", "usb")) {
            destinations.put(
                    name,
                    new Destination(name, new LocalStorage(directory.resolve(name), name.equals("usb")), Keys.none()));
        }
        Files.createDirectory(directory.resolve("usb"));
        installation = new Installation(
                new Application(directory, List.of(), List.of(), List.of(), Set.of(), Set.of()),
                new Identity("box", "id", "0.1.0"),
                1,
                Duration.ofMinutes(1),
                directory.resolve("spool"),
                directory.resolve("pagemaps"),
                0,
                1_000,
                destinations);
        copying = new Copying(() -> installation, catalog, new Publisher(clock), clock, new Backoff(() -> 0.5));
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private void plug() throws IOException {
        Files.createFile(directory.resolve("usb").resolve(LocalStorage.MARKER));
    }

    /** A full, then incrementals. */
    private Label add(Destination at, CopyState local, CopyState usb) throws Exception {
        return add(at, local, usb, clock.instant());
    }

    private Label add(Destination at, CopyState local, CopyState usb, Instant taken) throws Exception {
        BackupRecord parent = chain.isEmpty() ? null : chain.get(chain.size() - 1);
        Kind kind = parent == null ? Kind.FULL : Kind.INCREMENTAL;
        Label label = new Label(taken.plusSeconds(60L * chain.size()), kind);
        Path job = Files.createDirectories(Path.of(at.storage().location()).resolve("daily"));
        byte[] archive = ("archive " + label).getBytes(StandardCharsets.UTF_8);
        byte[] manifest = "ciphertext".getBytes(StandardCharsets.UTF_8);
        BackupFiles files = new BackupFiles("daily", label, Compression.GZIP, Encryption.NONE);
        Files.write(job.resolve(files.archiveName()), archive);
        Files.write(job.resolve(files.manifestName()), manifest);
        Files.writeString(
                job.resolve(label + ".sha256"), new Checksums(files, Sha256.of(archive), Sha256.of(manifest)).text());
        BackupRecord backup = new BackupRecord(
                label,
                "daily",
                Sha256.of(("content" + label).getBytes(StandardCharsets.UTF_8)).hex(),
                parent == null ? Lineage.full(1) : Lineage.delta(1, parent.contentId(), parent.label()),
                label.at(),
                label.at(),
                Compression.GZIP,
                archive.length,
                1,
                1,
                1,
                "",
                List.of(Component.DATABASE),
                "",
                List.of(),
                7,
                List.of(
                        new CopyRecord("local", local, "direct", label.at()),
                        new CopyRecord("usb", usb, "", label.at())));
        chain.add(backup);
        catalog.putBackup(backup);
        return label;
    }

    private Label atLocal() throws Exception {
        return add(destinations.get("local"), CopyState.GOOD, CopyState.PENDING);
    }

    private CopyState usb(Label label) throws BackupException {
        return Copying.state(catalog.backup(label).orElseThrow(), "usb").orElseThrow();
    }

    @Test
    void copy_takesTheAncestorsFirst() throws Exception {
        plug();
        Label full = atLocal();
        Label first = atLocal();
        Label second = atLocal();
        assertEquals(List.of(full, first, second), copying.copy(second, destinations.get("usb"), new Work()));
        assertEquals(CopyState.GOOD, usb(full));
        assertEquals(CopyState.GOOD, usb(second));
        assertEquals(List.of(), copying.pending("usb"));
    }

    @Test
    void copy_whileTheDiskIsAway_writesNothing_andWaitsLongerEachTime_alsoAfterARestart() throws Exception {
        Label full = atLocal();
        Label delta = atLocal();
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            BackupException e =
                    assertThrows(BackupException.class, () -> copying.copy(full, destinations.get("usb"), new Work()));
            assertEquals(ErrorCode.DESTINATION_UNAVAILABLE, e.code());
            CopyAttempt attempt = catalog.attempts().get(0);
            waits.add(Duration.between(clock.instant(), attempt.nextAt()));
            assertEquals(i + 1, attempt.attempts());
            assertTrue(attempt.message().contains("usb"), attempt.message());
        }
        assertEquals(
                List.of(10L, 20L, 40L, 80L),
                waits.stream().map(Duration::toSeconds).toList());
        assertEquals(2, catalog.attempts().size(), "both wait for the same disk");
        assertFalse(Files.exists(directory.resolve("usb/daily")), "it was written where the disk is not");
        catalog.close();
        catalog = Catalog.open(directory.resolve("catalog.db"));
        copying = new Copying(() -> installation, catalog, new Publisher(clock), clock, new Backoff(() -> 0.5));
        assertEquals(List.of(), copying.due("usb"));
        clock.advance(Duration.ofSeconds(81));
        assertEquals(2, copying.due("usb").size());
        plug();
        copying.copy(delta, destinations.get("usb"), new Work());
        assertEquals(List.of(), catalog.attempts());
        assertEquals(CopyState.GOOD, usb(delta));
    }

    /** A place that does less than it says is told of with each copy, also one that was made late. */
    @Test
    void whatAPlaceDoesNotDo_isAWarningOfALateCopy() throws Exception {
        plug();
        Label one = atLocal();
        Label two = atLocal();
        Storage real = destinations.get("usb").storage();
        Storage lax = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    try {
                        return method.getName().equals("notices")
                                ? List.of("does not encrypt")
                                : method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Destination usb = new Destination("usb", lax, Keys.none());
        CopyRun run = new CopyRun(catalog, copying);
        List<String> expected = List.of("destination 'usb' (" + real.location() + ") does not encrypt");
        List<String> warnings = new ArrayList<>();
        run.run(new Request.Copy(Optional.of(one.toString()), "usb", false), usb, new Work(), warnings::add);
        assertEquals(expected, warnings);
        warnings.clear();
        run.run(new Request.Copy(Optional.empty(), "usb", true), usb, new Work(), warnings::add);
        assertEquals(CopyState.GOOD, usb(two));
        assertEquals(expected, warnings);
        warnings.clear();
        run.run(new Request.Copy(Optional.empty(), "usb", true), usb, new Work(), warnings::add);
        assertEquals(List.of(), warnings, "nothing was copied");
    }

    @Test
    void whatLiesInTheOutboxOnly_isNotGood_goesOut_andIsReleasedThen() throws Exception {
        Label full = add(installation.outbox().place(), CopyState.PENDING, CopyState.PENDING);
        assertFalse(catalog.backup(full).orElseThrow().isGood());
        copying.copy(full, destinations.get("local"), new Work());
        assertTrue(catalog.backup(full).orElseThrow().isGood());
        assertEquals(Set.of(full), installation.outbox().labels("daily"), "usb still waits for it");
        plug();
        copying.copy(full, destinations.get("usb"), new Work());
        assertEquals(Set.of(), installation.outbox().labels("daily"));
    }

    @Test
    void theOutbox_takesNoMoreThanItMay_andLetsGoOfWhatLiesElsewhere() throws Exception {
        Label full = add(installation.outbox().place(), CopyState.PENDING, CopyState.PENDING);
        BackupException e =
                assertThrows(BackupException.class, () -> installation.outbox().require(900, catalog, "a backup"));
        assertEquals(ErrorCode.NO_SPACE, e.code());
        copying.copy(full, destinations.get("local"), new Work());
        installation.outbox().require(900, catalog, "a backup");
        assertEquals(Set.of(), installation.outbox().labels("daily"));
    }

    @Test
    void theLastReadableBytesOfAPendingCopy_areHeld_withTheirChain() throws Exception {
        Label full = atLocal();
        Label delta = atLocal();
        assertEquals(Set.of(full, delta), PendingSources.at("local", "daily", catalog.backups()));
        plug();
        copying.copy(delta, destinations.get("usb"), new Work());
        assertEquals(Set.of(), PendingSources.at("local", "daily", catalog.backups()));
    }

    @Test
    void aDamagedSource_isNotCopied_andOnlyThatBackupWaits() throws Exception {
        plug();
        Label full = atLocal();
        Files.writeString(directory.resolve("local/daily/" + full + ".tar.gz"), "other bytes");
        BackupException e =
                assertThrows(BackupException.class, () -> copying.copy(full, destinations.get("usb"), new Work()));
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code());
        assertEquals(CopyState.PENDING, usb(full));
        assertFalse(Files.exists(directory.resolve("usb/daily/" + full + ".sha256")));
    }

    @Test
    void aCancelledCopy_staysPending_andDoesNotBeginAgainAtOnce() throws Exception {
        plug();
        Label full = atLocal();
        Work work = new Work();
        work.cancel();
        BackupException e =
                assertThrows(BackupException.class, () -> copying.copy(full, destinations.get("usb"), work));
        assertEquals(ErrorCode.CANCELLED, e.code());
        assertEquals(CopyState.PENDING, usb(full));
        assertEquals(List.of(), copying.due("usb"));
    }

    private JobSpec keeping(int last) {
        return new JobSpec(
                "daily",
                Optional.empty(),
                ChainPolicy.fulls(),
                List.of(Component.DATABASE),
                Compression.GZIP,
                6,
                List.of("local", "usb"),
                Keep.last(last),
                List.of(),
                List.of());
    }

    private Label anotherFull() throws Exception {
        chain.clear();
        clock.advance(Duration.ofHours(1));
        return add(destinations.get("local"), CopyState.GOOD, CopyState.PENDING, clock.instant());
    }

    /** What the disk would let go at once is not waited for, and may go elsewhere. */
    @Test
    void whatRetentionWouldDropThere_isNotCopiedAnyMore_butWhatAKeptOneStandsOnIs() throws Exception {
        Label old = anotherFull();
        Label full = anotherFull();
        Label delta = atLocal();
        new Superseded(catalog, installation, ZoneOffset.UTC, clock.instant()).drop(keeping(1));
        assertEquals(CopyState.EXPIRED, usb(old));
        assertEquals(CopyState.PENDING, usb(full));
        assertEquals(CopyState.PENDING, usb(delta));
        assertEquals(Set.of(full, delta), PendingSources.at("local", "daily", catalog.backups()));
    }

    /** Records what it is handed. */
    private static final class Received implements Exporting.Receiver {
        final Map<String, String> files = new LinkedHashMap<>();
        private String last;

        @Override
        public void file(String name, long bytes, Sha256 sha256) {
            last = name;
            files.put(name, "");
        }

        @Override
        public void bytes(byte[] buffer, int count) {
            files.merge(last, new String(buffer, 0, count, StandardCharsets.UTF_8), String::concat);
        }
    }

    @Test
    void anExportOfAChain_beginsWithTheFull_andTheHashesComeLastOfEach() throws Exception {
        Label full = atLocal();
        Label delta = atLocal();
        Received received = new Received();
        Exporting exporting = new Exporting(catalog, copying);
        exporting.run(catalog.backup(delta).orElseThrow(), true, Optional.empty(), received);
        assertEquals(
                List.of(full + ".tar.gz", full + ".manifest.json", full + ".sha256", delta + ".tar.gz").stream()
                        .map("daily/"::concat)
                        .toList(),
                List.copyOf(received.files.keySet()).subList(0, 4));
        assertEquals("archive " + full, received.files.get("daily/" + full + ".tar.gz"));
        assertEquals(List.of(), catalog.labelsInUse(), "it is held no longer than it is read");
    }

    @Test
    void anExportOfADamagedArchive_endsInAnError() throws Exception {
        Label full = atLocal();
        Files.writeString(directory.resolve("local/daily/" + full + ".tar.gz"), "other bytes");
        BackupException e = assertThrows(
                BackupException.class,
                () -> new Exporting(catalog, copying)
                        .run(catalog.backup(full).orElseThrow(), false, Optional.empty(), new Received()));
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code());
    }
}
