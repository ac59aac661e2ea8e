package io.thingconnect.pulse.backupd.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.StorageContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalStorageTest extends StorageContract {
    @TempDir
    Path directory;

    @Override
    protected Storage storage() {
        return new LocalStorage(directory.resolve("backups"), false);
    }

    @Test
    void filesAreForTheOwnerAlone() throws IOException {
        Storage storage = storage();
        put(storage, "daily/a", random(10));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("backups/daily/a"))));
    }

    @Test
    void withoutItsMarker_nothingIsTouched() throws IOException {
        Path mountPoint = Files.createDirectory(directory.resolve("usb"));
        Storage storage = new LocalStorage(mountPoint, true);
        IOException e = assertThrows(IOException.class, () -> storage.begin("daily/a"));
        assertTrue(e.getMessage().contains("probably not mounted"), e.getMessage());
        assertThrows(IOException.class, storage::space);
        IOException read = assertThrows(IOException.class, () -> storage.read("daily/a"));
        assertFalse(read instanceof NoSuchFileException, "a disk that is not mounted has lost no file");
        try (var listing = Files.list(mountPoint)) {
            assertEquals(0, listing.count());
        }
        Files.createFile(mountPoint.resolve(LocalStorage.MARKER));
        put(storage, "daily/a", random(10));
        assertEquals(1, storage.list("daily").size());
    }

    @Test
    void sweep_removesWhatAKilledUploadLeft() throws IOException {
        Storage storage = storage();
        put(storage, "daily/kept", random(10));
        List<Path> left = List.of(
                directory.resolve("backups/" + LocalStorage.UPLOAD_PREFIX + "12345678-RESTORE.md"),
                directory.resolve("backups/daily/" + LocalStorage.UPLOAD_PREFIX + "12345678-a"));
        for (Path file : left) {
            Files.write(file, random(10));
        }
        assertEquals(List.of(".pulse-upload-12345678-RESTORE.md", "daily/.pulse-upload-12345678-a"), storage.sweep());
        for (Path file : left) {
            assertFalse(Files.exists(file));
        }
        assertEquals(1, storage.list("daily").size());
    }
}
