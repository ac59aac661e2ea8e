package io.thingconnect.pulse.backupd.report.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandsTest {
    private static final Path DB = Path.of("/srv/the app/pulse.db");
    private static final Path CONFIG = Path.of("/etc/thingconnect-pulse/backup.yaml");

    @Test
    void theServicesOfTheConfiguration_areNamedAndNoOthers() {
        Commands commands = new Commands(List.of("plant-monitor", "nginx"), CONFIG);
        assertEquals("sudo systemctl restart plant-monitor nginx", commands.restart(DB));
        assertEquals(
                "sudo systemctl stop nginx plant-monitor; mend; sudo systemctl start plant-monitor nginx",
                commands.whileStopped("mend"));
    }

    @Test
    void withoutServices_itIsShownWhoHasTheDatabaseOpen() {
        Commands commands = new Commands(List.of(), CONFIG);
        assertEquals("sudo fuser -v '/srv/the app/pulse.db'", commands.restart(DB));
        assertEquals("mend", commands.whileStopped("mend"));
    }

    @Test
    void theFilesOfTheConfiguration_areThoseInForce() {
        Commands commands = new Commands(List.of(), Path.of("/srv/box 7/backup.yaml"));
        assertEquals("sudoedit '/srv/box 7/backup.yaml' && sudo pulsectl reload", commands.edit());
        assertEquals("sudoedit '/srv/box 7/backup.env' && sudo pulsectl reload", commands.editSecrets());
    }
}
