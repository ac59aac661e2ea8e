package io.thingconnect.pulse.backupd.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;

/** A place to test, and what tests of places do to it. */
public abstract class StorageCase {
    /**
     * The place of this test: empty at the first call. Each further call within a test opens the same place once more, as
     * another process would.
     */
    protected abstract Storage storage() throws IOException;

    /** Size in bytes of the largest file written here: more than one block, part or packet of this kind of destination. */
    protected int bigSize() {
        return 20_000_003;
    }

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

    protected static void assertHolds(byte[] expected, Storage storage, String name) throws IOException {
        try (InputStream in = storage.read(name)) {
            assertTrue(Arrays.equals(expected, in.readAllBytes()), "read: other bytes in " + name);
        }
        try (InputStream in = storage.readBack(name).stream()) {
            assertTrue(Arrays.equals(expected, in.readAllBytes()), "read back: other bytes in " + name);
        }
    }
}
