package io.thingconnect.pulse.backupd.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Entry;
import io.thingconnect.pulse.backupd.backupset.EntryType;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.system.Work;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifierTest {
    @TempDir
    Path directory;

    private Verdict verify(Destination destination, Level level) throws BackupException {
        return new Verifier(directory.resolve("scratch"))
                .verify(destination, SmallBackup.JOB, SmallBackup.LABEL, level, new Work());
    }

    @Test
    void anHonestBackup_isIntactAtEveryLevel_andScratchIsEmptyAgain() throws Exception {
        for (Compression compression : Compression.values()) {
            Path place = Files.createDirectory(directory.resolve(compression.word()));
            SmallBackup backup = SmallBackup.in(place, compression);
            Destination destination = backup.write();
            for (Level level : Level.values()) {
                Verdict verdict = verify(destination, level);
                assertEquals(new Verdict.Intact(level, backup.archive().length), verdict);
            }
        }
        try (var left = Files.list(directory.resolve("scratch"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void anyChangedByte_isFoundAtEveryLevel() throws Exception {
        Random random = new Random(5);
        for (Compression compression : Compression.values()) {
            Path place = Files.createDirectory(directory.resolve(compression.word()));
            SmallBackup backup = SmallBackup.in(place, compression);
            for (int i = 0; i < 150; i++) {
                byte[] bytes = backup.archive();
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                Destination destination = backup.write(bytes, UnaryOperator.identity());
                for (Level level : List.of(Level.CHECKSUM, Level.ENTRIES)) {
                    assertInstanceOf(Verdict.Damaged.class, verify(destination, level), compression + " " + i);
                }
            }
        }
    }

    @Test
    void aShortOrLongArchive_isDamaged() throws Exception {
        SmallBackup backup = SmallBackup.in(directory, Compression.GZIP);
        byte[] bytes = backup.archive();
        byte[] shorter = java.util.Arrays.copyOf(bytes, bytes.length / 2);
        byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
        for (byte[] wrong : List.of(shorter, longer, new byte[0])) {
            for (Level level : Level.values()) {
                assertInstanceOf(Verdict.Damaged.class, verify(backup.write(wrong, UnaryOperator.identity()), level));
            }
        }
    }

    @Test
    void aManifestThatLies_isFoundOut() throws Exception {
        SmallBackup backup = SmallBackup.in(directory, Compression.ZSTD);
        Map<String, UnaryOperator<List<Entry>>> lies = Map.of(
                "an entry more",
                        entries -> {
                            Entry last = entries.get(entries.size() - 1);
                            entries.add(new Entry(
                                    "etc/p/more",
                                    EntryType.SYMLINK,
                                    last.component(),
                                    0,
                                    0777,
                                    last.owner(),
                                    last.mtime(),
                                    null,
                                    "x",
                                    Map.of(),
                                    null));
                            return entries;
                        },
                "an entry less", entries -> entries.subList(0, entries.size() - 1),
                "another mode", entries -> replace(entries, 2, with(entries.get(2), 04777 & 0777, null)),
                "another hash", entries -> replace(entries, 2, with(entries.get(2), 0640, Sha256.of(new byte[1]))),
                "no database", entries -> entries.subList(1, entries.size()));
        for (var lie : lies.entrySet()) {
            Verdict verdict = verify(backup.write(backup.archive(), lie.getValue()), Level.ENTRIES);
            assertInstanceOf(Verdict.Damaged.class, verdict, lie.getKey());
        }
    }

    private static Entry with(Entry entry, int mode, Sha256 hash) {
        return new Entry(
                entry.path(),
                entry.type(),
                entry.component(),
                entry.size(),
                mode,
                entry.owner(),
                entry.mtime(),
                hash == null ? entry.sha256() : hash,
                entry.linkTarget(),
                entry.xattrs(),
                entry.acl());
    }

    private static List<Entry> replace(List<Entry> entries, int index, Entry entry) {
        entries.set(index, entry);
        return entries;
    }

    @Test
    void aMissingArchive_isDamage_butAMissingBackupIsNoVerdict() throws Exception {
        SmallBackup backup = SmallBackup.in(directory, Compression.NONE);
        Destination destination = backup.write();
        Files.delete(directory.resolve("daily/" + SmallBackup.LABEL + ".tar"));
        assertInstanceOf(Verdict.Damaged.class, verify(destination, Level.CHECKSUM));
        Files.delete(directory.resolve("daily/" + SmallBackup.LABEL + ".sha256"));
        BackupException e = assertThrows(BackupException.class, () -> verify(destination, Level.CHECKSUM));
        assertEquals(ErrorCode.BACKUP_NOT_FOUND, e.code());
    }

    @Test
    void aManifestOfAnotherBackup_isNotTaken() throws Exception {
        SmallBackup backup = SmallBackup.in(directory, Compression.NONE);
        backup.write();
        Path daily = directory.resolve("daily");
        String other = "pulse-backup-20240116T020000Z-full";
        for (String suffix : List.of(".tar", ".manifest.json", ".sha256")) {
            Files.copy(daily.resolve(SmallBackup.LABEL + suffix), daily.resolve(other + suffix));
        }
        String sums = Files.readString(daily.resolve(other + ".sha256")).replace(SmallBackup.LABEL.toString(), other);
        Files.writeString(daily.resolve(other + ".sha256"), sums);
        Destination destination = backup.write();
        Verdict verdict = new Verifier(directory.resolve("scratch"))
                .verify(
                        destination,
                        SmallBackup.JOB,
                        io.thingconnect.pulse.backupd.backupset.Label.parse(other)
                                .orElseThrow(),
                        Level.ENTRIES,
                        new Work());
        Verdict.Damaged damaged = assertInstanceOf(Verdict.Damaged.class, verdict);
        assertTrue(
                damaged.failure().getMessage().contains("belongs to backup"),
                damaged.failure().getMessage());
    }

    @Test
    void cancelled_isNoVerdict() throws Exception {
        Destination destination = SmallBackup.in(directory, Compression.GZIP).write();
        Work work = new Work();
        work.cancel();
        BackupException e = assertThrows(
                BackupException.class,
                () -> new Verifier(directory.resolve("scratch"))
                        .verify(destination, SmallBackup.JOB, SmallBackup.LABEL, Level.RESTORE, work));
        assertEquals(ErrorCode.CANCELLED, e.code());
    }
}
