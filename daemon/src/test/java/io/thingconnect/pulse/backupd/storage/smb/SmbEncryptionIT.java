package io.thingconnect.pulse.backupd.storage.smb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.StorageContract;
import io.thingconnect.pulse.backupd.system.PlaceFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract once more with a Samba that insists on encryption; and what each setting means with each kind of server. */
final class SmbEncryptionIT extends StorageContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static SmbServer server;

    private String folder;

    @BeforeAll
    static void start() throws Exception {
        SmbServer.assumePossible();
        server = SmbServer.start(directory.resolve("required"), "server smb encrypt = required");
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

    private static Storage storage(SmbServer server, SmbEncryption encryption, String folder) {
        return new SmbStorage(new SmbPlace(server.address("backup", folder), SmbServer.USER, encryption, TIMEOUT));
    }

    @Override
    protected Storage storage() {
        return storage(server, SmbEncryption.REQUIRED, folder);
    }

    @Override
    protected int bigSize() {
        return 5_000_001;
    }

    @Test
    void aServerThatInsists_isFineWithAuto_andRefusesOff() throws IOException {
        put(storage(server, SmbEncryption.AUTO, folder), "daily/a", random(3_000_000));
        assertHolds(random(3_000_000), storage(), "daily/a");
        PlaceFailure e = assertThrows(
                PlaceFailure.class,
                () -> storage(server, SmbEncryption.OFF, folder).list("daily"));
        assertTrue(e.getMessage().contains("permission denied"), e.getMessage());
        assertTrue(e.hint().contains("smbEncryption: off"), e.hint());
    }

    /** Each dialect signs and encrypts in another way. */
    @ParameterizedTest
    @CsvSource({"SMB2_10, off, false", "SMB3_00, desired, true", "SMB3_02, desired, true", "SMB3_11, off, false"})
    void everyDialect_works_andRequiredMeansIt(String dialect, String encryption, boolean can, @TempDir Path place)
            throws Exception {
        try (SmbServer other = SmbServer.start(
                place.resolve("s"),
                "server max protocol = " + dialect,
                "server signing = mandatory",
                "server smb encrypt = " + encryption)) {
            for (SmbEncryption wanted : SmbEncryption.values()) {
                Storage storage = storage(other, wanted, "folder");
                if (wanted == SmbEncryption.REQUIRED && !can) {
                    PlaceFailure e = assertThrows(PlaceFailure.class, () -> storage.list("daily"));
                    assertTrue(e.getMessage().contains("cannot encrypt"), e.getMessage());
                } else {
                    put(storage, "daily/" + wanted, random(2_500_000));
                    assertHolds(random(2_500_000), storage, "daily/" + wanted);
                    assertEquals(1, storage.directories().size());
                }
            }
        }
    }
}
