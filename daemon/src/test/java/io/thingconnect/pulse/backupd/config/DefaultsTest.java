package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Loads.load;
import static io.thingconnect.pulse.backupd.config.Loads.resource;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.encryption.Keys;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.job.VerificationPolicy;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.schedule.CronSchedule;
import io.thingconnect.pulse.backupd.watch.Objective;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A default that changes by accident changes what happens on boxes whose file says nothing: each is pinned. */
final class DefaultsTest {
    private static final Path STATE = Path.of("/var/lib/thingconnect-pulse");

    @TempDir
    Path directory;

    @Test
    void everyDefaultOfTheSchema_isThisOne() {
        String found = SchemaKeys.all().entrySet().stream()
                .map(e -> (e.getKey() + " = " + e.getValue()).strip())
                .collect(Collectors.joining("\n", "", "\n"));
        assertEquals(resource("defaults.txt"), found);
    }

    @Test
    void anEmptyFile_meansTheseSettings() throws BackupException {
        Settings settings = load(directory, "").settings();
        JobSpec daily = new JobSpec(
                "daily",
                Optional.of(CronSchedule.parse("30 3 * * *", Loads.ZONE)),
                ChainPolicy.fulls(),
                List.of(
                        Component.DATABASE,
                        Component.CONFIGURATION,
                        Component.STATE,
                        Component.CERTIFICATES,
                        Component.SCRIPTS),
                Compression.GZIP,
                6,
                List.of("local"),
                Keep.last(30),
                List.of(),
                List.of());
        Application application = new Application(
                List.of(STATE.resolve("pulse.db")),
                List.of(Path.of("/etc/thingconnect-pulse")),
                List.of(STATE),
                List.of(),
                List.of(),
                List.of(Path.of("/var/log/thingconnect-pulse")),
                List.of("*.tmp", "cache/**", "tmp/**"));
        assertEquals(
                new Settings(
                        true,
                        "plant7",
                        Loads.ZONE,
                        List.of(daily),
                        List.of(new LocalDestination("local", STATE.resolve("backups"), false)),
                        List.of(),
                        List.of(),
                        Map.of("local", new CopyTerms("local", Duration.ofHours(6), Optional.empty(), "local", false)),
                        application,
                        new Settings.Capture(1L << 30, Duration.ofMinutes(30)),
                        new Settings.Spool(
                                Path.of("/var/lib/thingconnect-pulse-backup/spool"), 20_000_000_000L, 500_000_000L),
                        new Settings.Monitoring(
                                true,
                                Duration.ofHours(1),
                                10_000_000_000L,
                                Duration.ofHours(24),
                                100,
                                Duration.ofHours(24)),
                        List.of(),
                        new Settings.Practice(
                                new VerificationPolicy(true, Duration.ofDays(30), 20_000_000_000L, true),
                                true,
                                List.of(),
                                Duration.ofMinutes(15)),
                        settings.objectives(),
                        Keys.none(),
                        Set.of(directory.resolve("backup.env")),
                        List.of()),
                settings);
        assertEquals(8, settings.objectives().size());
        assertTrue(settings.objectives().stream().noneMatch(Objective::isPromised));
    }

    @Test
    void everyPath_liesBelowTheRoot() throws BackupException {
        Loads.write(directory.resolve("etc/backup.yaml"), "backup: {destination: /backups}\n");
        Settings settings = new ConfigLoader(Map.of(), Loads.ZONE, "h")
                .load(directory.resolve("etc/backup.yaml"), directory)
                .settings();
        assertEquals(
                directory.resolve("backups"), settings.destinations().get(0).path());
        assertEquals(
                directory.resolve("var/lib/thingconnect-pulse-backup/spool"),
                settings.spool().path());
        assertEquals(
                List.of(directory.resolve("var/lib/thingconnect-pulse/pulse.db")),
                settings.application().databases());
        assertEquals(
                List.of(directory.resolve("var/log/thingconnect-pulse")),
                settings.application().logs());
        assertEquals(Set.of(directory.resolve("etc/backup.env")), settings.secretFiles());
    }

    @Test
    void hostAndZone_canBeNamed() throws BackupException {
        Settings settings = load(directory, "backup: {host: plant9, timezone: Asia/Kolkata}\n")
                .settings();
        assertEquals("plant9", settings.host());
        assertEquals("Asia/Kolkata", settings.zone().getId());
        assertEquals(
                settings.zone(), settings.jobs().get(0).schedule().orElseThrow().zone());
    }
}
