package io.thingconnect.pulse.backupd.storage.smb;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.StorageContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
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

    @Override
    protected Storage storage() {
        SmbAddress address = server.address("backup", "Sicherung Süd", folder);
        return new SmbStorage(new SmbPlace(address, SmbServer.USER, SmbEncryption.AUTO, Duration.ofSeconds(20)));
    }
}
