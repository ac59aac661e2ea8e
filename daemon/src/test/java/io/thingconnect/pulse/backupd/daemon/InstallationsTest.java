package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thingconnect.pulse.backupd.config.ConfigLoader;
import io.thingconnect.pulse.backupd.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallationsTest {
    @TempDir
    Path root;

    @Test
    void whereADestinationWasBefore_isLeftOutOfWhatIsBackedUp() throws Exception {
        Path lib = Files.createDirectories(root.resolve("var/lib/thingconnect-pulse"));
        Path former = Files.createDirectories(lib.resolve("backups"));
        Files.writeString(former.resolve(".pulse-instance"), "{}");
        Files.createDirectories(lib.resolve("keys"));
        Path config = Files.writeString(
                root.resolve("backup.yaml"), "backup:\n  destinations:\n    local: {type: local, path: /mnt/backup}\n");
        Settings settings = new ConfigLoader(Map.of(), ZoneOffset.UTC, "box")
                .load(config, root)
                .settings();
        Set<Path> omitted = new Installations(new Layout(root), "instance", Clock.systemUTC())
                .of(settings)
                .application()
                .omitDirectories();
        assertEquals(
                Set.of(
                        root.resolve("var/lib/thingconnect-pulse-backup"),
                        settings.spool().path(),
                        root.resolve("mnt/backup"),
                        former),
                omitted);
    }
}
