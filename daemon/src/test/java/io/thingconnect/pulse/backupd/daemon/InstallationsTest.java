package io.thingconnect.pulse.backupd.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.config.ConfigLoader;
import io.thingconnect.pulse.backupd.config.Settings;
import io.thingconnect.pulse.backupd.copies.Installation;
import io.thingconnect.pulse.backupd.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallationsTest {
    @TempDir
    Path root;

    @Test
    void aLimit_holdsAtEachKindOfDestination() throws Exception {
        Path config = Files.writeString(root.resolve("backup.yaml"), """
                backup:
                  destinations:
                    usb: {type: local, path: /mnt/usb, bandwidth: {limit: 8MB, windows: {"08:00-18:00": 2KB}}}
                    nas: {type: network, location: //s/b, bandwidth: {limit: 8MB, windows: {"08:00-18:00": 2KB}}}
                    cloud: {type: s3, bucket: b, region: r, bandwidth: {limit: 8MB, windows: {"08:00-18:00": 2KB}}}
                    fast: {type: s3, bucket: b, region: r}
                """);
        Settings settings = new ConfigLoader(Map.of(), ZoneOffset.UTC, "box")
                .load(config, root)
                .settings();
        Installation installation = new Installations(new Layout(root), "instance", Clock.systemUTC()).of(settings);
        for (String name : List.of("usb", "nas", "cloud")) {
            Storage storage = installation.destinations().get(name).storage();
            assertEquals(512, storage.writeBlock(), name + ": a quarter of a second at the slowest time of the day");
            assertTrue(storage.isRemote(), name);
        }
        assertEquals(1 << 18, installation.destinations().get("fast").storage().writeBlock());
    }

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
