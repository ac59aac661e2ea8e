package io.thingconnect.pulse.backupd.storage.smb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thingconnect.pulse.backupd.config.NetworkDestination;
import io.thingconnect.pulse.backupd.storage.NotOwnerException;
import io.thingconnect.pulse.backupd.storage.OwnedStorage;
import io.thingconnect.pulse.backupd.storage.Owner;
import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.StorageContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on a folder of a share of a real Samba. */
final class SmbStorageIT extends StorageContract {
    @TempDir
    static Path directory;

    private static SmbServer server;

    private String folder;

    @BeforeAll
    static void start() throws Exception {
        SmbServer.assumePossible();
        server = SmbServer.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void name(TestInfo test) {
        folder = test.getTestMethod().orElseThrow().getName();
    }

    private OwnedStorage box(String host, String instance) {
        SmbAddress shared = server.address("backup", folder);
        Storage below = new NetworkDestination(
                        "nas", shared, SmbServer.USER, SmbEncryption.AUTO, Duration.ofSeconds(20))
                .storage(host);
        return new OwnedStorage(below, new Owner(instance, host, ""), Clock.systemUTC());
    }

    /** One name begins the other's. */
    @Test
    void severalBoxesInOneFolder_neverListRemoveOrOverwriteEachOthersBackups() throws Exception {
        try (OwnedStorage one = box("plant", "1");
                OwnedStorage other = box("plant-2", "2");
                OwnedStorage clone = box("plant", "3")) {
            put(one, "daily/a", random(10));
            put(other, "daily/a", random(20));
            put(other, "weekly/b", random(20));
            assertEquals(List.of("daily"), one.directories());
            assertEquals(List.of(), one.list("weekly"));
            one.sweep();
            one.delete("daily/a");
            assertThrows(IOException.class, () -> one.delete("../plant-2/daily/a"));
            assertHolds(random(20), other, "daily/a");
            assertThrows(NotOwnerException.class, () -> clone.begin("daily/c"));
            assertThrows(NotOwnerException.class, () -> OwnedStorage.requireNotAnothers(clone));
            clone.adopt();
            put(clone, "daily/c", random(30));
            assertThrows(NotOwnerException.class, () -> one.begin("daily/d"));
            assertHolds(random(30), one, "daily/c");
        }
    }

    @Override
    protected Storage storage() {
        SmbAddress address = server.address("backup", "Sicherung Süd", folder);
        return new SmbStorage(new SmbPlace(address, SmbServer.USER, SmbEncryption.AUTO, Duration.ofSeconds(20)));
    }
}
