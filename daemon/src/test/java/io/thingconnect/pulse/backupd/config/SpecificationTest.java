package io.thingconnect.pulse.backupd.config;

import static io.thingconnect.pulse.backupd.config.Loads.errors;
import static io.thingconnect.pulse.backupd.config.Loads.load;
import static io.thingconnect.pulse.backupd.config.Loads.resource;
import static io.thingconnect.pulse.backupd.config.Loads.warnings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.error.BackupException;
import io.thingconnect.pulse.backupd.job.ChainPolicy;
import io.thingconnect.pulse.backupd.job.JobSpec;
import io.thingconnect.pulse.backupd.retention.Keep;
import io.thingconnect.pulse.backupd.storage.s3.Checksums;
import io.thingconnect.pulse.backupd.storage.s3.S3Attributes;
import io.thingconnect.pulse.backupd.storage.s3.S3Keys;
import io.thingconnect.pulse.backupd.storage.s3.S3Server;
import io.thingconnect.pulse.backupd.storage.s3.S3Settings;
import io.thingconnect.pulse.backupd.storage.smb.SmbAddress;
import io.thingconnect.pulse.backupd.storage.smb.SmbEncryption;
import io.thingconnect.pulse.backupd.storage.smb.SmbLogin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published examples and the agreed long form load word for word, each as a file of its own. */
final class SpecificationTest {
    private static final Map<String, String> PASSWORD =
            Map.of("BACKUP_PASSWORD", "x", "AWS_ACCESS_KEY", "AKx", "AWS_SECRET_KEY", "sEcr");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "schedule, 1",
        "network-storage, 0",
        "cloud-storage, 0",
        "verification, 0",
        "high-availability, 1",
        "monitoring, 0",
        "long-form, 3"
    })
    void everyExample_loadsWithoutAnError(String name, int warnings) throws BackupException {
        Loaded loaded = load(directory, resource("spec/" + name + ".yaml"), PASSWORD);
        assertEquals(List.of(), errors(loaded));
        assertEquals(warnings, loaded.warnings().size(), loaded::report);
        assertTrue(loaded.settings().jobs().stream()
                .noneMatch(j -> j.destinations().isEmpty()));
    }

    @Test
    void scheduleExample_isOneJobAndOneDestination() throws BackupException {
        Loaded loaded = load(directory, resource("spec/schedule.yaml"));
        Settings settings = loaded.settings();
        assertEquals(List.of(new LocalDestination("local", Path.of("/backups/pulse"), false)), settings.destinations());
        JobSpec job = settings.jobs().get(0);
        assertEquals(1, settings.jobs().size());
        assertEquals("daily", job.name());
        assertEquals("0 2 * * *", job.schedule().orElseThrow().expression());
        assertEquals(Loads.ZONE, job.schedule().orElseThrow().zone());
        assertEquals(List.of("local"), job.destinations());
        assertEquals(
                List.of("3:13: at 02:00 local time the application prunes its own database; \"30 3 * * *\" keeps out of"
                        + " its way"),
                warnings(loaded));
    }

    @Test
    void networkExample_isAShareWithItsUser() throws BackupException {
        Loaded loaded = load(directory, resource("spec/network-storage.yaml"), Map.of("BACKUP_PASSWORD", "s3cret"));
        NetworkDestination network = loaded.settings().networkDestinations().get(0);
        assertEquals(
                new NetworkDestination(
                        "network",
                        new SmbAddress("backup-server", SmbAddress.DEFAULT_PORT, "pulse-backups", List.of()),
                        new SmbLogin("backup-user", "s3cret", ""),
                        SmbEncryption.AUTO,
                        Duration.ofSeconds(60)),
                network);
        assertEquals(
                "//backup-server/pulse-backups/plant7",
                network.storage("plant7").location());
        assertEquals(List.of(), loaded.settings().destinations());
        assertEquals(List.of("network"), loaded.settings().jobs().get(0).destinations());
        assertTrue(!network.toString().contains("s3cret"), network.toString());
    }

    @Test
    void cloudExample_isABucketWithItsKeys() throws BackupException {
        Loaded loaded = load(directory, resource("spec/cloud-storage.yaml"), PASSWORD);
        S3Settings s3 = loaded.settings().s3Destinations().get(0).settings();
        assertEquals("company-pulse-backups", s3.bucket());
        assertEquals(Optional.of("us-west-2"), s3.server().region());
        assertEquals(Optional.of("AES256"), s3.attributes().encryption());
        assertEquals(Optional.of(new S3Keys("AKx", "sEcr", "")), s3.server().keys());
        assertEquals(Checksums.AUTO, s3.checksums());
        assertEquals(List.of("s3"), loaded.settings().jobs().get(0).destinations());
        String shown = loaded.settings().toString() + loaded.effective();
        assertTrue(!shown.contains("sEcr") && !shown.contains("AKx"), shown);
    }

    @Test
    void everyKeyOfABucket_isActedOn() throws BackupException {
        S3Settings s3 = load(directory, """
                        backup:
                          storage:
                            type: s3
                            bucket: b
                            encryption: aws:kms
                            kmsKey: alias/x
                            prefix: /plants/
                            endpoint: https://s3.example:9000
                            pathStyle: true
                            caFile: /etc/ca.pem
                            proxy: http://user:pass@proxy:3128
                            storageClass: STANDARD_IA
                            checksums: when_required
                            objectLock: {mode: compliance, days: 30}
                        """).settings().s3Destinations().get(0).settings();
        assertEquals(
                new S3Settings(
                        "b",
                        "plants",
                        new S3Server(
                                Optional.empty(),
                                Optional.of(URI.create("https://s3.example:9000")),
                                true,
                                Optional.of(Path.of("/etc/ca.pem")),
                                Optional.of(URI.create("http://user:pass@proxy:3128")),
                                Optional.empty()),
                        new S3Attributes(
                                Optional.of("aws:kms"),
                                Optional.of("alias/x"),
                                "STANDARD_IA",
                                Optional.of(new S3Attributes.Lock(true, 30))),
                        Checksums.WHEN_REQUIRED),
                s3);
        assertTrue(!s3.toString().contains("pass"), s3.toString());
    }

    @Test
    void destinationAndStorageTogether_areTwoDestinations() throws BackupException {
        Loaded loaded = load(directory, "backup:\n  destination: /backups/pulse\n  storage: {type: s3, bucket: b}\n");
        assertTrue(loaded.effective().contains("destinations: [local, s3]"), loaded.effective());
        assertEquals(List.of("local", "s3"), loaded.settings().jobs().get(0).destinations());
        assertEquals(0, loaded.warnings().size(), loaded::report);
    }

    @Test
    void twoLocalDestinationsInTheShortForm_areBothUsed() throws BackupException {
        Loaded loaded = load(
                directory,
                "backup:\n  destination: /backups/pulse\n  storage: {type: local, path: /mnt/usb, requireMarker: yes}\n");
        assertEquals(
                List.of(
                        new LocalDestination("local", Path.of("/backups/pulse"), false),
                        new LocalDestination("storage", Path.of("/mnt/usb"), true)),
                loaded.settings().destinations());
        assertEquals(
                List.of("local", "storage"), loaded.settings().jobs().get(0).destinations());
    }

    @Test
    void monitoringExample_isActedOn() throws BackupException {
        Settings settings = load(directory, resource("spec/monitoring.yaml")).settings();
        assertEquals(
                new Settings.Monitoring(
                        true, Duration.ofHours(1), 10_000_000_000L, Duration.ofHours(24), 100, Duration.ofHours(24)),
                settings.monitoring());
    }

    @Test
    void longForm_becomesFourJobs() throws BackupException {
        Settings settings =
                load(directory, resource("spec/long-form.yaml"), PASSWORD).settings();
        assertEquals(
                List.of("frequent", "changes", "weekly", "monthly"),
                settings.jobs().stream().map(JobSpec::name).toList());
        assertEquals(
                List.of(Kind.INCREMENTAL, Kind.INCREMENTAL, Kind.FULL, Kind.FULL),
                settings.jobs().stream().map(JobSpec::kind).toList());
        assertEquals(
                new ChainPolicy(Kind.INCREMENTAL, Duration.ofDays(1), 96, false),
                settings.job("frequent").orElseThrow().chains());
        assertEquals(
                List.of(Component.CONFIGURATION, Component.CERTIFICATES, Component.SCRIPTS),
                settings.job("changes").orElseThrow().components());
        assertTrue(settings.job("changes").orElseThrow().schedule().isEmpty());
        JobSpec monthly = settings.job("monthly").orElseThrow();
        assertEquals(Compression.ZSTD, monthly.compression());
        assertEquals(3, monthly.level());
        assertEquals(List.of("local", "offsite"), monthly.destinations());
        assertTrue(monthly.components().contains(Component.LOGS));
    }

    @Test
    void longForm_saysWhatStaysOfEachJob() throws BackupException {
        Settings settings =
                load(directory, resource("spec/long-form.yaml"), PASSWORD).settings();
        assertEquals(
                new Keep(0, 0, 7, 0, 0, 0, Duration.ofDays(2), 3),
                settings.job("frequent").orElseThrow().keep());
        assertEquals(Keep.last(100), settings.job("changes").orElseThrow().keep());
        assertEquals(
                new Keep(0, 0, 0, 8, 0, 0, Duration.ZERO, 0),
                settings.job("weekly").orElseThrow().keep());
        assertEquals(
                new Keep(0, 0, 0, 0, 12, 3, Duration.ZERO, 0),
                settings.job("monthly").orElseThrow().keep());
    }

    @Test
    void retention_isInheritedUnlessTheJobSaysRetentionOrKeep() throws BackupException {
        Settings settings = load(directory, """
                        backup:
                          retention: 12
                          jobs:
                            a: {schedule: "@daily"}
                            b: {schedule: "@daily", retention: 3}
                            c: {schedule: "@daily", keep: {hourly: 5}}
                        """).settings();
        assertEquals(Keep.last(12), settings.job("a").orElseThrow().keep());
        assertEquals(Keep.last(3), settings.job("b").orElseThrow().keep());
        assertEquals(
                new Keep(0, 5, 0, 0, 0, 0, Duration.ZERO, 0),
                settings.job("c").orElseThrow().keep());
    }

    @Test
    void longForm_keepsItsSecretFilesOutOfBackups() throws BackupException {
        Settings settings =
                load(directory, resource("spec/long-form.yaml"), PASSWORD).settings();
        assertEquals(
                Set.of(directory.resolve("backup.env"), Path.of("/etc/thingconnect-pulse/hook.url")),
                settings.secretFiles());
    }

    @Test
    void longForm_warnsOncePerBlockAtItsPlace() {
        List<String> warnings = warnings(load(
                directory,
                resource("spec/long-form.yaml"),
                Map.of(
                        "BACKUP_PASSWORD",
                        "x",
                        "AWS_ACCESS_KEY",
                        "x",
                        "AWS_SECRET_KEY",
                        "x",
                        "SMTP_PASSWORD",
                        "x",
                        "HOOK_SECRET",
                        "x")));
        assertEquals(
                List.of("108:30: notifications.chat.url: ${file:/etc/thingconnect-pulse/hook.url} cannot be read:"
                        + " /etc/thingconnect-pulse/hook.url does not exist; the channel cannot be used like this"),
                warnings);
    }
}
