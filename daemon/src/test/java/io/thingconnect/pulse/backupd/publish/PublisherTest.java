package io.thingconnect.pulse.backupd.publish;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Manifests;
import io.thingconnect.pulse.backupd.backupset.Sha256;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.error.ErrorCode;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.Upload;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import io.thingconnect.pulse.backupd.system.Work;
import io.thingconnect.pulse.backupd.verify.CopyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PublisherTest {
    private static final int CALLS_AT_MOST = 40;

    @TempDir
    Path directory;

    private final Publisher publisher = new Publisher(Clock.systemUTC());
    private final byte[] archive = archive();
    private final Manifest manifest = Manifests.sample(Sha256.of(archive), archive.length);

    private static byte[] archive() {
        byte[] bytes = new byte[300_000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private CopyRecord publish(Storage storage) throws BackupException, IOException {
        Destination destination = new Destination("local", storage, Keys.none());
        String name = new BackupFiles(
                        manifest.job(), manifest.label(), manifest.archive().compression(), Encryption.NONE)
                .archive();
        try (Upload upload = storage.begin(name)) {
            upload.stream().write(archive);
            return publisher.publish(destination, upload, manifest, new Work());
        }
    }

    private List<String> visible(Path place) throws IOException {
        return new LocalStorage(place, false)
                .list("daily").stream().map(Storage.StoredFile::name).toList();
    }

    @Test
    void publish_yieldsAGoodCopy_thatAReaderAccepts() throws Exception {
        LocalStorage storage = new LocalStorage(directory, false);
        assertEquals(CopyState.GOOD, publish(storage).state());
        assertEquals(
                manifest,
                CopyReader.open(new Destination("local", storage, Keys.none()), "daily", manifest.label())
                        .manifest());
    }

    /** Whatever call fails, a reader finds no backup or a whole one; and an error is told. */
    @Test
    void publish_whateverCallFails_leavesNoBackupOrAWholeOne() throws Exception {
        int failures = 0;
        int whole = 0;
        for (int failing = 1; failing <= CALLS_AT_MOST; failing++) {
            Path place = directory.resolve("n" + failing);
            FailingStorage storage = new FailingStorage(new LocalStorage(place, false), failing);
            try {
                publish(storage);
            } catch (BackupException | IOException e) {
                failures++;
            }
            Destination after = new Destination("local", new LocalStorage(place, false), Keys.none());
            if (visible(place).contains(manifest.label() + ".sha256")) {
                whole++;
                assertEquals(
                        manifest,
                        CopyReader.open(after, "daily", manifest.label()).manifest());
            } else {
                BackupException e =
                        assertThrows(BackupException.class, () -> CopyReader.open(after, "daily", manifest.label()));
                assertEquals(ErrorCode.BACKUP_NOT_FOUND, e.code());
            }
        }
        assertTrue(failures >= 8, "only " + failures + " calls could be made to fail");
        assertTrue(whole > 0 && whole < CALLS_AT_MOST, "whole backups: " + whole);
    }

    @Test
    void publish_whenTheMediumHoldsOtherBytes_quarantines() throws Exception {
        Storage lying = new FailingStorage(new LocalStorage(directory, false), -1) {
            @Override
            public ReadBack readBack(String name) throws IOException {
                if (name.endsWith(".tar.gz")) {
                    Path file = directory.resolve(name);
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(file, bytes);
                }
                return super.readBack(name);
            }
        };
        assertEquals(CopyState.QUARANTINED, publish(lying).state());
        List<String> names = visible(directory);
        assertFalse(names.contains(manifest.label() + ".sha256"));
        assertTrue(names.contains(manifest.label() + ".tar.gz.quarantined"), names.toString());
    }

    @Test
    void copy_makesASecondGoodCopy() throws Exception {
        Destination first = new Destination("one", new LocalStorage(directory.resolve("1"), false), Keys.none());
        Destination second = new Destination("two", new LocalStorage(directory.resolve("2"), false), Keys.none());
        publish(first.storage());
        assertEquals(
                CopyState.GOOD,
                publisher
                        .copy(first, second, manifest.job(), manifest.label(), new Work())
                        .state());
        assertEquals(visible(directory.resolve("1")), visible(directory.resolve("2")));
    }

    @Test
    void copy_whereAnotherBackupOfThatLabelStands_leavesIt() throws Exception {
        Destination first = new Destination("one", new LocalStorage(directory.resolve("1"), false), Keys.none());
        Destination second = new Destination("two", new LocalStorage(directory.resolve("2"), false), Keys.none());
        publish(first.storage());
        archive[0] ^= 1;
        Manifest other = Manifests.sample(Sha256.of(archive), archive.length);
        String name = "daily/" + manifest.label() + ".tar.gz";
        try (Upload upload = second.storage().begin(name)) {
            upload.stream().write(archive);
            publisher.publish(second, upload, other, new Work());
        }
        BackupException e = assertThrows(
                BackupException.class, () -> publisher.copy(first, second, "daily", manifest.label(), new Work()));
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.code());
        assertTrue(e.getMessage().contains("not overwritten"), e.getMessage());
        assertArrayEquals(archive, Files.readAllBytes(directory.resolve("2").resolve(name)));
        // What nobody can use is in nobody's way.
        Files.writeString(directory.resolve("2/daily/" + manifest.label() + ".sha256"), "withdrawn\n");
        publisher.copy(first, second, "daily", manifest.label(), new Work());
        assertEquals(
                Sha256.of(Files.readAllBytes(directory.resolve("1").resolve(name))),
                Sha256.of(Files.readAllBytes(directory.resolve("2").resolve(name))));
    }

    /** A good copy elsewhere may do; nothing of the bad one shows at the destination. */
    @Test
    void copy_ofADamagedSource_publishesNothing() throws Exception {
        Destination first = new Destination("one", new LocalStorage(directory.resolve("1"), false), Keys.none());
        Destination second = new Destination("two", new LocalStorage(directory.resolve("2"), false), Keys.none());
        publish(first.storage());
        Path file = directory.resolve("1/daily/" + manifest.label() + ".tar.gz");
        byte[] bytes = Files.readAllBytes(file);
        bytes[99_999] ^= 1;
        Files.write(file, bytes);
        Publisher.UnusableSource e = assertThrows(
                Publisher.UnusableSource.class,
                () -> publisher.copy(first, second, "daily", manifest.label(), new Work()));
        assertEquals(ErrorCode.ARCHIVE_CORRUPT, e.failure().code());
        assertEquals(List.of(), visible(directory.resolve("2")));
    }
}
