package io.thingconnect.pulse.backupd.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every kind of destination owes; each runs it against a real one. */
public abstract class StorageContract {
    /** A fresh, empty place. */
    protected abstract Storage storage() throws IOException;

    protected static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    protected static void put(Storage storage, String name, byte[] bytes) throws IOException {
        try (Upload upload = storage.begin(name)) {
            upload.stream().write(bytes);
            upload.commit();
        }
    }

    @Test
    void commit_makesTheFileVisibleWithItsBytes() throws IOException {
        try (Storage storage = storage()) {
            byte[] bytes = random(3_000_017);
            put(storage, "daily/a.tar.gz", bytes);
            assertEquals(List.of(new Storage.StoredFile("a.tar.gz", bytes.length)), storage.list("daily"));
            assertEquals(List.of("daily"), storage.directories());
            try (InputStream in = storage.read("daily/a.tar.gz")) {
                assertArrayEquals(bytes, in.readAllBytes());
            }
        }
    }

    @Test
    void readBack_yieldsTheStoredBytes_ofAnySize() throws IOException {
        try (Storage storage = storage()) {
            for (int size : List.of(0, 1, 511, 4096, 4097, 1 << 20, (1 << 20) + 1, 2_500_000)) {
                put(storage, "daily/f" + size, random(size));
                try (InputStream in = storage.readBack("daily/f" + size).stream()) {
                    assertArrayEquals(random(size), in.readAllBytes(), "size " + size);
                }
            }
        }
    }

    @Test
    void closeWithoutCommit_leavesNothing() throws IOException {
        try (Storage storage = storage()) {
            try (Upload upload = storage.begin("daily/a")) {
                upload.stream().write(random(100_000));
            }
            assertEquals(List.of(), storage.list("daily"));
            assertEquals(List.of(), storage.sweep());
            assertThrows(IOException.class, () -> storage.read("daily/a").close());
        }
    }

    @Test
    void anUploadUnderWay_isNotListed() throws IOException {
        try (Storage storage = storage()) {
            try (Upload upload = storage.begin("daily/a")) {
                upload.stream().write(random(100_000));
                assertEquals(List.of(), storage.list("daily"));
            }
        }
    }

    @Test
    void commit_replacesAnOlderFile() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a", random(10));
            put(storage, "daily/a", random(20));
            assertEquals(List.of(new Storage.StoredFile("a", 20)), storage.list("daily"));
        }
    }

    @Test
    void delete_removes_andIsNoErrorTwice() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a", random(10));
            storage.delete("daily/a");
            storage.delete("daily/a");
            assertEquals(List.of(), storage.list("daily"));
        }
    }

    @Test
    void rename_takesAFileOutOfTheWay() throws IOException {
        try (Storage storage = storage()) {
            put(storage, "daily/a", random(10));
            storage.rename("daily/a", "daily/a.quarantined");
            assertEquals(List.of(new Storage.StoredFile("a.quarantined", 10)), storage.list("daily"));
        }
    }

    @Test
    void list_ofWhatIsNotThere_isEmpty() throws IOException {
        try (Storage storage = storage()) {
            assertEquals(List.of(), storage.list("nothing"));
            assertEquals(List.of(), storage.directories());
        }
    }

    @Test
    void space_isKnownOrSaysSo() throws IOException {
        try (Storage storage = storage()) {
            Storage.Space space = storage.space();
            assertTrue(space.free() == -1 || (space.free() > 0 && space.free() <= space.total()));
        }
    }
}
