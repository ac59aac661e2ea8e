package io.thingconnect.pulse.backupd.report;

import io.thingconnect.pulse.backupd.backupset.Component;
import io.thingconnect.pulse.backupd.backupset.Compression;
import io.thingconnect.pulse.backupd.backupset.Kind;
import io.thingconnect.pulse.backupd.backupset.Label;
import io.thingconnect.pulse.backupd.backupset.Lineage;
import io.thingconnect.pulse.backupd.catalog.BackupRecord;
import io.thingconnect.pulse.backupd.catalog.CopyRecord;
import io.thingconnect.pulse.backupd.catalog.CopyState;
import io.thingconnect.pulse.backupd.catalog.DrillRecord;
import io.thingconnect.pulse.backupd.catalog.ProofCount;
import io.thingconnect.pulse.backupd.catalog.RunCount;
import io.thingconnect.pulse.backupd.catalog.RunRecord;
import io.thingconnect.pulse.backupd.catalog.RunState;
import io.thingconnect.pulse.backupd.watch.Objective;
import io.thingconnect.pulse.backupd.watch.ObjectiveDay;
import io.thingconnect.pulse.backupd.watch.ObjectiveFacts;
import io.thingconnect.pulse.backupd.watch.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An installation of which everything is known, so that every metric has a sample. */
final class SampleFacts {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00.250Z");
    private static final Instant NIGHT = Instant.parse("2026-03-01T02:00:00Z");

    private SampleFacts() {}

    static MetricsFacts all() {
        return with(List.of(delta(), full()), List.of(new MetricsFacts.Alarm("job-failed:daily", "critical", NIGHT)));
    }

    static MetricsFacts with(List<BackupRecord> backups, List<MetricsFacts.Alarm> alarms) {
        return new MetricsFacts(
                new MetricsFacts.Program(
                        "0.1.0",
                        "3.54.1",
                        NOW,
                        NOW.minusSeconds(86_400),
                        Duration.ofMillis(12_345),
                        70_000_000,
                        20_000_000,
                        1_000_000),
                alarms.isEmpty() ? "yes" : "no",
                true,
                new MetricsFacts.Config(true, NOW.minusSeconds(86_400)),
                MetricsOfBackups.of(backups),
                List.of(new MetricsFacts.Job("daily", Optional.of(NIGHT.plusSeconds(86_400)), Optional.of(run()))),
                List.of(
                        new MetricsFacts.Destination("local", "local", true, 5_000, 10_000, 500),
                        new MetricsFacts.Destination("nas", "network", false, -1, -1, 500)),
                new MetricsFacts.Counts(
                        List.of(new RunCount("backup", "daily", RunState.SUCCEEDED, 41)),
                        List.of(
                                new ProofCount("local", "restore", true, 9, NIGHT),
                                new ProofCount("local", "checksum", true, 2, NIGHT.minusSeconds(60))),
                        1,
                        0),
                Optional.of(NIGHT),
                List.of(drill()),
                List.of(standing()),
                List.of(day(0, Standing.Verdict.MET), day(1, Standing.Verdict.MISSED), day(2, Standing.Verdict.MISSED)),
                alarms);
    }

    private static ObjectiveDay day(int ago, Standing.Verdict rpo) {
        return new ObjectiveDay(
                "users",
                ObjectiveDay.dayOf(NOW).minusDays(ago),
                Optional.of(Duration.ofHours(2)),
                Optional.empty(),
                rpo,
                Standing.Verdict.MET);
    }

    private static Standing standing() {
        return new Standing(
                new Objective("users", "database", Optional.of(Duration.ofHours(1)), Optional.of(Duration.ofHours(2))),
                Optional.of(Duration.ofMinutes(30)),
                Optional.of(Duration.ofHours(3)),
                Optional.of(new ObjectiveFacts.Recovery(Duration.ofMinutes(2), "by guessing", NIGHT)),
                Standing.Verdict.MET,
                Standing.Verdict.MET,
                List.of());
    }

    static BackupRecord full() {
        return backup(
                new Label(NIGHT, Kind.FULL),
                Lineage.full(1),
                "c0".repeat(32),
                List.of(Component.DATABASE, Component.CONFIGURATION),
                new CopyRecord("local", CopyState.GOOD, "direct", NIGHT),
                new CopyRecord("nas", CopyState.PENDING, "", NIGHT.plusSeconds(5)));
    }

    static BackupRecord delta() {
        Label parent = new Label(NIGHT, Kind.FULL);
        return backup(
                new Label(NIGHT.plusSeconds(3600), Kind.INCREMENTAL),
                Lineage.delta(1, "c0".repeat(32), parent),
                "de".repeat(32),
                List.of(Component.CONFIGURATION),
                new CopyRecord("local", CopyState.GOOD, "direct", NIGHT.plusSeconds(3600)),
                new CopyRecord("nas", CopyState.PENDING, "", NIGHT.plusSeconds(3605)));
    }

    private static BackupRecord backup(
            Label label, Lineage lineage, String contentId, List<Component> components, CopyRecord... copies) {
        return new BackupRecord(
                label,
                "daily",
                contentId,
                lineage,
                label.at().plusMillis(500),
                label.at().plusSeconds(8),
                Compression.GZIP,
                1000,
                3000,
                2000,
                3,
                "20250101_Init",
                components,
                "",
                List.of(),
                7,
                List.of(copies));
    }

    private static RunRecord run() {
        return new RunRecord(
                7,
                "backup",
                "daily",
                "schedule",
                RunState.SUCCEEDED,
                NIGHT,
                NIGHT,
                NIGHT,
                NIGHT.plusSeconds(9),
                "x",
                null,
                "",
                List.of());
    }

    private static DrillRecord drill() {
        return new DrillRecord(
                1,
                3,
                "monthly \"box\"\\",
                "x",
                "local",
                "box",
                true,
                NIGHT,
                NIGHT.plusMillis(61_500),
                3000,
                List.of(),
                List.of(),
                "",
                "");
    }
}
