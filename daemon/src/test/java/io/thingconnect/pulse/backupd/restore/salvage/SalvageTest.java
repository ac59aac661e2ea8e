package io.thingconnect.pulse.backupd.restore.salvage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.restore.DirectoryRestore;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Item;
import io.thingconnect.pulse.backupd.restore.salvage.SalvageReport.Result;
import io.thingconnect.pulse.backupd.system.DurableFiles;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Application;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.SmallChain;
import io.thingconnect.pulse.backupd.verify.TreeText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SalvageTest {
    private static final String MAIN = "var/lib/p/pulse.db";

    @TempDir
    Path directory;

    private int runs;

    private Path target() {
        return directory.resolve("target-" + runs);
    }

    private SalvageReport salvage(Map<String, byte[]> files, Label label) throws BackupException {
        runs++;
        return new Salvage(false, directory.resolve("spool"), directory.resolve("maps"))
                .run(SmallChain.destination(files), SmallChain.JOB, label, target(), new Work());
    }

    private static Item item(SalvageReport report, String path) {
        return report.entries().stream()
                .filter(item -> item.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] hole(byte[] bytes, int at, int length) {
        byte[] damaged = bytes.clone();
        Arrays.fill(damaged, at, Math.min(damaged.length, at + length), (byte) 0x5a);
        return damaged;
    }

    /** Whatever is called recovered has the manifest's hash, and nothing else has its own name. */
    private void assertHonest(SalvageReport report, Manifest manifest) throws Exception {
        for (Entry entry : manifest.entries()) {
            Path path = target().resolve(entry.path());
            boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            boolean recovered = item(report, entry.path()).result() == Result.RECOVERED;
            if (entry.type() == EntryType.FILE) {
                assertEquals(recovered, there, entry.path());
                assertTrue(!there || Sha256.of(Files.readAllBytes(path)).equals(entry.sha256()), entry.path());
            } else {
                assertTrue(there || !recovered, entry.path());
            }
            assertEquals(recovered, item(report, entry.path()).why().isEmpty(), entry.path());
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void run_ofASoundChain_isWhatARestoreIs(Compression compression) throws Exception {
        SmallChain chain = Application.chain(directory, compression, 3, 1);
        SalvageReport report = salvage(chain.files(), chain.label(3));
        assertTrue(report.isComplete(), report.notes() + report.summary());
        assertHonest(report, chain.manifests().get(3));
        Path restored = directory.resolve("restored");
        new DirectoryRestore(false)
                .restore(ChainReader.open(chain.destination(), SmallChain.JOB, chain.label(3)), restored, new Work());
        String list = Files.readString(target().resolve("SALVAGED/report.txt"));
        assertTrue(list.startsWith(report.summary()), list);
        assertTrue(Files.readString(target().resolve("SALVAGED/report.json")).contains("\"complete\" : true"));
        DurableFiles.deleteTree(target().resolve("SALVAGED"));
        assertEquals(TreeText.read(restored, false), TreeText.read(target(), false));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void run_neverCallsRecoveredWhatIsNot(Compression compression) throws Exception {
        SmallChain chain = Application.chain(directory, compression, 2, 2);
        Random random = new Random(3);
        long lost = 0;
        long recovered = 0;
        for (int i = 0; i < 12; i++) {
            Map<String, byte[]> files = chain.files();
            String name = chain.names(random.nextInt(3)).archive();
            byte[] bytes = files.get(name);
            int at = random.nextInt(bytes.length);
            files.put(name, i % 3 == 0 ? Arrays.copyOf(bytes, at) : hole(bytes, at, 1 + random.nextInt(4096)));
            SalvageReport report = salvage(files, chain.label(2));
            assertHonest(report, chain.manifests().get(2));
            lost += report.lost();
            recovered += report.recovered();
        }
        System.out.printf(
                "salvage of chains, %s: 12 damages, %d entries recovered, %d lost%n",
                compression.word(), recovered, lost);
        assertTrue(recovered > 0 && lost > 0, recovered + " recovered, " + lost + " lost");
    }

    @Test
    void run_withADamagedBase_keepsThePartialCopyApart_andOffersNothingThatIsDamaged() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.NONE, 2, 4);
        Map<String, byte[]> files = chain.files();
        byte[] archive = files.get(chain.names(0).archive());
        files.put(chain.names(0).archive(), hole(archive, 6000, 100));
        SalvageReport report = salvage(files, chain.label(2));
        assertEquals(Result.BASE_DAMAGED, item(report, MAIN).result());
        assertFalse(Files.exists(target().resolve(MAIN)));
        SalvageReport.DatabaseRemains remains = report.databases().get(0);
        assertEquals(MAIN, remains.path());
        assertTrue(remains.olderGood().isEmpty(), "its base is in every older one");
        assertEquals(remains.bytes(), Files.size(target().resolve(remains.partial())));
        assertEquals(remains.pages(), remains.pagesReadable());
        String text = Files.readString(target().resolve("SALVAGED/report.txt"));
        assertTrue(text.contains("sqlite3 SALVAGED/" + MAIN + ".partial .recover"), text);
    }

    @Test
    void run_withADamagedDelta_offersTheNewestOlderPointThatIsWhole() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.GZIP, 3, 5);
        Map<String, byte[]> files = chain.files();
        String last = chain.names(3).archive();
        files.put(last, Arrays.copyOf(files.get(last), 600));
        SalvageReport report = salvage(files, chain.label(3));
        assertEquals(Result.DELTA_DAMAGED, item(report, MAIN).result());
        assertEquals(
                chain.label(2),
                report.databases().get(0).olderGood().orElseThrow().label());
        assertHonest(report, chain.manifests().get(3));
        assertFalse(report.isComplete());
    }

    @Test
    void run_withAMissingParent_takesPlainFilesFromWhatIsThere() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.ZSTD, 3, 6);
        Map<String, byte[]> files = chain.files();
        files.remove(chain.names(2).archive());
        files.remove(chain.names(2).manifest());
        files.remove(chain.names(2).checksums());
        SalvageReport report = salvage(files, chain.label(3));
        assertHonest(report, chain.manifests().get(3));
        assertEquals(Result.BASE_DAMAGED, item(report, MAIN).result());
        assertEquals(Result.RECOVERED, item(report, "etc/p/config.yaml").result());
        assertEquals(
                chain.label(1),
                report.databases().get(0).olderGood().orElseThrow().label());
    }

    @Test
    void run_withoutTheFull_looksIntoNoNewerArchiveThatHasNoManifest() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.GZIP, 1, 7);
        Map<String, byte[]> files = chain.files();
        // The full is gone, but a copy of it lies there under a newer label, unreadable for a restore.
        Label other =
                new Label(chain.label(1).at().plusSeconds(9999), chain.label(0).kind());
        String archive = chain.names(0).archive();
        files.put(archive.replace(chain.label(0).toString(), other.toString()), files.remove(archive));
        SalvageReport report = salvage(files, chain.label(1));
        assertEquals(Result.MISSING, item(report, "etc/p/sub/a").result(), "nobody knows that it is the same");
        assertHonest(report, chain.manifests().get(1));
    }

    @Test
    void run_withoutTheChecksumFile_usesTheManifestAndSaysSo() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.GZIP, 0, 8);
        Map<String, byte[]> files = chain.files();
        files.remove(chain.names(0).checksums());
        SalvageReport report = salvage(files, chain.label(0));
        assertTrue(report.isComplete());
        assertTrue(report.notes().get(0).contains("content id"), report.notes().toString());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void run_withoutAManifest_putsAllOfItApartAsUnproven(Compression compression) throws Exception {
        SmallChain chain = Application.chain(directory, compression, 0, 9);
        Map<String, byte[]> files = chain.files();
        files.put(chain.names(0).manifest(), "{\"format\":1".getBytes(StandardCharsets.UTF_8));
        SalvageReport report = salvage(files, chain.label(0));
        assertFalse(report.isComplete());
        assertFalse(report.proven());
        try (var names = Files.list(target())) {
            assertEquals(
                    "SALVAGED", names.map(path -> path.getFileName().toString()).reduce("", String::concat));
        }
        for (Entry entry : chain.manifests().get(0).entries()) {
            assertEquals(Result.UNPROVEN, item(report, entry.path()).result(), entry.path());
            if (entry.type() == EntryType.FILE) {
                Path file = target().resolve("SALVAGED").resolve(entry.path());
                assertEquals(entry.sha256(), Sha256.of(Files.readAllBytes(file)), entry.path());
            }
        }
    }

    @Test
    void run_withNothingThere_saysSo() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.GZIP, 0, 10);
        Label other =
                new Label(chain.label(0).at().plusSeconds(60), chain.label(0).kind());
        BackupException e = assertThrows(BackupException.class, () -> salvage(chain.files(), other));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, e.code());
    }

    @Test
    void run_refusesADirectoryThatHoldsAnything() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.GZIP, 0, 11);
        Path mine = directory.resolve("target-1/mine");
        Files.createDirectories(mine.getParent());
        Files.write(mine, new byte[] {1});
        BackupException e = assertThrows(BackupException.class, () -> salvage(chain.files(), chain.label(0)));
        assertEquals(ErrorCode.TARGET_NOT_EMPTY, e.code());
        assertArrayEquals(new byte[] {1}, Files.readAllBytes(mine));
    }

    @Test
    void run_cancelled_leavesNothing() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.GZIP, 0, 12);
        Work work = new Work();
        work.cancel();
        Path target = directory.resolve("place/target");
        BackupException e = assertThrows(
                BackupException.class,
                () -> new Salvage(false, directory, directory)
                        .run(chain.destination(), SmallChain.JOB, chain.label(0), target, work));
        assertEquals(ErrorCode.CANCELLED, e.code());
        try (var names = Files.list(target.getParent())) {
            assertEquals(0, names.count());
        }
    }
}
