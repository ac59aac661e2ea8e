package io.thingconnect.pulse.backupd.storage.s3;

import io.thingconnect.pulse.backupd.storage.Storage;
import io.thingconnect.pulse.backupd.storage.StorageContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
