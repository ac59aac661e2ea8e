package io.thingconnect.pulse.backupd.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backup.Application;
import io.thingconnect.pulse.backupd.backup.Identity;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.catalog.Catalog;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.VerificationRecord;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.copies.Records;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.job.scheduler.SimulatedClock;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.SmallBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real backup at two places, and nights in which they are read again. */
final class ReverifyRunTest {
    private static final Instant NIGHT = Instant.parse("2024-03-01T01:00:00Z");
    private static final VerificationPolicy POLICY =
            new VerificationPolicy(true, Duration.ofDays(30), 1_000_000_000, true);
    private static final String FILE = SmallBackup.JOB + "/" + SmallBackup.LABEL;

    @TempDir
    Path directory;

    private Catalog catalog;
    private Installation installation;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void twoCopies() throws Exception {
        catalog = Catalog.open(directory.resolve("catalog.db"));
        SmallBackup backup = SmallBackup.in(Files.createDirectory(directory.resolve("local")), Compression.GZIP);
        backup.write();
        Path nas = Files.createDirectories(directory.resolve("nas/" + SmallBackup.JOB));
        for (String suffix : List.of(".tar.gz", ".manifest.json", ".sha256")) {
            Files.copy(at("local", suffix), nas.resolve(SmallBackup.LABEL + suffix));
        }
        Map<String, Destination> destinations = new LinkedHashMap<>();
        List<CopyRecord> copies = new ArrayList<>();
        for (String name : List.of("local", "nas")) {
            destinations.put(
                    name, new Destination(name, new LocalStorage(directory.resolve(name), false), Keys.none()));
            copies.add(new CopyRecord(name, CopyState.GOOD, "direct", SmallBackup.LABEL.at()));
        }
        catalog.putBackup(Records.of(backup.manifest(), 1, copies));
        installation = new Installation(
                new Application(directory, List.of(), List.of(), List.of(), Set.of(), Set.of()),
                new Identity("box", "id", "0.1.0"),
                1,
                Duration.ofMinutes(1),
                directory.resolve("spool"),
                directory.resolve("pagemaps"),
                0,
                1L << 40,
                destinations);
    }

    @AfterEach
    void closeCatalog() {
        catalog.close();
    }

    private Path at(String place, String suffix) {
        return directory.resolve(place).resolve(FILE + suffix);
    }

    private void damage(String place) throws IOException {
        byte[] bytes = Files.readAllBytes(at(place, ".tar.gz"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(at(place, ".tar.gz"), bytes);
    }

    private String night(VerificationPolicy policy, Instant night) throws BackupException {
        SimulatedClock clock = new SimulatedClock(night);
        return new ReverifyRun(catalog, installation, clock).run(policy, night, new Work(), warnings::add);
    }

    private CopyState state(String place) throws BackupException {
        return catalog.backup(SmallBackup.LABEL).orElseThrow().copies().stream()
                .filter(copy -> copy.destination().equals(place))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private long proofs(String place, boolean passed) throws BackupException {
        return catalog.verifications(SmallBackup.LABEL).stream()
                .filter(proof -> proof.destination().equals(place) && proof.passed() == passed)
                .map(VerificationRecord::level)
                .filter("checksum"::equals)
                .count();
    }

    @Test
    void everyDueCopy_isReadAgain_andNotTheNightAfter() throws Exception {
        assertTrue(night(POLICY, NIGHT).startsWith("2 of 2 copies"), "both are older than thirty days");
        assertEquals(1, proofs("local", true));
        assertEquals(1, proofs("nas", true));
        assertTrue(night(POLICY, NIGHT.plus(Duration.ofDays(1))).startsWith("0 of 0 copies"));
        assertEquals(List.of(), catalog.labelsInUse());
    }

    @Test
    void aDamagedCopy_isSetAside_andMadeAgainFromTheGoodOne() throws Exception {
        damage("nas");
        byte[] damaged = Files.readAllBytes(at("nas", ".tar.gz"));
        assertThrows(BackupException.class, () -> night(POLICY, NIGHT));
        assertEquals(CopyState.GOOD, state("nas"));
        assertEquals(CopyState.GOOD, state("local"));
        assertEquals(-1, Files.mismatch(at("local", ".tar.gz"), at("nas", ".tar.gz")));
        assertTrue(java.util.Arrays.equals(damaged, Files.readAllBytes(at("nas", ".tar.gz.quarantined"))));
        assertEquals(1, proofs("nas", false));
        assertTrue(warnings.get(1).endsWith("was made again from local"), warnings.toString());
    }

    @Test
    void aCopyThatIsGone_isMadeAgainToo() throws Exception {
        for (String suffix : List.of(".tar.gz", ".manifest.json", ".sha256")) {
            Files.delete(at("nas", suffix));
        }
        assertThrows(BackupException.class, () -> night(POLICY, NIGHT));
        assertEquals(CopyState.GOOD, state("nas"));
        assertTrue(Files.exists(at("nas", ".sha256")));
    }

    @Test
    void withoutAGoodCopyLeft_nothingIsMoved_andNothingIsTriedTheNightAfter() throws Exception {
        damage("local");
        damage("nas");
        assertThrows(BackupException.class, () -> night(POLICY, NIGHT));
        assertEquals(CopyState.QUARANTINED, state("local"));
        assertEquals(CopyState.QUARANTINED, state("nas"));
        assertFalse(Files.exists(at("nas", ".tar.gz.quarantined")), "only moved where a good one takes its place");
        assertTrue(night(POLICY, NIGHT.plus(Duration.ofDays(1))).startsWith("0 of 0 copies"));
    }

    @Test
    void aQuarantinedCopy_isTriedAgainOnceThereIsAGoodOne() throws Exception {
        damage("nas");
        catalog.putCopy(
                SmallBackup.LABEL, new CopyRecord("nas", CopyState.QUARANTINED, "cached", NIGHT.minusSeconds(86_400)));
        VerificationPolicy young = new VerificationPolicy(true, Duration.ofDays(3_000), 1_000_000_000, true);
        assertThrows(BackupException.class, () -> night(young, NIGHT));
        assertEquals(CopyState.GOOD, state("nas"));
        assertEquals(0, proofs("local", true), "it was not due");
    }

    @Test
    void whatWasReadBeforeARestart_countsForTheSameNightOnly() throws Exception {
        long bytes = catalog.backup(SmallBackup.LABEL).orElseThrow().archiveBytes();
        VerificationPolicy one = new VerificationPolicy(true, Duration.ofDays(30), bytes, true);
        assertTrue(night(one, NIGHT).startsWith("1 of 1 copies"));
        assertTrue(night(one, NIGHT).startsWith("0 of 0 copies"), "the night's budget is spent");
        assertTrue(night(one, NIGHT.plus(Duration.ofDays(1))).startsWith("1 of 1 copies"));
    }

    @Test
    void aDestinationThatDoesNotAnswer_keepsNobodyElseWaiting() throws Exception {
        installation = new Installation(
                installation.application(),
                installation.identity(),
                1,
                Duration.ofMinutes(1),
                installation.spool(),
                installation.pageMaps(),
                0,
                1L << 40,
                Map.of(
                        "local",
                        installation.destinations().get("local"),
                        "nas",
                        new Destination("nas", new LocalStorage(directory.resolve("not-mounted"), true), Keys.none())));
        assertTrue(night(POLICY, NIGHT).startsWith("1 of 1 copies"));
        assertTrue(warnings.get(0).contains("'nas' does not answer"), warnings.toString());
        assertEquals(CopyState.GOOD, state("nas"), "nothing is known of it");
    }
}
