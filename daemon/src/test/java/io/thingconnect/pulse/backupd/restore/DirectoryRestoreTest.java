package io.thingconnect.pulse.backupd.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Chain;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.Application;
import io.thingconnect.pulse.backupd.verify.ChainReader;
import io.thingconnect.pulse.backupd.verify.SmallBackup;
import io.thingconnect.pulse.backupd.verify.SmallChain;
import io.thingconnect.pulse.backupd.verify.TreeText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryRestoreTest {
    @TempDir
    Path directory;

    private ChainReader chain(Destination destination) throws BackupException {
        return ChainReader.open(destination, SmallBackup.JOB, SmallBackup.LABEL);
    }

    private void restore(Destination destination, Path target) throws BackupException {
        new DirectoryRestore(false).restore(chain(destination), target, new Work());
    }

    private List<String> names(Path place) throws Exception {
        try (var files = Files.list(place)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void restore_makesTheDirectoryAndItsParents() throws Exception {
        Destination destination = SmallBackup.in(directory, Compression.GZIP).write();
        Path target = directory.resolve("a/b/target");
        restore(destination, target);
        assertEquals(List.of("etc", "var"), names(target));
        assertEquals(List.of("target"), names(target.getParent()));
        assertEquals(
                "config.yaml",
                Files.readSymbolicLink(target.resolve("etc/p/link")).toString());
        assertEquals(0, Files.size(target.resolve("var/lib/p/pulse.db-wal")));
    }

    @Test
    void restore_takesAnEmptyDirectory_andCleansUpAfterAnInterruptedOne() throws Exception {
        Destination destination = SmallBackup.in(directory, Compression.GZIP).write();
        Path target = Files.createDirectory(directory.resolve("target"));
        Files.createDirectory(target.resolve(".pulse-restore-" + SmallBackup.LABEL));
        restore(destination, target);
        assertEquals(List.of("etc", "var"), names(target));
    }

    @Test
    void restore_refusesADirectoryThatHoldsAnything() throws Exception {
        Destination destination = SmallBackup.in(directory, Compression.GZIP).write();
        Path target = Files.createDirectory(directory.resolve("target"));
        Files.createFile(target.resolve("mine"));
        BackupException e = assertThrows(BackupException.class, () -> restore(destination, target));
        assertEquals(ErrorCode.TARGET_NOT_EMPTY, e.code());
        assertEquals(List.of("mine"), names(target));
    }

    @Test
    void restore_ofADamagedBackup_leavesNothing() throws Exception {
        SmallBackup backup = SmallBackup.in(directory, Compression.GZIP);
        byte[] bytes = backup.archive();
        bytes[bytes.length - 20] ^= 1;
        Destination destination = backup.write(bytes, UnaryOperator.identity());
        Path target = directory.resolve("place/target");
        BackupException e = assertThrows(BackupException.class, () -> restore(destination, target));
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code());
        assertFalse(Files.exists(target));
        assertEquals(List.of(), names(target.getParent()));
    }

    @Test
    void read_yieldsOneFile_alsoWithALeadingSlash() throws Exception {
        Destination destination = SmallBackup.in(directory, Compression.ZSTD).write();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PathReader.read(chain(destination), "/etc/p/config.yaml", out, directory, new Work());
        assertEquals("version: 1\n".repeat(500), out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void read_saysWhatIsWrongWithThePath() throws Exception {
        Destination destination = SmallBackup.in(directory, Compression.ZSTD).write();
        for (String path : List.of("etc/nothing", "etc/p", "etc/p/link")) {
            BackupException e = assertThrows(
                    BackupException.class,
                    () -> PathReader.read(
                            chain(destination), path, new ByteArrayOutputStream(), directory, new Work()));
            assertEquals(ErrorCode.PATH_NOT_FOUND, e.code());
            assertTrue(e.getMessage().contains(path), e.getMessage());
        }
    }

    @Test
    void aChain_isRestoredAsItsState_andLeavesNothingBeside() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.ZSTD, 5, 3);
        ChainReader reader = ChainReader.open(chain.destination(), SmallChain.JOB, chain.label(5));
        boolean xattrs = TreeText.takesXattrs(directory);
        Path fresh = directory.resolve("fresh/target");
        Path existing = Files.createDirectory(directory.resolve("existing"));
        for (Path target : List.of(fresh, existing)) {
            new DirectoryRestore(TreeText.ROOT).restore(reader, target, new Work());
            assertEquals(TreeText.of(chain.manifests().get(5), xattrs), TreeText.read(target, xattrs));
        }
        assertEquals(List.of("target"), names(fresh.getParent()));
    }

    @Test
    void read_ofAChain_needsOnlyTheArchivesThatThePathComesFrom() throws Exception {
        SmallChain chain = Application.chain(directory, Compression.GZIP, 4, 3);
        Manifest target = chain.manifests().get(4);
        Map<String, Integer> carriers = Chain.of(chain.manifests()).carriers();
        int files = 0;
        for (Entry entry : target.entries()) {
            if (entry.type() != EntryType.FILE && entry.type() != EntryType.HARDLINK) {
                continue;
            }
            String path = entry.type() == EntryType.HARDLINK ? entry.linkTarget() : entry.path();
            boolean database =
                    target.databases().stream().anyMatch(state -> state.path().equals(path));
            Map<String, byte[]> places = chain.files();
            for (int i = 0; i < 4; i++) {
                boolean needed = database ? i >= carriers.get(path) : i == carriers.get(path);
                if (!needed) {
                    places.remove(chain.names(i).archive());
                }
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ChainReader reader = ChainReader.open(SmallChain.destination(places), SmallChain.JOB, target.label());
            PathReader.read(reader, entry.path(), out, directory.resolve("scratch"), new Work());
            Sha256 expected = target.entries().stream()
                    .filter(candidate -> candidate.path().equals(path))
                    .findFirst()
                    .orElseThrow()
                    .sha256();
            assertEquals(expected, Sha256.of(out.toByteArray()), entry.path());
            files++;
        }
        assertTrue(files > 5, "hardly a file was read: " + files);
        assertEquals(List.of(), names(directory.resolve("scratch")));
    }
}
