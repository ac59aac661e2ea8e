package io.thingconnect.pulse.backupd.storage.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.storage.NotOwnerException;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Owner;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.StorageContract;
import io.thingconnect.pulse.backupd.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, held against S3Proxy. */
final class S3StorageTest extends StorageContract {
    @TempDir
    static Path directory;

    private static S3ProxyServer server;
    private S3Settings settings;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = S3ProxyServer.start(directory);
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @Override
    protected Storage storage() throws IOException {
        if (settings == null) {
            settings = server.bucket();
        }
        return new S3Storage("offsite", settings, Clock.systemUTC());
    }

    private static OwnedStorage box(S3Settings bucket, String host, String instance) {
        Storage below = new S3Storage("offsite", bucket.below(host), Clock.systemUTC());
        return new OwnedStorage(below, new Owner(instance, host, ""), Clock.systemUTC());
    }

    private static void write(Storage storage, String name, String text) throws IOException {
        try (Upload upload = storage.begin(name)) {
            upload.stream().write(text.getBytes(StandardCharsets.UTF_8));
            upload.commit();
        }
    }

    private static String read(Storage storage, String name) throws IOException {
        try (InputStream in = storage.read(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** One name begins the other's, as a prefix of keys would. */
    @Test
    void severalBoxesInOneBucket_neverListRemoveOrOverwriteEachOthersBackups() throws Exception {
        S3Settings bucket = server.bucket();
        try (OwnedStorage one = box(bucket, "plant", "1");
                OwnedStorage other = box(bucket, "plant-2", "2");
                OwnedStorage clone = box(bucket, "plant", "3")) {
            write(one, "daily/a", "of one");
            write(other, "daily/a", "of the other");
            write(other, "weekly/b", "of the other");
            assertEquals(List.of("daily"), one.directories());
            assertEquals(List.of("daily", "weekly"), other.directories());
            assertEquals(1, one.list("daily").size());
            assertEquals(List.of(), one.list("weekly"));
            one.sweep();
            one.delete("daily/a");
            assertEquals(List.of(), one.list("daily"));
            assertEquals("of the other", read(other, "daily/a"));
            assertThrows(IOException.class, () -> one.delete("../plant-2/daily/a"));
            assertEquals("of the other", read(other, "daily/a"));

            write(one, "daily/c", "of one");
            assertThrows(NotOwnerException.class, () -> clone.begin("daily/c"));
            assertThrows(NotOwnerException.class, () -> clone.delete("daily/c"));
            assertThrows(NotOwnerException.class, () -> OwnedStorage.requireNotAnothers(clone));
            clone.adopt();
            write(clone, "daily/c", "of the clone");
            assertThrows(NotOwnerException.class, () -> one.begin("daily/d"));
            assertEquals("of the clone", read(one, "daily/c"));
        }
    }
}
