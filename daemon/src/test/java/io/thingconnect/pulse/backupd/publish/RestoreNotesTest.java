package io.thingconnect.pulse.backupd.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.BackupFiles;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Encryption;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Manifest;
import io.thingconnect.pulse.backupd.backupset.Manifests;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.storage.Destination;
import io.thingconnect.pulse.backupd.storage.local.LocalStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestoreNotesTest {
    private static final Manifest FULL = Manifests.sample();
    private static final Manifest DELTA = Manifests.delta();

    @TempDir
    Path directory;

    private static BackupFiles files(Label label, Compression compression) {
        return new BackupFiles("daily", label, compression, Encryption.NONE);
    }

    private static List<BackupFiles> chain(int deltas) {
        List<BackupFiles> chain = new ArrayList<>(List.of(files(FULL.label(), Compression.ZSTD)));
        for (int i = deltas - 1; i >= 0; i--) {
            Instant at = DELTA.label().at().minusSeconds(i);
            chain.add(files(new Label(at, Kind.INCREMENTAL), Compression.GZIP));
        }
        return chain;
    }

    @Test
    void theNotesOfAFull_nameIt_andAreWrittenOnce() throws Exception {
        Destination destination = new Destination("local", new LocalStorage(directory, false), Keys.none());
        List<BackupFiles> alone = List.of(files(FULL.label(), Compression.GZIP));
        RestoreNotes.refresh(destination, FULL, alone);
        Path notes = directory.resolve(RestoreNotes.FILE);
        String text = Files.readString(notes);
        assertTrue(text.contains("\nFULL=" + FULL.label() + ".tar.gz\nDELTAS=''\n"), text);
        assertTrue(text.contains("\nsound ./var/lib/thingconnect-pulse/pulse.db\n"), text);
        assertFalse(text.matches("(?s).*@[A-Z]+@.*"), text);
        Object before = Files.readAttributes(notes, BasicFileAttributes.class).fileKey();
        RestoreNotes.refresh(destination, FULL, alone);
        assertEquals(
                before, Files.readAttributes(notes, BasicFileAttributes.class).fileKey());
    }

    @Test
    void theNotesOfAChain_nameItsArchivesInTheirOrder() {
        String text = new RestoreText(Restorable.of(DELTA, chain(2), Keys.none())).text();
        assertTrue(
                text.contains("\nFULL=" + FULL.label() + ".tar.zst\nDELTAS='\n"
                        + "pulse-backup-20240115T025959Z-incremental.tar.gz\n"
                        + "pulse-backup-20240115T030000Z-incremental.tar.gz'\n"),
                text);
        assertTrue(text.contains("the last of a chain of 3 archives"), text);
        assertTrue(text.contains(" sqlite3 zstd gzip; do"), text);
    }

    /** One line more for each link, and nothing else. */
    @Test
    void theNotesOfALongChain_stayReadable() {
        long two = new RestoreText(Restorable.of(DELTA, chain(2), Keys.none()))
                .text()
                .lines()
                .count();
        long hundred = new RestoreText(Restorable.of(DELTA, chain(100), Keys.none()))
                .text()
                .lines()
                .count();
        assertEquals(two + 98, hundred);
        assertTrue(two < 130, "lines: " + two);
    }

    @Test
    void whatIsNoChainToTheNewest_isRefused() {
        for (List<BackupFiles> chain : List.of(List.<BackupFiles>of(), chain(0), chain(1).subList(1, 2))) {
            assertThrows(IllegalArgumentException.class, () -> Restorable.of(DELTA, chain, Keys.none()));
        }
    }
}
