package io.thingconnect.pulse.ctl;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests against the fake daemon share. */
abstract class DaemonTest {
    @TempDir
    Path directory;

    FakeDaemon daemon;
    Stage stage = new Stage();

    @BeforeEach
    void startDaemon() throws IOException {
        daemon = new FakeDaemon(directory);
    }

    @AfterEach
    void stopDaemon() throws IOException {
        daemon.close();
    }

    int run(String... line) {
        return stage.run(daemon, line);
    }
}
